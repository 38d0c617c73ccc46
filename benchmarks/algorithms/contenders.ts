/** An algorithm, and the experiment that learns by it. */
export interface Contender {
  readonly name: string;
  readonly experiment: string;
  readonly overrides: readonly string[];
}

/** Every algorithm there is, with the learning rates of waltz-baseline: none was tuned but the first. */
export const CONTENDERS: readonly Contender[] = [
  { name: 'REINFORCE++', experiment: 'waltz-baseline', overrides: [] },
  {
    name: 'REINFORCE++, group baseline',
    experiment: 'waltz-rloo',
    overrides: ['algorithm.type=reinforce-plus-plus-baseline'],
  },
  { name: 'RLOO', experiment: 'waltz-rloo', overrides: [] },
  { name: 'GRPO', experiment: 'waltz-grpo', overrides: [] },
  {
    name: 'GRPO, token mean (DAPO)',
    experiment: 'waltz-grpo',
    overrides: ['algorithm.aggregation=token-mean'],
  },
  {
    name: 'GRPO, constant length (Dr. GRPO)',
    experiment: 'waltz-grpo',
    overrides: [
      'algorithm.aggregation=constant-length',
      'algorithm.constantLength=40',
      'algorithm.scale=none',
    ],
  },
  { name: 'PPO, separate critics', experiment: 'waltz-ppo', overrides: [] },
  { name: 'PPO, shared critic', experiment: 'waltz-ppo', overrides: ['critic.type=shared'] },
  { name: 'rejection sampling', experiment: 'waltz-rejection-sampling', overrides: [] },
  {
    name: 'best of group',
    experiment: 'waltz-rloo',
    overrides: ['algorithm.type=best-of-group'],
  },
  { name: 'DPO in stage 2', experiment: 'waltz-dpo', overrides: [] },
  {
    name: 'IPO in stage 2',
    experiment: 'waltz-dpo',
    overrides: ['stages.stage-2.loss.type=ipo'],
  },
];
