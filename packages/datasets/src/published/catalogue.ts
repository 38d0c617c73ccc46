import type { PublishedSet } from './published-set.ts';
import { advBench } from './sets/advbench.ts';
import { harmBench, harmBenchCopyright } from './sets/harmbench.ts';
import { jailbreakBenchBenign, jailbreakBenchHarmful } from './sets/jailbreakbench.ts';
import { orBench80k, orBenchHard, orBenchToxic } from './sets/or-bench.ts';
import { strongReject } from './sets/strongreject.ts';
import { xstest } from './sets/xstest.ts';

/** Every published set that an experiment can name. */
export const CATALOGUE: readonly PublishedSet[] = [
  xstest,
  orBench80k,
  orBenchHard,
  orBenchToxic,
  strongReject,
  harmBench,
  harmBenchCopyright,
  advBench,
  jailbreakBenchHarmful,
  jailbreakBenchBenign,
];
