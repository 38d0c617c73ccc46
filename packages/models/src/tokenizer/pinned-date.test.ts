import { expect, it } from 'vitest';
import { pinnedDate } from './pinned-date.ts';

it.each([
  ['%d %b %Y', '05 Mar 2026'],
  ['%A, %B %d', 'Thursday, March 05'],
  ['%a %Y-%m-%d, 100%%', 'Thu 2026-03-05, 100%'],
])('prints %s as Python does', (pattern, printed) => {
  expect(pinnedDate('2026-03-05')(pattern)).toBe(printed);
});

it.each(['2026-02-30', '5 March 2026', '2026-3-5', ''])('refuses "%s", which is no day', (day) => {
  expect(() => pinnedDate(day)).toThrow(`"${day}" is not a day; write one as 2026-01-31`);
});

it('knows nothing of the hour', () => {
  expect(() => pinnedDate('2026-03-05')('%H:%M')).toThrow('not %H');
});
