import type { EpisodeSample } from '../run/episode-sample.ts';
import { html, jsonForScript, type Html } from './html.ts';
import { count } from './numbers.ts';

/** The browser's frame and its data; `episode-browser.js` brings it to life. */
export function episodeBrowser({ total, episodes }: EpisodeSample): Html {
  if (total === 0) return html`<p class="absent">This run has no episodes in its ledger.</p>`;
  const share =
    episodes.length === total
      ? `All ${count(total)} episodes of the ledger.`
      : `${count(episodes.length)} of the ${count(total)} episodes of the ledger, from every stage and outcome in turn and evenly over steps, so that rare outcomes are over-represented here; episodes.jsonl has all.`;
  return html`<p class="browser-note">${share}</p>
    <p class="print-only">The browser of episodes works on a screen only.</p>
    <div id="episode-browser">
      <noscript>The browser needs JavaScript; episodes.jsonl holds the same.</noscript>
    </div>
    <script type="application/json" id="episodes">
      ${jsonForScript(`[${episodes.join(',')}]`)}
    </script>`;
}
