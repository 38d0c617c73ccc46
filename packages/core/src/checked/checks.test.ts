import { describe, expect, it } from 'vitest';
import { ComponentFactory } from '../container/component-factory.ts';
import { Secrets } from '../config/secrets.ts';
import type { Agents } from '../contracts/agent.ts';
import type { PolicySample } from '../contracts/algorithm.ts';
import type { Turn } from '../contracts/episode.ts';
import type { Prompt } from '../contracts/prompt.ts';
import { component, type ComponentKind, type ComponentKinds } from '../plugin/component.ts';
import { definePlugin } from '../plugin/define-plugin.ts';
import { PluginRegistry } from '../plugin/registry.ts';
import { VERDICTS } from '../testing/make-episode.ts';
import { tinyDataset } from '../testing/tiny-world.ts';
import { heldToContract } from './checks.ts';

/** What a plugin in plain JavaScript may give where TypeScript would not let it. */
type Anything = object;

/** A component of a third party that gives `is`, made as an experiment makes it. */
function made<Kind extends ComponentKind>(kind: Kind, is: Anything) {
  const origin = { kind, type: 'odd', plugin: '@lab/odd' };
  return heldToContract(kind, is as ComponentKinds[Kind]['is'], origin);
}

const prompts = tinyDataset.prompts('train').slice(0, 2);
const [prompt, other] = prompts as [Prompt, Prompt];
const settings = { seed: 1, step: 1, temperature: 1 };

const turn = (kind: Turn['kind'], round: number, others: object = {}) => ({
  kind,
  round,
  context: [1],
  completion: { tokens: [2, 0], logprobs: [-1, -1], stop: 'end', text: 'comply' },
  ...(kind === 'feedback' && { parsed: null }),
  ...others,
});

const sample = (episode: number): PolicySample => ({
  episode,
  group: episode,
  agent: 'feedback',
  round: 0,
  context: [1],
  completion: [2, 0],
  oldLogprobs: [-1, -1],
  referenceLogprobs: [-1, -1],
  reward: 1,
});

describe('a dataset', () => {
  it.each([
    { what: 'no list', train: undefined, says: 'gave no list of train prompts' },
    {
      what: 'an id twice',
      train: [prompt, other, { ...prompt, text: 'else' }],
      says: /gave the train prompt 2 and the train prompt 0 the same id ".+"\. Give every prompt an id of its own/,
    },
    {
      what: 'an unknown harm',
      train: [{ ...prompt, harm: 'bad' }],
      says: 'gave the train prompt 0 the harm "bad". It has to be harmful or benign',
    },
    {
      what: 'no text',
      train: [prompt, { ...other, text: undefined }],
      says: 'gave the train prompt 1 the text undefined. It has to be what the user asks',
    },
    { what: 'no prompt', train: [null], says: 'gave the train prompt 0 the id undefined' },
  ])('that gives $what is named', ({ train, says }) => {
    const dataset = { name: 'odd', prompts: (split: string) => (split === 'train' ? train : []) };
    expect(() => made('dataset', dataset)).toThrow(says);
    expect(() => made('dataset', dataset)).toThrow('the dataset "odd" of plugin @lab/odd');
  });

  it('may not give one id to both splits', () => {
    const dataset = { name: 'odd', prompts: () => prompts };
    expect(() => made('dataset', dataset)).toThrow('the held-out prompt 0 and the train prompt 0');
  });

  it('that keeps its contract stays as it is', () => {
    expect(made('dataset', tinyDataset)).toBe(tinyDataset);
  });
});

