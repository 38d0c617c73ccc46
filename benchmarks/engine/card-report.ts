import { markdownTable } from '../../packages/report/src/markdown-table.ts';
import { secondsOf, type Comparison, type Measurement } from './comparison.ts';
import { keepsFloat32, precisionOf, type Precision } from './precision.ts';

/** The model that the targets are about. */
const TARGET_MODEL = 'smollm2-135m';

/** How long a training step of ours may take, in those of PyTorch as it comes. */
const MOST_TRAINING_TIME = 1.5;

const TERA = 1e12;

/** Operations a second of a large matrix product, by precision. */
type Products = Readonly<Record<Precision, number>>;

const SHARE =
  "The arithmetic's operations a second, over those of a large matrix product of the same precision by PyTorch in this run.";

/** What a report says of a card besides the tables of the models: targets, ceilings, and shares of them. */
export function cardSections(
  comparisons: readonly Comparison[],
  products: Products | null,
): string {
  return [
    '## Targets',
    targets(comparisons)
      .map((line) => `- ${line}`)
      .join('\n'),
    '## What training steps reach of the card',
    ...(products === null
      ? ['Without PyTorch nobody measured what the card can do.']
      : [SHARE, sharesTable(comparisons, products)]),
  ]
    .join('\n\n')
    .concat('\n');
}

/** The targets, each with what was measured and whether it is met; the best of float32 and TF32 counts on both sides. */
export function targets(comparisons: readonly Comparison[]): readonly string[] {
  const of = (work: string) =>
    comparisons.find((one) => one.subject === TARGET_MODEL && one.work.startsWith(work));
  return [
    verdict(
      `training step of ${TARGET_MODEL} within ${MOST_TRAINING_TIME} × PyTorch eager`,
      of('training'),
      'PyTorch eager',
      MOST_TRAINING_TIME,
    ),
    verdict(
      `sampling from ${TARGET_MODEL} at least as fast as transformers' generate`,
      of('sampling'),
      'transformers generate',
      1,
    ),
  ];
}

function verdict(
  target: string,
  comparison: Comparison | undefined,
  peerName: string,
  most: number,
): string {
  const { measurements = [] } = comparison ?? {};
  const fastestOf = (isWanted: (measurement: Measurement) => boolean) =>
    measurements
      .filter((one) => one.seconds.length > 0 && keepsFloat32(one.contender) && isWanted(one))
      .sort((one, other) => secondsOf(one) - secondsOf(other))[0];
  const ours = fastestOf(({ family }) => family === 'waltz');
  const theirs = fastestOf(({ contender }) => contender.startsWith(peerName));
  if (ours === undefined || theirs === undefined) return `${target}: not measured`;
  const ratio = secondsOf(ours) / secondsOf(theirs);
  const outcome = ratio <= most ? '**met**' : '**missed**';
  return `${target}: ${outcome}, ${ratio.toFixed(2)} × its time (${ours.contender} beside ${theirs.contender})`;
}

/** A row for each training step that was done. */
export function sharesTable(comparisons: readonly Comparison[], products: Products): string {
  const rows = comparisons
    .filter(({ work }) => work.startsWith('training'))
    .flatMap(({ subject, flops, measurements }) =>
      measurements
        .filter(({ seconds }) => seconds.length > 0)
        .map((measurement) => {
          const precision = precisionOf(measurement.contender);
          const rate = (flops ?? NaN) / secondsOf(measurement);
          const share = (100 * rate) / products[precision];
          return [
            subject,
            measurement.contender,
            (rate / TERA).toPrecision(3),
            `${share.toFixed(1)}% of ${precision}`,
          ];
        }),
    );
  return markdownTable([['model', 'training step of', 'TF/s', 'share'], ...rows]);
}
