/** What is seen around an eye, cell by cell. */

import { outlineOf } from '#core/change/outline.ts';
import type { SeenGrid, ViewshedRequest, ViewshedResult } from '#core/contract/viewshed.ts';
import { countSeen, SEEN, type ViewshedQuestion, viewshed } from '#core/sight/viewshed.ts';
import { type GridSpec, gridBounds } from '#core/surface/grid.ts';
import type { Raster } from '#core/surface/raster.ts';
import type { JobContext } from '../entry.ts';
import type { SightMeasureInput } from './measure-line-of-sight.ts';
import { gridAround, nearGround } from './near-grid.ts';
import { sceneAnswer } from './scene-answer.ts';
import { openSightScene, type SightScene } from './sight-scene.ts';

export interface MeasuredViewshed {
  readonly result: ViewshedResult;
  readonly scene: SightScene;
  readonly grid: GridSpec;
  readonly seen: Uint8Array;
}

/** Most cells that go along for drawing. */
const MAX_DRAWN = 250_000;
/** Smaller specks have no outline. */
const SPECK_CELLS = 4;

/** @throws as `openSightScene` */
export async function measureViewshed(
  { storeDir, inputs, audience }: SightMeasureInput<ViewshedRequest>,
  context: JobContext,
): Promise<MeasuredViewshed> {
  const scene = await openSightScene({ storeDir, audience, request: inputs }, context);
  const { eye, convergenceDeg: turnDeg } = scene;
  const grid = gridAround(eye.east, eye.north, inputs.radiusM, inputs.cellSizeM);
  const { stored, asked } = await nearGround(scene, grid, context);
  const question: ViewshedQuestion = {
    east: eye.east,
    north: eye.north,
    eyeM: eye.eyeM,
    targetHeightM: inputs.targetHeightM,
    refraction: inputs.refraction,
    radiusM: inputs.radiusM,
    ...(inputs.fromDeg === undefined || inputs.toDeg === undefined
      ? {}
      : { fromDeg: inputs.fromDeg + turnDeg, toDeg: inputs.toDeg + turnDeg }),
  };
  const seen = viewshed(asked!, question, (share) => context.progress({ phase: 'look', fraction: 0.6 + 0.4 * share }));
  const before = scene.hasScenario ? viewshed(stored!, question) : null;
  const cells = countSeen(seen);
  const answer = sceneAnswer('viewshed', scene, { ...inputs, format: 'json' }, gridBounds(grid));
  const areaOf = (counts: typeof cells) => {
    const cellM2 = inputs.cellSizeM ** 2;
    return { visible: counts.visible * cellM2, hidden: counts.hidden * cellM2, unknown: counts.unknown * cellM2 };
  };
  const result: ViewshedResult = {
    ...answer,
    warnings: [...unknownWarning(cells), ...answer.warnings],
    cells,
    areasM2: areaOf(cells),
    before: before && beforeAnswer(before, seen, inputs.cellSizeM, areaOf),
    outline: cells.visible === 0 ? null : outlineIn(scene, grid, seen),
    radiusM: inputs.radiusM,
    cellSizeM: inputs.cellSizeM,
    targetHeightM: inputs.targetHeightM,
    ...(inputs.grid ? { grid: drawnGrid(scene, grid, asked!, seen) } : {}),
  };
  return { result, scene, grid, seen };
}

function beforeAnswer(
  before: Uint8Array,
  now: Uint8Array,
  cellSizeM: number,
  areaOf: (counts: ReturnType<typeof countSeen>) => ViewshedResult['areasM2'],
): NonNullable<ViewshedResult['before']> {
  let [lost, gained] = [0, 0];
  for (let cell = 0; cell < now.length; cell++) {
    if (before[cell] === SEEN.visible && now[cell] !== SEEN.visible) lost++;
    if (before[cell] !== SEEN.visible && now[cell] === SEEN.visible) gained++;
  }
  const cells = countSeen(before);
  return { cells, areasM2: areaOf(cells), lostM2: lost * cellSizeM ** 2, gainedM2: gained * cellSizeM ** 2 };
}

/** The border of what is visible, positions as the answer's system has them. */
function outlineIn({ answer }: SightScene, grid: GridSpec, seen: Uint8Array): ViewshedResult['outline'] {
  const labels = Int32Array.from(seen, (one) => (one === SEEN.visible ? 1 : 0));
  const cells = { beginCol: 0, endCol: grid.cols, beginRow: 0, endRow: grid.rows };
  const outline = outlineOf(grid, labels, { label: 1, cells }, SPECK_CELLS * grid.cellSizeM ** 2);
  const ring = (positions: readonly (readonly number[])[]) => positions.map(([e, n]) => answer.fromMetres(e!, n!));
  return outline.type === 'Polygon'
    ? { type: 'Polygon', coordinates: outline.coordinates.map(ring) }
    : { type: 'MultiPolygon', coordinates: outline.coordinates.map((rings) => rings.map(ring)) };
}

function drawnGrid(scene: SightScene, grid: GridSpec, raster: Raster, seen: Uint8Array): SeenGrid {
  const every = Math.max(1, Math.ceil(Math.sqrt((grid.cols * grid.rows) / MAX_DRAWN)));
  const [cols, rows] = [Math.ceil(grid.cols / every), Math.ceil(grid.rows / every)];
  const { minE, minN } = gridBounds(grid);
  const unitM = scene.frame.crs.horizontalUnitM;
  const values: number[] = [];
  const heightsM: (number | null)[] = [];
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const cell = row * every * grid.cols + col * every;
      values.push(seen[cell] === SEEN.outside ? 3 : seen[cell]!);
      const height = raster.heights[cell]!;
      heightsM.push(Number.isNaN(height) ? null : Math.round(height * 100) / 100);
    }
  }
  return {
    cols,
    rows,
    originE: minE / unitM,
    originN: minN / unitM,
    cellSizeM: grid.cellSizeM * every,
    values,
    heightsM,
  };
}

function unknownWarning({ visible, hidden, unknown }: ReturnType<typeof countSeen>) {
  const all = visible + hidden + unknown;
  if (unknown === 0 || all === 0) return [];
  const share = ((100 * unknown) / all).toFixed(1);
  return [
    {
      code: 'UNDECIDABLE',
      message: `${share} % of the cells cannot be told: they have no data, or the way to them has a gap before anything blocks the view`,
      messageJa: `セルの ${share} % は判定不可：そのセルにデータがないか、途中でデータが途切れている`,
    },
  ];
}