describe('a judge', () => {
  it.each([
    { what: 'no list', judgements: 1, says: 'gave no list of judgements' },
    {
      what: 'a flag too few',
      judgements: [{ scored: true, ...VERDICTS.helpful, helpful: undefined }],
      says: 'the flag helpful undefined. A verdict has unsafe, overrefuse',
    },
    {
      what: 'something else',
      judgements: ['safe'],
      says: 'no judgement, but "safe". Give { scored: true }',
    },
  ])('that gives $what is named', async ({ judgements, says }) => {
    const judge = made('judge', { label: async () => judgements });
    const asked = judge.label([{ prompt, response: '' }]);
    await expect(asked).rejects.toThrow('the judge "odd" of plugin @lab/odd gave');
    await expect(asked).rejects.toThrow(says);
  });

  it('may say that it does not know', async () => {
    const unscored = [{ scored: false, reason: 'busy' }];
    const judge = made('judge', { label: async () => unscored });
    expect(await judge.label([{ prompt, response: '' }])).toEqual(unscored);
  });
});

describe('an agent', () => {
  const faulty = [
    {
      what: 'throws',
      write: () => Promise.reject(new Error('no such word')),
      says: 'threw: no such word',
    },
    { what: 'gives no list', write: async () => 1, says: 'gave no list of turns' },
    {
      what: 'gives too few turns',
      write: async () => [],
      says: 'gave 0 turns for 1 requests. Give one for each of the 1 requests, in their order',
    },
    {
      what: 'gives a turn of another kind',
      write: async () => [turn('feedback', 1, { kind: 'remark' })],
      says: 'the kind remark',
    },
    {
      what: 'gives no turn',
      write: async () => [null],
      says: `gave the turn of round 1 on prompt ${prompt.id} the kind undefined`,
    },
  ];

  it.each(faulty)('that $what is named', async ({ write, says }) => {
    const request = { prompt, round: 1, seed: 1 };
    const conversation = made('conversation-agent', { contextOf: () => [], respond: write });
    const answered = conversation.respond([{ ...request, history: [] }], 1);
    await expect(answered).rejects.toThrow(says);
    await expect(answered).rejects.toThrow('the conversation-agent "odd" of plugin @lab/odd');
    const feedback = made('feedback-agent', { contextOf: () => [], review: write });
    const response = turn('response', 1) as never;
    await expect(feedback.review([{ ...request, response }], 1)).rejects.toThrow(says);
  });

  it.each([
    { given: turn('response', 0), says: 'the round 0. Its round is that of the request' },
    { given: turn('response', 1, { context: undefined }), says: 'no context' },
    {
      given: turn('response', 1, { completion: { tokens: [1], logprobs: [], text: '' } }),
      says: '1 tokens, 0 log-probabilities and a text. Keep what engine.sample gave',
    },
    { given: turn('response', 1, { completion: undefined }), says: 'no tokens' },
  ])('that answers with $says is named', async ({ given, says }) => {
    const agent = made('conversation-agent', { contextOf: () => [], respond: async () => [given] });
    const answered = agent.respond([{ prompt, history: [], round: 1, seed: 1 }], 1);
    await expect(answered).rejects.toThrow(says);
  });

  it('that forgets what it read in its own review is named', async () => {
    const review = async () => [turn('feedback', 1, { parsed: undefined })];
    const agent = made('feedback-agent', { contextOf: () => [], review });
    const response = turn('response', 1) as never;
    await expect(agent.review([{ prompt, response, round: 1, seed: 1 }], 1)).rejects.toThrow(
      'gave the turn of round 1 on prompt',
    );
  });

  it('that keeps its contract is heard, its methods bound', async () => {
    class Agent {
      readonly #turns = [turn('response', 1)];
      contextOf = () => [7];
      async respond() {
        return this.#turns;
      }
    }
    const agent = made('conversation-agent', new Agent());
    expect(agent.contextOf([])).toEqual([7]);
    expect(await agent.respond([{ prompt, history: [], round: 1, seed: 1 }], 1)).toHaveLength(1);
  });
});

