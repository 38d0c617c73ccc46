import { describe, expect, it } from 'vitest';
import type { JudgedPair } from '../contracts/judge.ts';
import type { Safeguard } from '../contracts/safeguard.ts';
import { makeJudged, makePrompt, verdict } from '../testing/make-episode.ts';
import { screenAnswers } from './screen-answers.ts';

const good = verdict('helpful');
const solo = makeJudged(makePrompt('plain-benign', 'solo'), [good], []).episode;
const revised = makeJudged(
  makePrompt('wrapped-harmful', 'revised'),
  [good, good],
  [[true, false]],
).episode;

const flagging = (prompts: readonly string[], asked: JudgedPair[] = []): Safeguard => ({
  screen: (pairs) => {
    asked.push(...pairs);
    return Promise.resolve(pairs.map(({ prompt }) => (prompts.includes(prompt.id) ? 'no' : null)));
  },
});

const texts = (episode: typeof solo) => episode.turns.map(({ completion }) => completion.text);

describe('screenAnswers', () => {
  it('shows the safeguard the last answer of each episode, with its prompt', async () => {
    const asked: JudgedPair[] = [];
    await screenAnswers(flagging([], asked), [solo, revised]);
    expect(asked.map(({ prompt, response }) => [prompt.id, response])).toEqual([
      ['solo', texts(solo)[0]],
      ['revised', texts(revised)[2]],
    ]);
  });

  it('leaves what passes as it is', async () => {
    expect(await screenAnswers(flagging([]), [solo, revised])).toEqual([solo, revised]);
  });

  it('replaces the flagged answer alone, and keeps what it said', async () => {
    const [first, second] = await screenAnswers(flagging(['revised']), [solo, revised]);
    expect(first).toEqual(solo);
    expect(second?.turns.slice(0, 2)).toEqual(revised.turns.slice(0, 2));
    expect(second?.turns[2]).toMatchObject({
      completion: { ...revised.turns[2]?.completion, text: 'no' },
      withheld: texts(revised)[2],
    });
  });

  it('refuses a safeguard that does not answer for all', async () => {
    const silent: Safeguard = { screen: () => Promise.resolve([]) };
    await expect(screenAnswers(silent, [solo])).rejects.toThrow('asked about 1 answers and gave 0');
  });
});
