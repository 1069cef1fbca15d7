import { expect, test } from 'vitest';
import { ProgressClock } from '#worker/pipeline/progress-clock.ts';
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

test('percent, rate and time left follow from the phases of all items', () => {
  const clock = new ProgressClock(0);
  expect(clock.add({ phase: 'hash', fraction: 0, index: 0, count: 2 }, 1)).toMatchObject({
    percent: 0,
    secondsLeft: null,
  });
  // the first of two items is read: 40 % of its half
  expect(clock.add({ phase: 'read', fraction: 1, points: 1_000_000, index: 0, count: 2 }, 2000)).toMatchObject({
    percent: 20,
    points: 400_000,
    pointsPerSecond: 200_000,
    secondsLeft: 8,
  });
  clock.add({ phase: 'build', fraction: 1, points: 1_000_000, index: 0, count: 2 }, 5000);
  expect(clock.add({ phase: 'publish', fraction: 1, index: 1, count: 2 }, 10_000)).toMatchObject({
    percent: 100,
    points: 980_000,
    secondsLeft: 0,
  });
});
