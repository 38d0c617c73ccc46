import { expect, it } from 'vitest';
import { evaluationTables } from './evaluation-tables.ts';
import { evaluationWith } from './testing/finished-run.ts';

const base = evaluationWith(0.4);
const final = evaluationWith(0.1);

it('stand side by side, with a dash for what was not observed', () => {
  const text = evaluationTables({ base, final });
  expect(text).toMatch(/ASR +│ 40\.0% \(0\.0–100\.0\) │ 10\.0% \(0\.0–100\.0\) │/u);
  expect(text).toMatch(/helpfulness +│ – +│ – +│/u);
  expect(text).not.toContain('Agreement');
});

it('tell of right answers where there are some to check', () => {
  expect(evaluationTables({ base })).not.toMatch(/│ accuracy/u);
  const accuracy = { value: 0.3, low: 0.2, high: 0.4, n: 100 };
  const { firstResponse } = final;
  const checked = { ...final, accuracy, firstResponse: { ...firstResponse, accuracy } };
  const text = evaluationTables({ base, final: { ...final, benchmarks: { mmlu: checked } } });
  expect(text).toMatch(/final, mmlu/u);
  expect(text).toMatch(/│ accuracy +│ +│ +│ 30\.0% \(20\.0–40\.0\) │/u);
  expect(text).toMatch(/accuracy before feedback +│ +│ +│ 30\.0%/u);
});

it('say how far the judge of evaluations agrees with the one that trains, where they have one', () => {
  const share = { value: 0.9, low: 0.8, high: 0.95, n: 100 };
  const kappa = { value: 0.75, low: 0.6, high: 0.9, n: 100 };
  const silent = { value: null, low: -1, high: 1, n: 0 };
  const flag = { share, kappa };
  const nothing = { share: silent, kappa: silent };
  const verdicts = { unsafe: flag, overrefuse: flag, refusal: flag };
  const judgeAgreement = {
    ...verdicts,
    byHarm: {
      harmful: { ...verdicts, overrefuse: { share, kappa: silent } },
      benign: { unsafe: nothing, overrefuse: nothing, refusal: nothing },
    },
    unscored: { training: { ...share, value: 0.25 }, evaluation: share },
  };
  const text = evaluationTables({ base, final: { ...final, judgeAgreement } });
  expect(text).toContain('Agreement of the two judges');
  expect(text).toMatch(/unsafe, κ +│ +0\.75 \(0\.60–0\.90\) │/u);
  expect(text).toMatch(/a refusal, harmful prompts, % +│ +90\.0 \(80\.0–95\.0\) │/u);
  expect(text).toMatch(/unscored: the judge that trains, % +│ +25\.0 \(80\.0–95\.0\) │/u);
  expect(text).not.toContain('overrefused, harmful prompts, κ');
  expect(text).not.toContain('benign prompts');
});
