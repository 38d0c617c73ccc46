/** Runs the parts of the kit one after another, and writes what they found into a folder: see ../run. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { STEPS, type Finding } from './steps.ts';
import { toMarkdown } from './to-markdown.ts';

const { values, positionals } = parseArgs({
  options: { only: { type: 'string' } },
  allowPositionals: true,
});
const [out = '.'] = positionals;
const wanted = values.only?.split(',') ?? STEPS.map(({ name }) => name);
const unknown = wanted.filter((name) => !STEPS.some((step) => step.name === name));
if (unknown.length > 0) {
  throw new Error(
    `--only knows no ${unknown.join(', ')}; it knows ${STEPS.map(({ name }) => name).join(', ')}`,
  );
}

const findings: Finding[] = [];
for (const { name, run } of STEPS) {
  if (!wanted.includes(name)) continue;
  const begun = performance.now();
  console.log(`== ${name}`);
  const finding = { name, ...(await run(out)), minutes: (performance.now() - begun) / 60_000 };
  findings.push(finding);
  console.log(finding.summary);
  // After each: whatever ends the next, this is there.
  await writeFile(join(out, 'gpu-kit.json'), `${JSON.stringify(findings, null, 1)}\n`);
  await writeFile(join(out, 'gpu-kit.md'), toMarkdown(findings));
}
