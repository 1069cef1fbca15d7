import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool } from '#worker/pool.ts';
import { openStore } from '#worker/store/store.ts';
import { EMBANKMENT_AREA, earthworkLas } from '../../helpers/earthwork.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tengun-digits-'));
  const store = openStore(join(folder, 'store'));
  const pool = createPool({ threads: 1 });
  const file = join(folder, '08NF2331.las');
  for (const epoch of ['before', 'after'] as const) {
    await writeFile(file, earthworkLas(epoch, 24_000));
    await indexDelivery([file], { collection: epoch, accuracyM: 0.05 }, { store, pool });
  }
  await pool.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

// an unsound compiler gave other intervals to about one of eighty: worker/sound-compiler.ts
it('gives the same digits measurement after measurement, thread after thread', async () => {
  const inputs = {
    area: EMBANKMENT_AREA,
    existing: { collection: 'before' },
    compared: { collection: 'after' },
    maxEdgeM: 8,
  };
  const seen = new Set<string>();
  for (let round = 0; round < 6; round++) {
    const pool = createPool({ threads: 2 });
    try {
      const input = { storeDir: join(folder, 'store'), request: { inputs } };
      const results = await Promise.all(Array.from({ length: 10 }, () => pool.run('compute-volume', input)));
      for (const result of results) seen.add(JSON.stringify(result));
    } finally {
      await pool.close();
    }
  }
  expect(seen.size).toBe(1);
});
