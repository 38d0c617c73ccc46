import type { PublishedSet } from './published-set.ts';
import { advBench } from './sets/advbench.ts';
import { alpacaEval } from './sets/alpaca-eval.ts';
import { fortress } from './sets/fortress.ts';
import { gpqaDiamond } from './sets/gpqa.ts';
import { harmBench, harmBenchCopyright } from './sets/harmbench.ts';
import { ifEval } from './sets/ifeval.ts';
import { jailbreakBenchBenign, jailbreakBenchHarmful } from './sets/jailbreakbench.ts';
import { mmlu } from './sets/mmlu.ts';
import { orBench80k, orBenchHard, orBenchToxic } from './sets/or-bench.ts';
import { strongReject } from './sets/strongreject.ts';
import { truthfulQa, truthfulQaChoice } from './sets/truthfulqa.ts';
import { wildGuardMixTest, wildGuardMixTrain } from './sets/wildguardmix.ts';
import { wildJailbreakEval, wildJailbreakTrain } from './sets/wildjailbreak.ts';
import { xstest } from './sets/xstest.ts';

/** Every published set that an experiment can name. */
export const CATALOGUE: readonly PublishedSet[] = [
  xstest,
  orBench80k,
  orBenchHard,
  orBenchToxic,
  wildJailbreakTrain,
  wildJailbreakEval,
  wildGuardMixTrain,
  wildGuardMixTest,
  fortress,
  strongReject,
  harmBench,
  harmBenchCopyright,
  advBench,
  jailbreakBenchHarmful,
  jailbreakBenchBenign,
  alpacaEval,
  ifEval,
  mmlu,
  gpqaDiamond,
  truthfulQa,
  truthfulQaChoice,
];
