import { expect, test } from 'vitest';
import { barLine } from '../../../server/cli/io.ts';

const numbers = { percent: 61.4, points: 6_500_000, pointsPerSecond: 2_040_000, secondsLeft: 700 };

test('the bar says percent, phase, place, item, points, rate and time left', () => {
  expect(barLine({ phase: 'build', fraction: 0.2, item: '08NF2330', index: 2, count: 40 }, numbers)).toBe(
    '███████████████░░░░░░░░░ 61 % build 3/40 08NF2330 · 6.5 M points, 2.0 M/s · 12 min left',
  );
});

test('what is not known is left out', () => {
  const line = barLine({ phase: 'hash', fraction: 0 }, { ...numbers, percent: 0, points: 0, secondsLeft: null });
  expect(line).toBe('░░░░░░░░░░░░░░░░░░░░░░░░ 0 % hash');
});

test.each([
  [45, '45 s'],
  [12_000, '3 h 20 min'],
])('%d seconds are %s', (secondsLeft, text) => {
  expect(barLine({ phase: 'read', fraction: 1 }, { ...numbers, secondsLeft })).toContain(`${text} left`);
});
