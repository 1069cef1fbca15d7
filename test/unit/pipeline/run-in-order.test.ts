import { expect, test } from 'vitest';
import { runInOrder } from '#worker/pipeline/run-all.ts';

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('results are taken in the order of the inputs, and few wait for an earlier one', async () => {
  const width = 3;
  let [running, most, finished, mostWaiting] = [0, 0, 0, 0];
  const taken: number[] = [];
  const inputs = Array.from({ length: 40 }, (_, i) => i);
  await runInOrder(
    inputs,
    width,
    async (input) => {
      most = Math.max(most, ++running);
      await wait(input % 10 === 0 ? 30 : 1);
      running -= 1;
      finished += 1;
      mostWaiting = Math.max(mostWaiting, finished - taken.length);
      return input;
    },
    async (result) => {
      await wait(1);
      taken.push(result);
    },
  );
  expect(taken).toEqual(inputs);
  expect(most).toBe(width);
  expect(mostWaiting).toBeLessThanOrEqual(2 * width);
});

test('after a failure nothing more starts, what runs is waited for, and the failure arrives', async () => {
  let [started, ended] = [0, 0];
  const run = runInOrder(
    Array.from({ length: 20 }, (_, i) => i),
    2,
    async (input) => {
      started += 1;
      await wait(5);
      ended += 1;
      if (input === 3) throw new Error('three');
      return input;
    },
    async () => {},
  );
  await expect(run).rejects.toThrow('three');
  expect(ended).toBe(started);
  expect(started).toBeLessThan(8);
});

test('a result that cannot be taken stops the run', async () => {
  const run = runInOrder(
    [1, 2, 3, 4, 5, 6, 7, 8],
    2,
    async (input) => input,
    async (result) => {
      if (result === 2) throw new Error('disk full');
    },
  );
  await expect(run).rejects.toThrow('disk full');
});
