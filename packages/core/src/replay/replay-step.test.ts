import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ReinforcementStageConfig, RewardConfig } from '../config/experiment-config.ts';
import type { Algorithm } from '../contracts/algorithm.ts';
import { perFeedback } from '../reward/turn-rewards.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { tinyConfig, tinyParts } from '../testing/tiny-experiment.ts';
import type { EpisodeRecord } from '../tracking/episode-record.ts';
import { runExperiment } from '../training/run-experiment.ts';
import { replayStep, type ReplayedSample, type Scoring } from './replay-step.ts';

const parts = tinyParts();
const scoring: Scoring = { ...parts, needsValues: false };
const STEP = { stage: 'stage-2', step: 12 };
const stage2 = tinyConfig.stages[STEP.stage] as ReinforcementStageConfig;
let records: readonly EpisodeRecord[] = [];

beforeEach(async () => {
  if (records.length > 0) return;
  const folder = temporaryFolder();
  await runExperiment(parts, folder);
  const lines = (await readFile(join(folder, 'episodes.jsonl'), 'utf8')).trimEnd().split('\n');
  records = lines
    .map((line) => JSON.parse(line) as EpisodeRecord)
    .filter(({ stage, step }) => stage === STEP.stage && step === STEP.step);
});

function replay(
  reward: RewardConfig,
  of = scoring,
  episodes = records,
  stage = stage2,
): Promise<readonly ReplayedSample[]> {
  const klCoefficients = {
    conversation: stage.agents.conversation.klCoefficient,
    feedback: stage.agents.feedback.klCoefficient,
  };
  return replayStep(episodes, of, { reward, stage, klCoefficients });
}

describe('replayStep', () => {
  it('comes to what was recorded when the reward is the same', async () => {
    const samples = await replay(tinyConfig.reward);
    const recorded = records.flatMap(({ samples: all = [] }) => all);
    expect(samples).toHaveLength(recorded.length);
    for (const { reward, advantage } of samples) {
      expect(reward.after).toBe(reward.before);
      expect(advantage.after).toBe(advantage.before);
    }
    // Against the ledger, which keeps six digits.
    const means = recorded
      .filter(({ agent }) => agent === 'feedback')
      .map(({ advantages }) => advantages.reduce((sum, one) => sum + one, 0) / advantages.length);
    const replayed = samples.filter(({ agent }) => agent === 'feedback');
    replayed.forEach(({ advantage }, index) => {
      expect(advantage.after).toBeCloseTo(means[index] ?? Number.NaN, 4);
    });
  });

  it.each([
    { given: 'the new ones', ofStage: { lambda: 0 }, gamma: 1 },
    { given: 'those that the stage sets itself', ofStage: { gamma: 0.5 }, gamma: 0.5 },
  ])('scores with $given', async ({ ofStage, gamma }) => {
    const stage = { ...stage2, reward: ofStage };
    const samples = await replay({ ...tinyConfig.reward, gamma: 1 }, scoring, records, stage);
    // Only gamma, 0.1 before, is another one: well-formed reviews earn more by as much.
    const added = samples
      .filter(({ agent }) => agent === 'feedback')
      .map(({ reward }) => Number(((reward.after ?? 0) - reward.before).toFixed(9)));
    expect(new Set(added)).toEqual(new Set([0, Number((gamma - 0.1).toFixed(9))]));
    expect(
      samples.every(({ agent, reward }) => agent === 'feedback' || reward.after === reward.before),
    ).toBe(true);
  });

  it('gives no reward and no advantage where the new reward cannot tell', async () => {
    const silent = perFeedback('label', () => 'unscored');
    const samples = await replay(tinyConfig.reward, {
      ...scoring,
      rewards: { ...parts.rewards, label: silent },
    });
    const ofFeedback = samples.filter(({ agent }) => agent === 'feedback');
    expect(ofFeedback.length).toBeGreaterThan(0);
    expect(
      ofFeedback.every(
        ({ reward, advantage }) => reward.after === null && advantage.after === null,
      ),
    ).toBe(true);
  });

  it('leaves advantages out where they need values that were not kept', async () => {
    const samples = await replay(tinyConfig.reward, { ...scoring, needsValues: true });
    expect(samples.every(({ advantage }) => advantage.after === null)).toBe(true);
    expect(samples.every(({ reward }) => reward.after === reward.before)).toBe(true);
  });

  it('hands the values that were kept to an algorithm that learns with a critic', async () => {
    const algorithm: Algorithm = {
      ...parts.algorithm,
      advantages: (samples) => ({
        values: samples.map(({ reward, values = [] }) => values.map((value) => reward - value)),
        metrics: {},
      }),
    };
    const valued = records.map((record) => ({
      ...record,
      samples: record.samples?.map((sample) => ({
        ...sample,
        values: sample.tokens.map(() => 0.25),
      })),
    })) as readonly EpisodeRecord[];
    const critic = { ...scoring, algorithm, needsValues: true };
    const samples = await replay(tinyConfig.reward, critic, valued);
    for (const { reward, advantage } of samples) {
      expect(advantage.after).toBeCloseTo((reward.after ?? 0) - 0.25, 12);
    }
  });
});
