import { messageOf } from '@waltz/core';
import Table from 'cli-table3';
import colours from 'picocolors';
import { builtInRegistry } from '../built-in-plugins.ts';
import { measureBackend } from '../doctor/backend-speed.ts';
import { describeMachine } from '../doctor/machine.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';

/** `waltz doctor`: the machine, and each backend with its state and what to do about it. With `bench`, its speed too. */
export async function doctor({ bench }: { readonly bench: boolean }): Promise<ExitCode> {
  const registry = await builtInRegistry();
  const context = { seed: 1, folder: process.cwd(), notice: () => {} };
  const backends = [];
  for (const { component } of registry.list('backend')) {
    const backend = await component.create({}, context);
    backends.push({ backend, ...(await backend.probe()) });
  }
  const chosen = backends.find(({ available }) => available);
  console.log(aligned(await describeMachine()));
  console.log(
    aligned(
      backends.map((candidate) => [
        candidate === chosen ? `${candidate.backend.name} (auto)` : candidate.backend.name,
        candidate.available ? colours.green('works  ') : colours.yellow('missing'),
        candidate.reason,
      ]),
    ),
  );
  if (!bench) return EXIT.ok;
  const table = new Table({
    head: ['tokens per second', 'workers', 'sampling', 'training'].map(colours.bold),
    colAligns: ['left', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { backend, available } of backends) {
    if (!available) continue;
    try {
      const { workers, sampling, training } = await measureBackend(backend, registry);
      table.push([backend.name, workers, sampling.toFixed(0), training.toFixed(0)]);
    } catch (error) {
      // One that fails is told of, and the others are measured all the same.
      console.log(`${backend.name}: ${messageOf(error)}`);
    }
  }
  console.log(table.toString());
  return EXIT.ok;
}

/** Rows in columns, each as wide as its widest cell, and an empty line after them. */
function aligned(rows: readonly (readonly string[])[]): string {
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(width(column))).join('  '));
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}
