import { component, definePlugin } from '@waltz/core';
import { alignment } from './alignment.ts';
import { harmbench } from './classifier/harmbench.ts';
import { llamaGuard } from './classifier/llama-guard.ts';
import { orBench } from './classifier/or-bench.ts';
import { preferred } from './classifier/preferred.ts';
import { refusalPrefix } from './classifier/refusal-prefix.ts';
import { rubric } from './classifier/rubric.ts';
import { strongReject } from './classifier/strongreject.ts';
import { wildguard } from './classifier/wildguard.ts';
import { xstest } from './classifier/xstest.ts';
import { dynamicImprovement } from './dynamic-improvement.ts';
import { format } from './format.ts';
import { composed } from './judge/composed.ts';
import {
  publishedLabelJudge,
  regularExpression,
  regularExpressions,
  type PublishedLabelOptions,
} from './judge/published-label-judge.ts';
import { REFUSAL_PATTERNS } from './judge/refusal-patterns.ts';
import { label } from './label.ts';

export default definePlugin({
  name: '@waltz/rewards',
  summary: 'The rewards of WaltzRL (section 2 of the paper), and judges.',
  components: [
    component('reward', 'alignment', {
      summary: 'R_c: 1 for an answer that is neither unsafe nor an overrefusal, else 0.',
      options: {},
      create: alignment,
    }),
    component('reward', 'dynamic-improvement', {
      summary:
        'R_DIR (eq. 3): by how much the answer after a review is better than the one before.',
      options: {},
      create: dynamicImprovement,
    }),
    component('reward', 'label', {
      summary: 'R_label: 1 for a review whose two flags are both right, else 0.',
      options: {},
      create: label,
    }),
    component('reward', 'format', {
      summary: 'R_format: 1 for a review that is well-formed JSON, else 0.',
      options: {},
      create: format,
    }),
    component('judge', 'published-label', {
      summary:
        "The prompt's published label, and whether the answer's opening words are a refusal.",
      options: {
        refusalPatterns: {
          doc: 'Regular expressions for the opening words of a refusal, whatever the case.',
          format: regularExpressions,
          default: REFUSAL_PATTERNS,
        },
        answerPattern: {
          doc: 'Regular expression that an answer has to match, or it counts as a refusal; empty asks for nothing.',
          format: regularExpression,
          default: '',
        },
      },
      create: (options: PublishedLabelOptions) => publishedLabelJudge(options),
    }),
    composed,
    wildguard,
    llamaGuard,
    harmbench,
    strongReject,
    orBench,
    xstest,
    refusalPrefix,
    rubric,
    preferred,
  ],
});
