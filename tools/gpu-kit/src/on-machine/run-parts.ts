import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Circumstances, Finding, MachinePart } from './finding.ts';

/** The share of its time that a part needs to be worth a beginning. */
const WORTHWHILE = 0.3;

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
  for (const { name, seconds: most, run } of parts) {
    tell(`\n== ${name}`);
    const begun = performance.now();
    const limit = Math.min(most, (ends - begun) / 1000);
    const finding =
      limit < WORTHWHILE * most
        ? outOfTime(name)
        : await run(circumstances, limit).catch(whatItThrew);
    const seconds = (performance.now() - begun) / 1000;
    done.push({ name, ...finding, seconds });
    tell(
      `${finding.failure === null ? 'done' : `FAILED: ${finding.failure}`}, ${seconds.toFixed(0)} s`,
    );
    tell(finding.summary);
    const record = JSON.stringify({ ...head, ...circumstances, parts: done }, null, 1);
    await writeFile(join(circumstances.out, 'gpu-kit.json'), `${record}\n`);
    await writeFile(join(circumstances.out, 'gpu-kit.md'), page(done, circumstances, head));
  }
  return done;
}

function outOfTime(name: string): Finding {
  const failure = `it was not run, for the time was up: run OUT_FOLDER --only ${name}`;
  return { failure, summary: '', figures: {} };
}

function whatItThrew(error: unknown): Finding {
  const why = error instanceof Error ? error.message : String(error);
  return { failure: `it could not be run: ${why}`, summary: '', figures: {} };
}

function page(
  done: readonly Done[],
  { rehearses }: Circumstances,
  head: Readonly<Record<string, string>>,
): string {
  return [
    '# Waltz on a card',
    Object.entries(head)
      .map(([name, value]) => `- ${name}: ${value}`)
      .join('\n'),
    ...(rehearses ? ['**A rehearsal on the processor: no figure here means anything.**'] : []),
    ...done.flatMap(({ name, failure, seconds, summary }) => [
      `## ${name}`,
      `${failure === null ? 'Done' : `**Failed**: ${failure}`}, ${seconds.toFixed(0)} s.`,
      ...(summary === '' ? [] : [summary]),
    ]),
  ]
    .join('\n\n')
    .concat('\n');
}
