import type { Decoding, Engine, SampledTokens, SampleRequest } from '@waltz/core';
import { characterTokenizer } from './character-tokenizer.ts';

/** What the engine is to say; null is a turn cut by its length. */
export type Script = (context: string, request: SampleRequest) => string | null;

/** A model that says what its script tells it to, and remembers what it was asked. It cannot learn. */
export class ScriptedEngine implements Engine {
  readonly parameterCount = 0;
  /** `[call][request]` */
  readonly calls: (readonly SampleRequest[])[] = [];
  readonly decodings: Decoding[] = [];
  readonly #script: Script;

  constructor(script: Script) {
    this.#script = script;
  }

  sample(
    requests: readonly SampleRequest[],
    decoding: Decoding,
  ): Promise<readonly SampledTokens[]> {
    this.calls.push(requests);
    this.decodings.push(decoding);
    return Promise.resolve(requests.map((request) => this.#say(request)));
  }

  #say(request: SampleRequest): SampledTokens {
    const text = this.#script(characterTokenizer.decode(request.context), request);
    const tokens =
      text === null
        ? characterTokenizer.encode('…')
        : [...characterTokenizer.encode(text), characterTokenizer.endOfTurn];
    return {
      tokens,
      logprobs: tokens.map(() => -1),
      stop: text === null ? 'length' : 'end',
    };
  }

  logprobs = cannotLearn;
  forwardBackward = cannotLearn;
  optimStep = cannotLearn;
  saveWeights = cannotLearn;
  loadWeights = cannotLearn;
  fork = cannotLearn;

  dispose(): void {
    this.calls.length = 0;
  }
}

function cannotLearn(): Promise<never> {
  return Promise.reject(new Error('a scripted engine has no weights'));
}
