import { memorySize } from '@waltz/core';
import { numberAt, textAt, textsAt } from '../run/fields.ts';
import type { RunRecord } from '../run/run-record.ts';
import { html, type Html } from './html.ts';
import { duration, percent } from './numbers.ts';

/** What was run, on what, how it ended, and what came out in one sentence. */
export function runHeader(run: RunRecord): Html {
  const facts = factsOf(run);
  return html`<header>
    <p class="kicker">Waltz · run report</p>
    <h1>${run.experiment}</h1>
    ${stateNote(run)} ${finding(run)}
    ${notesOf(run).map((note) => html`<p class="note">${note}</p>`)}
    <dl class="facts">
      ${facts.map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
  </header>`;
}

/** What a reader must know of the run, as it says itself: for example that its data are a toy. */
function notesOf({ summary, environment }: RunRecord): readonly string[] {
  return [...new Set([...textsAt(summary, 'notes'), ...textsAt(environment, 'notes')])];
}

function factsOf(run: RunRecord): readonly (readonly [string, string])[] {
  const { summary, environment } = run;
  const seconds = numberAt(summary, 'seconds');
  const peak = numberAt(summary, 'peakMemoryBytes');
  const steps = run.stages.map(({ name, first, last }) => `${name}: ${last - first + 1}`);
  const facts: readonly (readonly [string, string | null])[] = [
    ['Seed', run.seed === null ? null : String(run.seed)],
    ['Steps', steps.length === 0 ? null : steps.join(', ')],
    ['Wall time', seconds === null ? null : duration(seconds)],
    ['Peak memory', peak === null ? null : memorySize(peak)],
    ['Backend', backendOf(run)],
    ['Machine', machineOf(run)],
    ['Node', textAt(environment, 'node')],
    ['Git commit', commitOf(run)],
    ['Started', textAt(environment, 'started')],
    ['Folder', run.folder],
  ];
  return facts.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
}

function backendOf({ summary, environment }: RunRecord): string | null {
  const name = textAt(summary, 'backend') ?? textAt(environment, 'backend', 'name');
  const reason = textAt(environment, 'backend', 'reason');
  return name === null || reason === null ? name : `${name}: ${reason}`;
}

function machineOf({ environment }: RunRecord): string | null {
  const cores = numberAt(environment, 'cores');
  const total = numberAt(environment, 'memoryBytes');
  const parts = [
    textAt(environment, 'cpu'),
    cores === null ? null : `${cores} cores`,
    total === null ? null : memorySize(total),
    textAt(environment, 'platform'),
  ];
  return parts.filter((part) => part !== null).join(', ') || null;
}

/** The first twelve digits of the commit, and the mark of a checkout with changes. */
function commitOf({ environment }: RunRecord): string | null {
  const commit = textAt(environment, 'gitCommit');
  return commit === null ? null : commit.replace(/^([0-9a-f]{12})[0-9a-f]*/, '$1');
}

/** Says so when the run did not end as it should, and where it stands. */
function stateNote({ status }: RunRecord): Html | null {
  const state = textAt(status, 'state');
  if (state === 'done') return null;
  const stage = textAt(status, 'stage');
  const step = numberAt(status, 'step');
  const place = stage === null ? '' : ` in ${stage}${step === null ? '' : `, step ${step}`}`;
  const error = textAt(status, 'error');
  const sentence =
    state === null
      ? 'This run does not say how it ended'
      : `This run is not done: it is ${state}${place}`;
  return html`<p class="warning" role="note">
    ${sentence}${error === null ? '.' : `: ${error}`} What is there is shown.
  </p>`;
}

/** The result in one sentence, from the first evaluation to the last. */
function finding({ evaluations }: RunRecord): Html | null {
  const first = evaluations.at(0);
  const last = evaluations.at(-1);
  if (first === undefined || last === undefined || first === last) return null;
  const changes = [
    { key: 'asr', name: 'attack success (ASR)' },
    { key: 'orr', name: 'over-refusal (ORR)' },
    { key: 'labelAccuracy', name: 'label accuracy' },
    { key: 'helpfulness', name: 'helpfulness' },
  ].flatMap(({ key, name }) => {
    const before = first.estimates.get(key);
    const after = last.estimates.get(key);
    return before === undefined || after === undefined
      ? []
      : [`${name} ${percent(before.value)} → ${percent(after.value)} %`];
  });
  if (changes.length === 0) return null;
  return html`<p class="finding">
    From ${first.name} to ${last.name}, after feedback: ${changes.join('; ')}.
  </p>`;
}
