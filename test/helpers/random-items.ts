/** Item records at random over a prefecture: sheets as the pipeline makes them, and odd ones. */
import { cubeAround, GRID_CELLS } from '#core/copc/octree-grid.ts';
import { createProjection, crsFromCode } from '#core/crs/crs.ts';
import type { IndexSummary } from '#worker/store/index-summary.ts';
import { type ItemRecord, itemRecord } from '#worker/store/item-record.ts';
import { buildItem } from '#worker/store/stac-item.ts';
import { indexSummary } from './index-summary.ts';
import { seededRandom } from './las-builder.ts';

const crs = crsFromCode('EPSG:6676');
const { toLonLat } = createProjection(crs);
/** One projection for all, another for outlines that do not follow from bounds and CRS. */
const bent = (east: number, north: number) => [138.5 + east / 91_000, 36 + north / 111_000] as const;

/** @param odd whether some have outlines and cubes that do not follow from their bounds */
export function randomRecords(count: number, seed: number, odd = true): ItemRecord[] {
  const random = seededRandom(seed);
  const int = (n: number) => Math.floor(random() * n);
  const pick = <T>(...choices: readonly T[]): T => choices[int(choices.length)]!;
  return Array.from({ length: count }, (_, i) => {
    const [east, north] = [int(200_000) / 10 - 10_000, int(200_000) / 10 - 110_000];
    const low = int(3000) / 10;
    const size = pick(0, 400, 1500);
    const bounds = [east, north, low, east + size, north + 0.75 * size, low + int(900)] as const;
    const classCounts = Object.fromEntries([pick(1, 2), 5, 9, 200].map((code) => [code, 1 + int(5_000_000)]));
    const cube = cubeAround([east, north, low], [bounds[3], bounds[4], bounds[5]]);
    const datetime = pick<IndexSummary['datetime']>(
      '2019-11-01',
      null,
      ['2019-11-01', '2020-03-31'],
      `20${10 + int(15)}-01-01`,
    );
    const item = buildItem(
      indexSummary({
        id: `${pick('08NF', 'a', 'Z.')}${i}`,
        crs,
        bounds,
        classCounts,
        pointCount: Object.values(classCounts).reduce((sum, points) => sum + points, 0),
        ...(!odd || int(4) > 0 ? { cube, spacing: (2 * cube.halfsize) / GRID_CELLS } : {}),
        ...(int(2) > 0 ? { sensor: pick('lp', 'uav'), verticalDatum: 'JGD2011' } : {}),
        ...(int(3) > 0 ? { accuracyM: pick(0.1, 0.05) } : {}),
        datetime,
        visibility: int(5) > 0 ? 'public' : 'private',
      }),
      {
        file: { version: hex(random, 16), sha256: hex(random, 64), sizeBytes: 1 },
        toLonLat: !odd || int(10) > 0 ? toLonLat : bent,
        created: '2026-01-01T00:00:00Z',
        updated: `2026-01-${String(1 + int(28)).padStart(2, '0')}T00:00:00Z`,
      },
    );
    return itemRecord(item);
  });
}

function hex(random: () => number, digits: number): string {
  return Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
}
