import type { Prompt } from '@waltz/core';
import { describe, expect, it } from 'vitest';
import { distinctPrompts } from './distinct-prompts.ts';
import { splitByContent } from './split-by-content.ts';

const prompt = (text: string, changes: Partial<Prompt> = {}): Prompt => ({
  id: text,
  text,
  harm: 'benign',
  adversarial: false,
  kind: 'sum',
  source: 'test',
  traits: {},
  ...changes,
});
const ids = (prompts: readonly Prompt[]) => prompts.map(({ id }) => id);
const settings = { heldOutShare: 0.2, splitSeed: 0 };

describe('splitByContent', () => {
  const words = 'apple river stone cloud maple ember frost grain harbor island'.split(' ');
  const prompts = words.flatMap((first, i) =>
    words
      .slice(i + 1)
      .flatMap((second, j) =>
        words.slice(i + j + 2).map((third) => prompt(`${first} ${second} ${third}`)),
      ),
  );

  it('holds out about the share that was asked for, and loses none', () => {
    const { train, 'held-out': heldOut } = splitByContent(prompts, settings);
    expect(prompts).toHaveLength(120);
    expect(heldOut.length / prompts.length).toBeGreaterThan(0.1);
    expect(heldOut.length / prompts.length).toBeLessThan(0.3);
    expect(ids([...train, ...heldOut]).sort()).toEqual(ids(prompts).sort());
  });

  it('decides by content: neither the order nor other prompts move one', () => {
    const heldOut = new Set(ids(splitByContent(prompts, settings)['held-out']));
    const some = [...prompts].reverse().filter((_, index) => index % 3 > 0);
    for (const { id } of splitByContent(some, settings)['held-out']) {
      expect(heldOut).toContain(id);
    }
  });

  it('moves with its seed', () => {
    const [first, second] = [0, 1].map((splitSeed) =>
      ids(splitByContent(prompts, { ...settings, splitSeed })['held-out']),
    );
    expect(first).not.toEqual(second);
  });

  it('keeps near-duplicates on one side', () => {
    const long = prompts.map(({ text }) => `please tell me all there is about ${text} and so on`);
    const twins = long.flatMap((text) => [prompt(text), prompt(`${text} now`)]);
    const { train, 'held-out': heldOut } = splitByContent([...twins, ...prompts], settings);
    for (const side of [train, heldOut]) {
      const there = new Set(ids(side));
      for (const id of there) {
        if (id.startsWith('please'))
          expect(there).toContain(id.endsWith(' now') ? id.slice(0, -4) : `${id} now`);
      }
    }
  });

  it('refuses to leave a side empty', () => {
    expect(() => splitByContent(prompts, { ...settings, heldOutShare: 0 })).toThrow(
      'the held-out split is empty: 120 prompts with dataset.heldOutShare=0',
    );
  });
});

describe('distinctPrompts', () => {
  it('keeps the first of equal texts and says how many it left out', () => {
    const notices: string[] = [];
    const [first, again, other] = [prompt('Bake a cake'), prompt(' bake  A cake'), prompt('Bake')];
    expect(distinctPrompts([first, again, other], (notice) => notices.push(notice))).toEqual([
      first,
      other,
    ]);
    expect(notices).toEqual(['left out 1 of 3 prompts because another has the same text']);
  });

  it('leaves out what its sources contradict each other about', () => {
    const notices: string[] = [];
    const benign = prompt('x', { id: 'a:1' });
    const harmful = prompt('X', { id: 'b:7', harm: 'harmful' });
    const other = prompt('y');
    expect(distinctPrompts([benign, harmful, other], (notice) => notices.push(notice))).toEqual([
      other,
    ]);
    expect(notices).toEqual([
      'left out 2 of 3 prompts because their text is labelled both harmful and benign: a:1, b:7',
    ]);
  });

  it('says nothing when there is nothing to say', () => {
    const prompts = ['x', 'y'].map((text) => prompt(text));
    const complain = () => expect.unreachable();
    expect(distinctPrompts(prompts, complain)).toEqual(prompts);
  });
});
