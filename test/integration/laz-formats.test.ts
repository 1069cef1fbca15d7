import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { openStore, type Store } from '#worker/store/store.ts';
import { AttributeSummer } from '../helpers/attribute-sums.ts';
import { buildLas, randomPoints } from '../helpers/las-builder.ts';
import { buildLaz, withWavePackets } from '../helpers/laz-builder.ts';
import { openWithCopcJs } from '../helpers/read-with-copc-js.ts';

let pool: WorkerPool;
let folder: string;
let store: Store;

beforeAll(async () => {
  pool = createPool({ threads: 2 });
  folder = await mkdtemp(join(tmpdir(), 'tengun-laz-formats-'));
  store = openStore(join(folder, 'store'));
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

async function indexed(name: string, bytes: Uint8Array, legacy: boolean) {
  const path = join(folder, name);
  await writeFile(path, bytes);
  const collection = name.replaceAll('.', '-');
  const { items } = await indexDelivery([path], { collection, crs: 'EPSG:6676' }, { store, pool });
  const outside = await openWithCopcJs(store.dataPath(await store.getItem(collection, items[0]!.id)));
  const summer = new AttributeSummer();
  const { pointDataRecordFormat: format, pointDataRecordLength: length } = outside.copc.header;
  for await (const { records } of outside.records()) summer.add(records, format, length, legacy);
  await outside.close();
  return { item: items[0]!, sums: summer.sums() };
}

describe('LAZ of every point format holds, once indexed, what its LAS twin holds', () => {
  for (let format = 0; format <= 10; format++) {
    const waves = [4, 5, 9, 10].includes(format);
    for (const itemVersion of format >= 6 ? ([3, 4] as const) : [undefined]) {
      test(`point format ${format}${itemVersion ? `, item version ${itemVersion}` : ''}`, async () => {
        const extraBytes = 3;
        const bare = buildLas(randomPoints(3000, { format, extraBytes, seed: 40 + format }), { format, extraBytes });
        const las = waves ? withWavePackets(bare, format) : bare;
        const laz = buildLaz(las, {
          chunkPoints: itemVersion === 4 ? [1, 700, 1000] : [1024],
          ...(itemVersion ? { itemVersion } : {}),
        });
        const begin = new DataView(las.buffer).getUint32(96, true);
        const length = new DataView(las.buffer).getUint16(105, true);
        const expected = new AttributeSummer().add(las.subarray(begin), format, length, format < 6).sums();
        for (const [name, bytes] of [
          [`pf${format}-${itemVersion ?? 2}.laz`, laz],
          [`pf${format}-${itemVersion ?? 2}-twin.las`, las],
        ] as const) {
          const { item, sums } = await indexed(name, bytes, format < 6);
          expect(item).toMatchObject({ verdict: 'indexed', pointsIn: 3000, pointsOut: 3000 });
          expect(item.warnings.some((warning) => /waveform packets cannot be carried/.test(warning))).toBe(waves);
          expect(sums).toEqual(expected);
        }
      });
    }
  }
});
