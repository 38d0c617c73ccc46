import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleEpisodes } from './episode-sample.ts';

let folder: string;
let ledger: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waltz-ledger-'));
  ledger = join(folder, 'episodes.jsonl');
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** 1,000 accepted episodes, with one malformed one every 200 steps. */
async function writeLedger(): Promise<void> {
  const lines = Array.from({ length: 1000 }, (_, step) => ({
    stage: 'stage-1',
    step,
    outcome: step % 200 === 100 ? 'malformed' : 'accepted',
    credit: 1 / 3,
  }));
  await writeFile(ledger, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

function stepsOf(episodes: readonly string[], outcome: string): readonly number[] {
  return episodes
    .map((json) => JSON.parse(json) as { step: number; outcome: string })
    .filter((episode) => episode.outcome === outcome)
    .map(({ step }) => step);
}

describe('sampleEpisodes', () => {
  it('takes everything when there is room, in the order of the ledger', async () => {
    await writeLedger();
    const { total, episodes } = await sampleEpisodes(ledger, 1_000_000);
    expect(total).toBe(1000);
    expect(episodes.map((json) => (JSON.parse(json) as { step: number }).step)).toEqual(
      Array.from({ length: 1000 }, (_, step) => step),
    );
  });

  it('stays within its bytes, keeps what is rare, and spreads what is common', async () => {
    await writeLedger();
    const { total, episodes } = await sampleEpisodes(ledger, 4000);
    expect(total).toBe(1000);
    expect(Buffer.byteLength(episodes.join(','))).toBeLessThanOrEqual(4000);
    expect(stepsOf(episodes, 'malformed')).toEqual([100, 300, 500, 700, 900]);
    const common = stepsOf(episodes, 'accepted');
    expect(common.length).toBeGreaterThan(30);
    const gaps = common.slice(1).map((step, index) => step - (common[index] ?? 0));
    expect(Math.max(...gaps)).toBeLessThan(70);
  });

  it('shortens numbers, but not steps', async () => {
    await writeLedger();
    const { episodes } = await sampleEpisodes(ledger, 1_000_000);
    expect(episodes[999]).toContain('"step":999');
    expect(episodes[999]).toContain('"credit":0.3333}');
  });

  it('finds nothing in a ledger that is not there', async () => {
    expect(await sampleEpisodes(ledger, 1000)).toEqual({ total: 0, episodes: [] });
  });
});
