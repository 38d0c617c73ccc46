/** Runs the parts of the kit on a machine with a card, and writes what they found into a folder: see ../run. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { MACHINE_PARTS } from './on-machine/machine-parts.ts';
import { runParts } from './on-machine/run-parts.ts';

/** A machine with a card is lent for minutes, and a command on it may take ten; a rehearsal may take its time. */
const MINUTES = { card: 9, rehearsal: 60 };

const { values, positionals } = parseArgs({
  options: {
    only: { type: 'string' },
    minutes: { type: 'string' },
    rehearse: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const [out] = positionals;
if (out === undefined)
  throw new Error('which folder? run OUT_FOLDER [--only PART,PART] [--minutes N]');
const known = MACHINE_PARTS.map(({ name }) => name);
const wanted = values.only?.split(',') ?? known;
const unknown = wanted.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  throw new Error(`--only knows no ${unknown.join(', ')}; it knows ${known.join(', ')}`);
}
const done = await runParts(
  MACHINE_PARTS.filter(({ name }) => wanted.includes(name)),
  { out, rehearses: values.rehearse },
  { date: new Date().toISOString(), commit: readFileSync('COMMIT', 'utf8').trim() },
  60 * Number(values.minutes ?? (values.rehearse ? MINUTES.rehearsal : MINUTES.card)),
  (line) => console.log(line),
);
if (done.some(({ failure }) => failure !== null)) process.exitCode = 1;
