/** The two real changes of the synthetic scene, found in a whole sheet and more. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChangeMapResult } from '#core/contract/change-map.ts';
import { type AreaGeometry, parsePolygon, polygonArea } from '#core/geometry/polygon.ts';
import { createGround, type GroundChange, type SceneGround } from '#core/scene/epoch-ground.ts';
import { SCENE_EXTENT } from '#core/scene/layout.ts';
import type { SceneTruth } from '#core/scene/truth.ts';
import { isFileResult } from '#worker/file-result.ts';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { writeScene } from '#worker/scene/write-scene.ts';
import { openStore } from '#worker/store/store.ts';

const SEED = 1;
let folder: string;
let pool: WorkerPool;
let truth: SceneTruth;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tengun-change-'));
  pool = createPool({ threads: 2 });
  truth = await writeScene(join(folder, 'scene'), { seed: SEED, points: 500_000 }, { pool });
  const store = openStore(join(folder, 'store'));
  for (const epoch of ['before', 'after'] as const) {
    const files = truth[epoch].files.map((file) => join(folder, 'scene', file));
    const { datetime } = truth[epoch];
    await indexDelivery(
      files,
      { collection: epoch, datetime, verticalDatum: 'JGD2011', accuracyM: 0.1 },
      { store, pool },
    );
  }
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

async function changeMap(inputs: object): Promise<ChangeMapResult> {
  const surfaces = { existing: { collection: 'before' }, compared: { collection: 'after' } };
  const request = { inputs: { ...surfaces, cellSizeM: 0.5, ...inputs } };
  const result = await pool.run('map-change', { storeDir: join(folder, 'store'), request });
  if (isFileResult(result)) throw new Error('expected numbers');
  return result;
}

/** Volume and its centre of what is cut or filled at the nodes of a change. */
function truthOf({ before, after }: SceneGround, { window }: GroundChange, sign: 1 | -1) {
  let [volumeM3, momentE, momentN] = [0, 0, 0];
  for (let row = window.rowBegin; row < window.rowEnd; row++) {
    for (let col = window.colBegin; col < window.colEnd; col++) {
      const node = row * before.cols + col;
      const v = Math.max(0, sign * (after.heights[node]! - before.heights[node]!)) * before.stepM ** 2;
      volumeM3 += v;
      momentE += v * col * before.stepM;
      momentN += v * row * before.stepM;
    }
  }
  return [SCENE_EXTENT.minE + momentE / volumeM3, SCENE_EXTENT.minN + momentN / volumeM3] as const;
}

