import { afterEach, expect, it, vi } from 'vitest';
import { doctor } from './doctor.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** What the command prints. */
async function printed(options: { readonly bench: boolean }): Promise<string> {
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  expect(await doctor(options)).toBe(0);
  return lines.join('\n');
}

it('shows the machine, and each backend with its state and the reason', async () => {
  const text = await printed({ bench: false });
  expect(text).toContain(`Node.js    ${process.version}`);
  expect(text).toMatch(/cores +\d+\n/);
  expect(text).toMatch(/^cpu +works +plain JavaScript works everywhere$/m);
  expect(text).toMatch(/^wasm( \(auto\))? +works +WebAssembly/m);
  expect(text).toMatch(/^native( \(auto\))? +(works|missing +.*npm run build:native)/m);
  const firstThatWorks = /^([\w-]+)( \(auto\))? +works/m.exec(text);
  expect(firstThatWorks?.[2]).toBe(' (auto)');
  expect(text.match(/\(auto\)/g)).toHaveLength(1);
  expect(text).not.toContain('tokens per second');
});
