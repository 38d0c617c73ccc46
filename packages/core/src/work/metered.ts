import type { Critic } from '../contracts/critic.ts';
import type { Engine } from '../contracts/engine.ts';
import type { WorkMeter } from './work-meter.ts';

/** `engine`, with all that it and its frozen copies do counted under the name of its policy. */
export function meteredEngine(engine: Engine, policy: string, meter: WorkMeter): Engine {
  return {
    parameterCount: engine.parameterCount,
    sample: (requests, decoding) =>
      meter.count(
        policy,
        'sample',
        () => engine.sample(requests, decoding),
        (sampled) =>
          requests.map(({ context }, index) => ({
            context,
            completion: sampled[index]?.tokens ?? [],
          })),
      ),
    logprobs: (sequences) =>
      meter.count(
        policy,
        'logprobs',
        () => engine.logprobs(sequences),
        () => sequences,
      ),
    forwardBackward: (sequences) =>
      meter.count(
        policy,
        'update',
        () => engine.forwardBackward(sequences),
        () => sequences,
      ),
    optimStep: (parameters) =>
      meter.count(
        policy,
        'update',
        () => meter.learn(() => engine.optimStep(parameters)),
        () => [],
      ),
    saveWeights: (path) => engine.saveWeights(path),
    loadWeights: (path, parts) => engine.loadWeights(path, parts),
    fork: async () => meteredEngine(await engine.fork(), policy, meter),
    dispose: () => engine.dispose(),
  };
}

/** `critic`, with all that it does counted under its name. */
export function meteredCritic(critic: Critic, name: string, meter: WorkMeter): Critic {
  return {
    values: (agent, sequences) =>
      meter.count(
        name,
        'values',
        () => critic.values(agent, sequences),
        () => sequences,
      ),
    forwardBackward: (agent, sequences) =>
      meter.count(
        name,
        'value-update',
        () => critic.forwardBackward(agent, sequences),
        () => sequences,
      ),
    optimStep: (parameters) =>
      meter.count(
        name,
        'value-update',
        () => meter.learn(() => critic.optimStep(parameters)),
        () => [],
      ),
    saveWeights: (path) => critic.saveWeights(path),
    loadWeights: (path, parts) => critic.loadWeights(path, parts),
    loadTrunk: (path) => critic.loadTrunk(path),
    dispose: () => critic.dispose(),
  };
}
