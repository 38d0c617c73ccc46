import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DOMParser } from 'linkedom';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { renderHeadlineFigure } from './headline-figure.ts';
import { writeSyntheticRun } from './testing/synthetic-run.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waltz-headline-'));
  await writeSyntheticRun(folder, { stepsPerStage: 3, promptsPerStep: 2 });
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('renderHeadlineFigure', () => {
  it('is an SVG document of its own, with colours and ground of its own', async () => {
    const svg = await renderHeadlineFigure(folder);
    expect(svg).toMatch(/^<svg\s[^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg).toMatch(/<rect[^>]*fill="#ffffff"/);
    expect(svg).not.toContain('var(--');
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(
      /https?:|url\(|<script|<image/,
    );
  });

  it('shows both panels, the seed and what the run says of itself', async () => {
    const svg = await renderHeadlineFigure(folder);
    const document: { readonly documentElement: { readonly textContent: string } } =
      new DOMParser().parseFromString(svg, 'image/svg+xml');
    const text = document.documentElement.textContent;
    expect(text).toContain('ASR, attack success rate (%) →');
    expect(text).toContain('training step →');
    expect(text).toContain('Seed 7');
    expect(text).toContain('nothing was trained');
  });

  it('says what to do when the run has nothing to show yet', async () => {
    await rm(join(folder, 'evaluations'), { recursive: true });
    await expect(renderHeadlineFigure(folder)).rejects.toThrow(/finish it with npx waltz resume/);
  });
});