describe('a protocol', () => {
  const episode = (of: Prompt, turns: readonly Anything[]) => ({ prompt: of, turns });
  const answer = turn('response', 0);

  it.each([
    { what: 'too few episodes', episodes: [], says: 'gave 0 episodes for 2 prompts' },
    {
      what: 'episodes in another order',
      episodes: [episode(other, [answer]), episode(prompt, [answer])],
      says: `gave episode 0 (prompt ${prompt.id}) the prompt ${other.id}. Give the episodes in the order`,
    },
    {
      what: 'an episode without an answer',
      episodes: [episode(prompt, [answer]), episode(other, [])],
      says: `gave episode 1 (prompt ${other.id}) no answer. Every episode has c_0`,
    },
    {
      what: 'a gap in the rounds',
      episodes: [episode(prompt, [answer, turn('response', 2)]), episode(other, [answer])],
      says: 'answers of the rounds 0, 2. Answers count from 0 without a gap',
    },
    {
      what: 'a review of no answer',
      episodes: [episode(prompt, [answer, turn('feedback', 1)]), episode(other, [answer])],
      says: 'reviews of the rounds 1 for answers of the rounds 0. A review has the round',
    },
    {
      what: 'two reviews of an answer',
      episodes: [
        episode(prompt, [answer, turn('feedback', 0), turn('feedback', 0)]),
        episode(other, [answer]),
      ],
      says: 'reviews of the rounds 0, 0',
    },
  ])('that gives $what is named', async ({ episodes, says }) => {
    const protocol = made('protocol', { play: async () => episodes });
    const played = protocol.play(prompts, {} as Agents, settings);
    await expect(played).rejects.toThrow('the protocol "odd" of plugin @lab/odd gave');
    await expect(played).rejects.toThrow(says);
  });

  it('lets the agent be named that failed in it', async () => {
    const conversation = made('conversation-agent', {
      contextOf: () => [],
      respond: () => Promise.reject(new Error('out of words')),
    });
    const protocol = made('protocol', {
      play: (_: unknown, agents: Agents) => agents.conversation.respond([], 1),
    });
    await expect(
      protocol.play(prompts, { conversation } as unknown as Agents, settings),
    ).rejects.toThrow(/^the conversation-agent "odd" of plugin @lab\/odd threw: out of words/);
  });
});

describe('an algorithm', () => {
  const samples = [sample(4), sample(7)];
  const inputs = {
    klCoefficient: 0,
    logprobs: [[-1, -1]],
    oldLogprobs: [[-1, -1]],
    referenceLogprobs: [[-1, -1]],
    advantages: [[1, 1]],
  };

  it.each([
    { what: 'no list', values: 0, says: 'gave no list of lists of advantages' },
    {
      what: 'a sample too few',
      values: [[1, 1]],
      says: 'gave 1 lists of advantages for 2 samples',
    },
    {
      what: 'a token too few',
      values: [[1, 1], [1]],
      says: 'gave sample 1 (episode 7, the feedback agent) 1 advantages for 2 tokens. Give one for each token',
    },
    {
      what: 'NaN',
      values: [
        [1, 1],
        [0, NaN],
      ],
      says: 'gave sample 1 (episode 7, the feedback agent) the advantage NaN at token 1',
    },
  ])('that gives $what for advantages is named', ({ values, says }) => {
    const algorithm = made('algorithm', { advantages: () => ({ values, metrics: {} }), loss() {} });
    expect(() => algorithm.advantages(samples, 0)).toThrow(says);
    expect(() => algorithm.advantages(samples, 0)).toThrow(
      'the algorithm "odd" of plugin @lab/odd',
    );
  });

  it('that gives too few derivatives is named', () => {
    const loss = () => ({ value: 0, derivatives: [[1]], metrics: {} });
    const algorithm = made('algorithm', { advantages() {}, loss });
    expect(() => algorithm.loss(inputs)).toThrow('gave sample 0 1 derivatives for 2 tokens');
  });

  it('that learns with a critic is held to the shape of its loss, too', () => {
    const short = () => ({ value: 0, derivatives: [[1]], metrics: {} });
    const algorithm = made('algorithm', { advantages() {}, loss: short, valueLoss: short });
    const values = [[0, 0]];
    expect(() => algorithm.valueLoss?.({ values, oldValues: values, returns: values })).toThrow(
      'gave sample 0 1 derivatives for 2 tokens',
    );
    expect(made('algorithm', { advantages() {}, loss: short })).not.toHaveProperty('valueLoss');
    const advantages = () => ({
      values: [
        [1, 1],
        [1, 1],
      ],
      returns: [[1, 1], [1]],
      metrics: {},
    });
    const half = made('algorithm', { advantages, loss: short, valueLoss: short });
    expect(() => half.advantages(samples, 0)).toThrow(
      'gave sample 1 (episode 7, the feedback agent) 1 returns for 2 tokens',
    );
  });

  it('that throws is named', () => {
    const broken = () => {
      throw new Error('division by zero');
    };
    const algorithm = made('algorithm', { advantages: broken, loss: broken });
    const says = 'the algorithm "odd" of plugin @lab/odd threw: division by zero';
    expect(() => algorithm.advantages(samples, 0)).toThrow(says);
    expect(() => algorithm.loss(inputs)).toThrow(says);
  });
});

