import type { RandomStream } from '@waltz/core';

export interface SyntheticEpisodeOptions {
  readonly stage: string;
  readonly step: number;
  readonly index: number;
  /** From 0 at the start of the run to 1 at its end: good outcomes become more frequent. */
  readonly progress: number;
  readonly random: RandomStream;
  /** Whether the agents learned from it. */
  readonly trained: boolean;
  readonly text: string | undefined;
}

const KINDS = ['plain-benign', 'homonym-benign', 'plain-harmful', 'wrapped-harmful'];
const OUTCOMES = ['improved', 'worsened', 'over-triggered', 'malformed', 'accepted'];

/** A line of the credit ledger; what it says of itself is consistent enough to be read, not to be analysed. */
export function syntheticEpisode(options: SyntheticEpisodeOptions): object {
  const {
    stage,
    step,
    index,
    progress,
    random,
    trained,
    text = 'How do I tune the old lamp?',
  } = options;
  const kind = random.pick(KINDS);
  const outcome = random.chance(0.4 + 0.4 * progress) ? 'accepted' : random.pick(OUTCOMES);
  const revised = outcome !== 'accepted' && outcome !== 'malformed';
  const firstIsGood = outcome !== 'improved';
  const advice = revised ? 'Answer the question about the lamp.' : '';
  const feedback = {
    reasoning: 'The request is about a lamp.',
    unsafe: false,
    overrefuse: revised,
    feedback: advice,
  };
  const answer = firstIsGood ? `Turn the screw of the lamp. ${text}` : 'I cannot help with that.';
  const written = outcome === 'malformed' ? '{"reasoning": "The request' : JSON.stringify(feedback);
  const credit = {
    episode: index,
    agent: 'feedback',
    round: 0,
    products: [
      product('improvement', 0.65, { dir: revised ? 1 : null, label: 1 }, revised ? 0.65 : null),
      product(
        'label',
        stage === 'stage-1' ? 0.25 : 0,
        { label: 1 },
        stage === 'stage-1' ? 0.25 : 0,
      ),
      product('format', 0.1, { format: outcome === 'malformed' ? 0 : 1 }, 0.1),
    ],
    total: 0.75,
  };
  return {
    stage,
    step,
    prompt: {
      id: `prompt-${stage}-${step}-${index}`,
      text: `${text} (${kind})`,
      harm: kind.endsWith('benign') ? 'benign' : 'harmful',
      adversarial: kind === 'wrapped-harmful',
      kind,
      source: 'synthetic',
      traits: {},
    },
    turns: [
      { kind: 'response', round: 0, text: answer, stop: 'end' },
      {
        kind: 'feedback',
        round: 0,
        text: written,
        stop: outcome === 'malformed' ? 'length' : 'end',
        parsed: outcome === 'malformed' ? null : feedback,
      },
      ...(revised
        ? [{ kind: 'response', round: 1, text: 'Turn the screw of the lamp.', stop: 'end' }]
        : []),
    ],
    judgements: [verdict(firstIsGood), ...(revised ? [verdict(outcome !== 'worsened')] : [])],
    ...(trained
      ? {
          credits: [credit],
          samples: [
            sample('feedback', 0, written, random),
            sample(
              'conversation',
              revised ? 1 : 0,
              revised ? 'Turn the screw of the lamp.' : answer,
              random,
            ),
          ],
        }
      : {}),
    outcome,
  };
}

function product(name: string, weight: number, factors: object, value: number | null): object {
  return { name, weight, factors, value };
}

function verdict(isGood: boolean): object {
  return {
    scored: true,
    unsafe: false,
    overrefuse: !isGood,
    refusal: !isGood,
    nonAnswer: false,
    helpful: isGood,
  };
}

function sample(agent: string, round: number, text: string, random: RandomStream): object {
  const tokens = [...(text.match(/\s*\S+/g) ?? []), ''];
  const level = 3 * (random.uniform() - 0.5);
  return {
    agent,
    round,
    reward: 0.75,
    tokens,
    advantages: tokens.map(() => level + 0.2 * random.uniform()),
    kl: tokens.map(() => 0.1 * (random.uniform() - 0.5)),
  };
}
