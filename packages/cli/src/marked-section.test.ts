import { expect, it } from 'vitest';
import { replaceMarkedSection } from './marked-section.ts';

const COMMAND = 'waltz table runs/a';

const document = (content: string) =>
  `# Results\n\n<!-- waltz table runs/b -->\n<!-- /waltz table -->\n\n<!-- ${COMMAND} -->\n\n${content}\n\n<!-- /waltz table -->\n\nMore.\n`;

it('replaces what stands in the place of this command, again and again, and nothing else', () => {
  const once = replaceMarkedSection(document('old'), COMMAND, 'new');
  expect(once).toBe(document('new'));
  expect(replaceMarkedSection(once ?? '', COMMAND, 'newer')).toBe(document('newer'));
});

it.each([
  ['of another command', '<!-- waltz table runs/b -->\n<!-- /waltz table -->\n'],
  ['without an end', `<!-- ${COMMAND} -->\n`],
  ['whose end stands before it', `<!-- /waltz table -->\n<!-- ${COMMAND} -->\n`],
])('finds no place %s', (_, text) => {
  expect(replaceMarkedSection(text, COMMAND, 'new')).toBeNull();
});
