import type { Chart, KeyEntry } from '../charts/chart.ts';
import { html, Html } from './html.ts';
import { swatch } from './swatch.ts';

/** A chart with its number, title, key and caption. */
export function figure(chart: Chart, number: number): Html {
  return html`<figure id="${chart.id}">
    <h3>${chart.title}</h3>
    <ul class="key">
      ${chart.key.map(keyEntry)}
    </ul>
    <div class="plot" role="img" aria-label="${chart.title}">${new Html(chart.svg)}</div>
    <figcaption><b>Figure ${number}.</b> ${chart.caption}</figcaption>
  </figure>`;
}

function keyEntry({ label, colour, mark }: KeyEntry): Html {
  return html`<li>
    <svg
      class="swatch"
      viewBox="0 0 22 12"
      width="22"
      height="12"
      aria-hidden="true"
      style="color: ${colour}"
    >
      ${swatch(mark)}
    </svg>
    ${label}
  </li>`;
}
