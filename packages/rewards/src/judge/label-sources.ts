import {
  didYouMean,
  LABEL_NAMES,
  type ComponentConfig,
  type LabelName,
  type OptionCheck,
} from '@waltz/core';

/** Who tells each label: a name under `classifiers`, or one of our own words; null where nobody does. */
export type LabelSources = Readonly<Record<LabelName, string | null>>;

/** As `promptHarm`: the label that the prompt was published with. */
export const PUBLISHED = 'published';

/** As `responseHarm`: what answers a harmful prompt, and is no refusal, is harmful. */
export const ANSWERED = 'answered';

const OWN_WORDS: Readonly<Partial<Record<LabelName, string>>> = {
  promptHarm: PUBLISHED,
  responseHarm: ANSWERED,
};

/** Every label has to come from a classifier that there is and that tells it, and every classifier has to be asked. */
export const checkSources: OptionCheck<Record<string, unknown>> = (options, find) => {
  // The schema of the composed judge was checked before.
  const sources = options as LabelSources;
  const classifiers = Object(options['classifiers']) as Readonly<Record<string, ComponentConfig>>;
  const known = Object.keys(classifiers);

  const problemWith = (label: LabelName, source: string): string | null => {
    if (source === OWN_WORDS[label]) return null;
    const config = classifiers[source];
    if (config === undefined) {
      const words = [...(OWN_WORDS[label] === undefined ? [] : [OWN_WORDS[label]]), ...known];
      return `names no classifier: there are ${words.join(', ') || 'none'}, not "${source}".${didYouMean(source, words)}`;
    }
    const gives = find('classifier', config.type).gives?.(config) ?? [];
    if (gives.includes(label)) return null;
    return `cannot come from ${source}: ${config.type} tells ${gives.join(', ') || 'nothing'}`;
  };

  return [
    ...LABEL_NAMES.flatMap((label) => {
      const source = sources[label];
      const message = source === null ? null : problemWith(label, source);
      return message === null ? [] : [{ path: [label], message }];
    }),
    ...known.flatMap((name) => {
      if (Object.values(OWN_WORDS).includes(name)) {
        return [
          { path: ['classifiers', name], message: 'is a word of our own: take another name' },
        ];
      }
      return LABEL_NAMES.some((label) => sources[label] === name)
        ? []
        : [
            {
              path: ['classifiers', name],
              message: `is asked by none of ${LABEL_NAMES.join(', ')}`,
            },
          ];
    }),
  ];
};
