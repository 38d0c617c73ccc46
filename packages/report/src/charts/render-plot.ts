import { plot, type PlotOptions } from '@observablehq/plot';
// One file of linkedom and its dependencies: as modules of their own, they take as long to load as the charts to draw.
import { DOMParser } from 'linkedom/worker';
import { FONT_FAMILY } from './style.ts';

/** Draws a plot outside a browser and gives its `<svg>` element as markup; texts in it are escaped. */
export function renderPlot(options: PlotOptions): string {
  const document: unknown = new DOMParser().parseFromString('<html></html>', 'text/html');
  const element: unknown = plot({
    ...options,
    document,
    style: { fontFamily: FONT_FAMILY, fontSize: '12px', overflow: 'visible' },
  });
  if (!hasMarkup(element)) throw new Error('the plot is not an element of a page');
  return element.outerHTML;
}

// The types of a browser's page are not known here: the rest of the code must not come to lean on them.
function hasMarkup(value: unknown): value is { readonly outerHTML: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'outerHTML' in value &&
    typeof value.outerHTML === 'string'
  );
}
