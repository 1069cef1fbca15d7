import { expect, test } from 'vitest';
import { fuzzIndexing } from '../helpers/fuzz/index-cases.ts';

// `npm run fuzz -- --index --count 2000` takes more of them
test('each of 150 mutated deliveries ends in a verdict', async () => {
  const { outcomes, failures } = await fuzzIndexing(1, 0, 150);
  expect(failures).toEqual([]);
  expect(outcomes['index: indexed']).toBeGreaterThan(10);
  expect(outcomes['index: rejected']).toBeGreaterThan(50);
});
