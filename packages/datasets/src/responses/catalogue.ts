import type { ResponseSet } from './labelled-response.ts';
import { beaverTailsTest, beaverTailsTrain } from './sets/beavertails.ts';
import { wildGuardMixResponses, xstestResponses } from './sets/harm-labels.ts';
import { pkuSafeRlhfTest, pkuSafeRlhfTrain } from './sets/pku-safe-rlhf.ts';

/** Every published set of labelled responses. */
export const RESPONSE_SETS: readonly ResponseSet[] = [
  beaverTailsTrain,
  beaverTailsTest,
  pkuSafeRlhfTrain,
  pkuSafeRlhfTest,
  wildGuardMixResponses,
  xstestResponses,
];
