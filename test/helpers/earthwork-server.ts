/** A server whose store was made by the indexer: collections `before` and `after` of the earthwork. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type IndexOptions, indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool } from '#worker/pool.ts';
import type { Config } from '../../server/config.ts';
import { earthworkLas } from './earthwork.ts';
import { type TestServer, testServer } from './server-app.ts';

export const EARTHWORK_POINTS = 24_000;

/** @param declared what is said of the data when it is indexed, over the usual */
export async function earthworkServer(
  overrides: Partial<Config> = {},
  declared: Partial<IndexOptions> = {},
): Promise<TestServer> {
  return await testServer(async (store) => {
    const pool = createPool({ threads: 1 });
    const sources = join(store.dir, '..', 'sources');
    try {
      for (const epoch of ['before', 'after'] as const) {
        const path = join(sources, epoch, '08NF2331.las');
        await mkdir(join(path, '..'), { recursive: true });
        await writeFile(path, earthworkLas(epoch, EARTHWORK_POINTS));
        const datetime = epoch === 'before' ? '2019-11-01' : '2024-11-01';
        const options = { collection: epoch, datetime, verticalDatum: 'JGD2011', accuracyM: 0.05, ...declared };
        const { items } = await indexDelivery([path], options, { store, pool });
        if (items[0]?.verdict !== 'indexed') throw new Error(`not indexed: ${items[0]?.reason}`);
      }
    } finally {
      await pool.close();
      await rm(sources, { recursive: true, force: true });
    }
  }, overrides);
}
