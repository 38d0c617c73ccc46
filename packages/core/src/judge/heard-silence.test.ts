import { expect, it } from 'vitest';
import type { Judgement, JudgedPair } from '../contracts/judge.ts';
import { VERDICTS } from '../testing/make-episode.ts';
import { tinyDataset } from '../testing/tiny-world.ts';
import { heardSilence } from './heard-silence.ts';

const verdict: Judgement = { scored: true, ...VERDICTS.helpful };
const failure: Judgement = { scored: false, reason: 'no server answers' };

it.each([
  { what: 'every answer is scored', calls: [[verdict, verdict]], notices: 0 },
  { what: 'one answer of a call is scored', calls: [[failure, verdict]], notices: 0 },
  { what: 'no call asks anything', calls: [[]], notices: 0 },
  { what: 'no answer is scored, twice', calls: [[failure], [failure, failure]], notices: 1 },
])('gives $notices notices when $what', async ({ calls, notices }) => {
  const heard: string[] = [];
  const remaining = [...calls];
  const judge = heardSilence(
    { label: async () => remaining.shift() ?? [] },
    'the judge "far"',
    (message) => heard.push(message),
  );
  for (const call of calls) {
    const pairs = call.map((): JudgedPair => ({
      prompt: tinyDataset.prompts('train')[0] as JudgedPair['prompt'],
      response: '',
    }));
    expect(await judge.label(pairs)).toEqual(call);
  }
  expect(heard).toHaveLength(notices);
  if (notices > 0) {
    expect(heard[0]).toBe(
      'the judge "far" could score none of 1 answers, so they count for nothing: no server answers',
    );
  }
});
