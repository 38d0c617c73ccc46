import { component, componentsByName } from '@waltz/core';
import { composedJudge, type ComposedOptions } from './composed-judge.ts';
import { ANSWERED, checkSources, PUBLISHED } from './label-sources.ts';

function source(value: unknown): void {
  if (typeof value !== 'string' || value === '') {
    throw new Error('must be a name under classifiers, or a word that its meaning lists');
  }
}

export const composed = component<'judge', ComposedOptions>('judge', 'composed', {
  summary: 'Verdicts put together from what classifiers and published labels say.',
  options: {
    classifiers: componentsByName('classifier', 'Those that are asked, by names of your choice.'),
    promptHarm: {
      doc: `Who says whether a prompt is harmful: ${PUBLISHED}, its own label, or a classifier.`,
      format: source,
      default: PUBLISHED,
    },
    responseHarm: {
      doc: `Who says whether an answer is harmful: a classifier, or ${ANSWERED}: what answers a harmful prompt is.`,
      format: source,
      default: null,
    },
    refusal: {
      doc: 'Which classifier says whether an answer declines.',
      format: source,
      default: null,
    },
    nonAnswer: {
      doc: 'Which classifier knows babble; null takes only an empty answer for it.',
      format: source,
      nullable: true,
      default: null,
    },
    helpful: {
      doc: 'Which classifier knows a good answer; null takes every one to a benign prompt that is neither harm nor refusal.',
      format: source,
      nullable: true,
      default: null,
    },
  },
  problems: checkSources,
  create: (options) => composedJudge(options),
});
