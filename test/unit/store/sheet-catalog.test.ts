import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { crsFromCode } from '#core/crs/crs.ts';
import type { IndexSummary } from '#worker/store/index-summary.ts';
import { itemRecord } from '#worker/store/item-record.ts';
import { sheetOf } from '#worker/store/sheet-catalog.ts';
import { buildItem } from '#worker/store/stac-item.ts';
import { openStore } from '#worker/store/store.ts';
import { indexSummary } from '../../helpers/index-summary.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const itemOf = (overrides: Partial<IndexSummary>) =>
  buildItem(indexSummary(overrides), {
    file: { version: '0'.repeat(16), sha256: '0'.repeat(64), sizeBytes: 1 },
    toLonLat: (east, north) => [138 + east / 1e5, 36 + north / 1e5],
    created: '2026-01-01T00:00:00Z',
    updated: '2026-01-01T00:00:00Z',
  });
/** 400 m × 300 m sheets in rows of 40, from 08NF20 on: four 5000-level sheets and a bit. */
const sheet = (i: number): Partial<IndexSummary> => {
  const [east, north] = [40_000 + 400 * (i % 40), -93_300 - 300 * Math.floor(i / 40)];
  return { id: `item-${String(i).padStart(4, '0')}`, bounds: [east, north, 0, east + 400, north + 300, 9] };
};

describe('sheetOf', () => {
  it('names the 5000-level sheet of the middle', () => {
    expect(sheetOf(itemRecord(itemOf({ bounds: [52_000, -97_200, 0, 52_400, -96_900, 9] })))).toBe('08NF23');
  });

  it('uses a grid of the same size in other systems, in metres and in feet', () => {
    const utm = crsFromCode('EPSG:32654');
    expect(sheetOf(itemRecord(itemOf({ crs: utm, bounds: [300_100, 3_900_100, 0, 300_200, 3_900_200, 9] })))).toBe(
      'E75N1300',
    );
    const feet = { ...utm, code: null, horizontalUnitM: 0.3048 };
    expect(sheetOf(itemRecord(itemOf({ crs: feet, bounds: [13_200, 9900, 0, 13_300, 9950, 9] })))).toBe('E1N1');
  });
});

describe('a collection of more than a thousand items', () => {
  it('links sub-catalogues whose links lead to every item', async () => {
    const dir = await temporaryFolder();
    // the documents as a thousand publications would have left them
    for (let i = 0; i < 1000; i++) {
      const item = itemOf(sheet(i));
      const path = join(dir, 'before', item.id, 'item.json');
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, JSON.stringify(item));
    }
    const store = openStore(dir);
    const put = async (overrides: Partial<IndexSummary>) => {
      const summary = indexSummary(overrides);
      const draft = await store.createDraft('before', summary.id);
      await writeFile(draft.dataPath, summary.id);
      await draft.publish(summary);
    };
    const reachable = async () => {
      const collection = await store.getCollection('before');
      expect(collection.links.some(({ rel }) => rel === 'item')).toBe(false);
      const items: string[] = [];
      for (const { href } of collection.links.filter(({ rel }) => rel === 'child')) {
        const path = join(dir, 'before', href);
        const { links } = JSON.parse(await readFile(path, 'utf8'));
        for (const { rel, href } of links) {
          const target = join(dirname(path), href);
          await access(target);
          if (rel === 'item') items.push(target);
        }
      }
      return items;
    };

    await put(sheet(1000));
    expect(new Set(await reachable()).size).toBe(1001);
    await put(sheet(1001));
    expect(await reachable()).toHaveLength(1002);

    // alone in a sheet of its own, then moved out of it
    await put({ ...sheet(1002), bounds: [-9900, 100, 0, -9800, 200, 9] });
    const far = join(dir, 'before', '_sheets', '08JD97', 'catalog.json');
    await access(far);
    await put(sheet(1002));
    await expect(access(far)).rejects.toThrow(/ENOENT/);
    expect(await reachable()).toHaveLength(1003);
    expect((await openStore(dir).listItems('before', { limit: 5 })).matched).toBe(1003);
  });
});