describe('change-map of the scene', () => {
  it('finds slide and platform first, each with its cut and its fill, within 3 % and 1 m of the truth', async () => {
    const { changes, totals, found } = await changeMap({});
    const ground = createGround(SEED);
    const expected = truth.changes.flatMap(({ cutM3, fillM3, outline }, i) => [
      { kind: 'cut', volumeM3: cutM3, centre: truthOf(ground, ground.changes[i]!, -1), outline },
      { kind: 'fill', volumeM3: fillM3, centre: truthOf(ground, ground.changes[i]!, 1), outline },
    ]);
    expected.sort((a, b) => b.volumeM3 - a.volumeM3);
    for (const [i, { kind, volumeM3, centre, outline }] of expected.entries()) {
      const change = changes[i]!;
      expect(change).toMatchObject({ rank: i + 1, kind });
      expect(Math.abs(change.volumeM3 - volumeM3) / volumeM3).toBeLessThan(0.03);
      expect(Math.hypot(change.centroid[0]! - centre[0], change.centroid[1]! - centre[1])).toBeLessThan(1);
      // the outline lies around it, within that of the truth
      const [ring] = outline.coordinates;
      const [minE, minN, maxE, maxN] = change.bbox as [number, number, number, number];
      expect(minE).toBeGreaterThanOrEqual(Math.min(...ring!.map(([e]) => e)));
      expect(minN).toBeGreaterThanOrEqual(Math.min(...ring!.map(([, n]) => n)));
      expect(maxE).toBeLessThanOrEqual(Math.max(...ring!.map(([e]) => e)));
      expect(maxN).toBeLessThanOrEqual(Math.max(...ring!.map(([, n]) => n)));
      const outlineM2 = polygonArea(parsePolygon(change.outline as AreaGeometry));
      expect(Math.abs(outlineM2 - change.areaM2) / change.areaM2).toBeLessThan(0.02);
    }
    const listed = (kind: string) => changes.filter((c) => c.kind === kind).reduce((sum, c) => sum + c.volumeM3, 0);
    expect(found.cutM3).toBeCloseTo(listed('cut'), 6);
    expect(found.fillM3).toBeCloseTo(listed('fill'), 6);
    expect(totals.cutM3).toBeGreaterThan(found.cutM3);
    expect(totals.netM3).toBeCloseTo(totals.fillM3 - totals.cutM3, 6);
  });

  it('gives the totals of cut-fill-volume: borders of tiles do not show', async () => {
    const ring = [
      [52_180, -97_090],
      [52_340, -97_075],
      [52_330, -96_920],
      [52_170, -96_930],
      [52_180, -97_090],
    ];
    const area = { type: 'Polygon', coordinates: [ring] };
    const surfaces = { existing: { collection: 'before' }, compared: { collection: 'after' } };
    const request = { inputs: { ...surfaces, area, cellSizeM: 0.5, maxEdgeM: 5, differenceGrid: true } };
    const volume = await pool.run('compute-volume', { storeDir: join(folder, 'store'), request });
    const { totals, difference } = await changeMap({ area, maxEdgeM: 5, differenceGrid: true });
    expect(totals.cutM3).toBe(volume.cutM3);
    expect(totals.fillM3).toBe(volume.fillM3);
    expect(totals.voidAreaM2).toBeCloseTo(volume.voidAreaM2, 6);
    expect(difference).toEqual(volume.difference);
  });

  it('swaps cut and fill with the epochs, and keeps outlines', async () => {
    const [there, back] = [
      await changeMap({ cellSizeM: 1 }),
      await changeMap({ cellSizeM: 1, existing: { collection: 'after' }, compared: { collection: 'before' } }),
    ];
    const swap = (kind: string) => (kind === 'cut' ? 'fill' : 'cut');
    expect(back.changes).toEqual(there.changes.map((change) => ({ ...change, kind: swap(change.kind) })));
    expect(back.totals.netM3).toBeCloseTo(-there.totals.netM3, 6);
  });

  it('gives positions in the system of the request', async () => {
    const plane = await changeMap({ cellSizeM: 1 });
    const geographic = await changeMap({ cellSizeM: 1, crs: 'OGC:CRS84' });
    expect(geographic.crs).toBe('OGC:CRS84');
    const [lon, lat] = geographic.changes[0]!.centroid as [number, number];
    expect(lon).toBeGreaterThan(138);
    expect(lon).toBeLessThan(140);
    expect(lat).toBeGreaterThan(34);
    expect(lat).toBeLessThan(36);
    expect(geographic.changes.map(({ volumeM3 }) => volumeM3)).toEqual(plane.changes.map(({ volumeM3 }) => volumeM3));
  });

  it('finds nothing where nothing changed, though every cell is noise', async () => {
    const ring = [
      [52_300, -97_050],
      [52_420, -97_050],
      [52_420, -96_910],
      [52_300, -96_910],
      [52_300, -97_050],
    ];
    const quiet = await changeMap({
      area: { type: 'Polygon', coordinates: [ring] },
      // 95 % of the scatter of the points alone, without the accuracy of the surveys
      minThicknessM: 0.066,
    });
    expect(quiet.totals.cutM3).toBeGreaterThan(50);
    expect(quiet.found.changes).toBe(0);
  });
});
