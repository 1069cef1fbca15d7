import { expect, test } from 'vitest';
import { FAMILIES } from '../helpers/fuzz/family.ts';
import { fuzz } from '../helpers/fuzz/run.ts';

// `npm run fuzz -- --family index --count 2000` takes more of them
test('each of 150 mutated deliveries ends in a verdict', async () => {
  const { outcomes, failures } = await fuzz({ runSeed: 1, count: 150, ...FAMILIES.index });
  expect(failures).toEqual([]);
  expect(outcomes['index: indexed']).toBeGreaterThan(10);
  expect(outcomes['index: rejected']).toBeGreaterThan(50);
}, 120_000);
