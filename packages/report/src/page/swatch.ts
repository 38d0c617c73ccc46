import type { KeyEntry } from '../charts/chart.ts';
import { html, type Html } from './html.ts';

/** The mark of a line of a key, 22 × 12 pixels, in the current colour; `.stroke` marks are lines without filling. */
export function swatch(mark: KeyEntry['mark']): Html {
  return SWATCHES[mark];
}

const SWATCHES: Readonly<Record<KeyEntry['mark'], Html>> = {
  line: html`<path d="M1 6H21" class="stroke" />`,
  'dashed-line': html`<path d="M1 6H21" class="stroke" stroke-dasharray="5 3" />`,
  dot: html`<circle cx="11" cy="6" r="4.2" fill="currentColor" />`,
  ring: html`<circle cx="11" cy="6" r="4" class="stroke" />`,
  diamond: html`<path d="M11 0.5L15 6L11 11.5L7 6Z" fill="currentColor" />`,
  square: html`<rect x="7" y="2" width="8" height="8" fill="currentColor" />`,
  triangle: html`<path d="M11 1L16 10.5H6Z" fill="currentColor" />`,
  cross: html`<path d="M7.5 2.5L14.5 9.5M14.5 2.5L7.5 9.5" class="stroke" />`,
};
