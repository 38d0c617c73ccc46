import { expect, it } from 'vitest';
import { settingsTable } from './settings-table.ts';

it('shows what differs, and what one run alone says', () => {
  const first = new Map([
    ['seed', '1'],
    ['reward.alpha', '0.65'],
    ['name', '"x"'],
  ]);
  const second = new Map([
    ['seed', '1'],
    ['reward.alpha', '0.3'],
    ['critic.type', '"shared"'],
    ['name', '"x"'],
  ]);
  const { rows, caption } = settingsTable(first, second);
  expect(rows).toEqual([
    ['critic.type', 'unset', '"shared"'],
    ['reward.alpha', '0.65', '0.3'],
  ]);
  expect(caption).toContain('2 of 4 values');
  expect(settingsTable(first, first).caption).toMatch(/^Nothing/);
});
