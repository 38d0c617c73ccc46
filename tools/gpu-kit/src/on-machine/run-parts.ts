import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Circumstances, Finding, MachinePart } from './finding.ts';

/** The share of its time that a part needs to be worth a beginning. */
const WORTHWHILE = 0.3;

/** How much longer a part may take in a rehearsal, whose machine has other things to do. */
const REHEARSAL = 4;

/** A part that has run. */
interface Done extends Finding {
  readonly name: string;
  readonly seconds: number;
}

/**
 * Runs parts one after another, whatever comes of each, and writes what they found into `gpu-kit.json` and `gpu-kit.md`
 * after each of them, so that it is there if the machine is taken away. After `budget` seconds all has ended; what there
 * is no time for is named.
 */
export async function runParts(
  parts: readonly MachinePart[],
  circumstances: Circumstances,
  head: Readonly<Record<string, string>>,
  budget: number,
  tell: (line: string) => void,
): Promise<readonly Done[]> {
  const ends = performance.now() + 1000 * budget;
  const done: Done[] = [];
  const left: string[] = [];
  for (const { name, seconds: onCard, run } of parts) {
    const most = circumstances.rehearses ? REHEARSAL * onCard : onCard;
    tell(`\n== ${name}`);
    const begun = performance.now();
    const limit = Math.min(most, (ends - begun) / 1000);
    const isOutOfTime = limit < WORTHWHILE * most;
    if (isOutOfTime) left.push(name);
    const finding = isOutOfTime ? OUT_OF_TIME : await run(circumstances, limit).catch(whatItThrew);
    const seconds = (performance.now() - begun) / 1000;
    done.push({ name, ...finding, seconds });
    tell(
      `${finding.failure === null ? 'done' : `FAILED: ${finding.failure}`}, ${seconds.toFixed(0)} s`,
    );
    tell(finding.summary);
    const record = JSON.stringify({ ...head, ...circumstances, parts: done }, null, 1);
    await writeFile(join(circumstances.out, 'gpu-kit.json'), `${record}\n`);
    await writeFile(join(circumstances.out, 'gpu-kit.md'), page(done, left, circumstances, head));
  }
  return done;
}

const OUT_OF_TIME: Finding = {
  failure: 'it was not run, for the time was up',
  summary: '',
  figures: {},
};

function whatItThrew(error: unknown): Finding {
  const why = error instanceof Error ? error.message : String(error);
  return { failure: `it could not be run: ${why}`, summary: '', figures: {} };
}

/** `left` names what there was no time for. */
function page(
  done: readonly Done[],
  left: readonly string[],
  { rehearses }: Circumstances,
  head: Readonly<Record<string, string>>,
): string {
  return [
    '# Waltz on a card',
    Object.entries(head)
      .map(([name, value]) => `- ${name}: ${value}`)
      .join('\n'),
    ...(rehearses ? ['**A rehearsal on the processor: no figure here means anything.**'] : []),
    ...(left.length === 0
      ? []
      : [`No time was left for ${left.length} parts: \`${commandFor(left)}\` runs them.`]),
    ...done.flatMap(({ name, failure, seconds, summary }) => [
      `## ${name}`,
      `${failure === null ? 'Done' : `**Failed**: ${failure}`}, ${seconds.toFixed(0)} s.`,
      ...(summary === '' ? [] : [summary]),
    ]),
  ]
    .join('\n\n')
    .concat('\n');
}

/** Into another folder, or what is there already would be lost. */
function commandFor(parts: readonly string[]): string {
  return `bash gpu-kit/run ANOTHER_FOLDER --only ${parts.join(',')}`;
}
