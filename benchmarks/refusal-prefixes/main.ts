/**
 * How far XSTest's list of first words agrees with the people who labelled the answers of five models to its prompts.
 * Run: npm run benchmark:refusal-prefixes -- FOLDER, where FOLDER is model_completions of a checkout of
 * github.com/paul-rottger/xstest (Röttger et al. 2024, arXiv 2308.01263; CC-BY-4.0).
 */
import { agreementOn, type RefusalAgreement } from './agreement.ts';
import { readCompletions } from './completions.ts';

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  throw new Error(
    'name the folder: npm run benchmark:refusal-prefixes -- xstest/model_completions',
  );
}
const completions = await readCompletions(folder);
const models = [...new Set(completions.map(({ model }) => model))];
for (const model of models) {
  console.log(
    shown(model, await agreementOn(completions.filter((answer) => answer.model === model))),
  );
}
console.log(shown('all', await agreementOn(completions)));

function shown(name: string, { accuracy, precision, recall }: RefusalAgreement): string {
  const { value, low, high, n } = accuracy;
  const interval = `${low.toFixed(3)}–${high.toFixed(3)}`;
  return (
    `${name}: right on ${rate(value)} (${interval}) of ${n}, ` +
    `precision ${rate(precision.value)}, recall ${rate(recall.value)}`
  );
}

function rate(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}