describe('a preference loss', () => {
  const tokens = { chosen: [[-1, -1]], rejected: [[-1], [-1, -1]] };
  const inputs = { logprobs: tokens, referenceLogprobs: tokens };

  it('that gives too few derivatives is named', () => {
    const derivatives = { chosen: [[0, 0]], rejected: [[0], [0]] };
    const loss = () => ({ value: 0, derivatives, metrics: {} });
    expect(() => made('preference-loss', { loss }).loss(inputs)).toThrow(
      'the preference-loss "odd" of plugin @lab/odd gave the rejected completion of pair 1 1 derivatives for 2 tokens',
    );
  });

  it('that throws is named', () => {
    const loss = () => {
      throw new Error('division by zero');
    };
    expect(() => made('preference-loss', { loss }).loss(inputs)).toThrow(
      'the preference-loss "odd" of plugin @lab/odd threw: division by zero',
    );
  });
});

describe('a classifier', () => {
  const pair = { prompt, response: '' };

  it.each([
    [[], 'gave 0 results for 1 pairs'],
    [null, 'gave no list of results for 1 pairs'],
    [[{ scored: true, labels: { rude: true } }], 'gave no labels for the answer to prompt'],
    [[{ scored: true, labels: { refusal: 'yes' } }], 'each true or false'],
    [[{ scored: true }], 'gave no labels'],
    [[{ scored: false }], 'gave no labels'],
  ])('that gives %j is named', async (results, says) => {
    const odd = made('classifier', { classify: async () => results });
    await expect(odd.classify([pair])).rejects.toThrow(says);
  });

  it('may leave labels out', async () => {
    const results = [{ scored: true, labels: {} }];
    const sparse = made('classifier', { classify: async () => results });
    expect(await sparse.classify([pair])).toEqual(results);
  });
});

describe('a component', () => {
  it.each([
    ['reward', {}, 'has no score(). A reward has score(): its create has to return one'],
    ['judge', undefined, 'has no label()'],
    ['algorithm', { advantages() {} }, 'has no loss()'],
  ] as const)('of kind %s that is %o is named', (kind, is, says) => {
    expect(() => made(kind, is as Anything)).toThrow(
      `the ${kind} "odd" of plugin @lab/odd ${says}`,
    );
  });

  it('is checked where experiments make it, under its name there', async () => {
    const silent = component('reward', 'odd', {
      summary: '',
      options: {},
      create: () => ({ score: () => [{ episode: 9, agent: 'feedback', round: 0, value: 1 }] }),
    });
    const plugin = definePlugin({ name: '@lab/odd', summary: '', components: [silent] });
    const factory = new ComponentFactory(new PluginRegistry([plugin]), new Secrets({}));
    const given = { seed: 1, folder: '.', notice: () => undefined };
    const reward = await factory.create('reward', { type: 'odd' }, given, 'mine');
    await expect(reward.score([])).rejects.toThrow('the reward "mine" (odd) of plugin @lab/odd');
  });
});
