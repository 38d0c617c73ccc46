import type { Finding } from './steps.ts';

/** The findings as a page: for each step what it is, how long it took, and what came out. */
export function toMarkdown(findings: readonly Finding[]): string {
  const parts = findings.map(
    ({ name, minutes, failed, summary }) =>
      `## ${name}\n\n${failed ? '**Failed.** ' : ''}${minutes.toFixed(1)} min\n\n${summary}\n`,
  );
  return `# Waltz on a card\n\n${parts.join('\n')}`;
}
