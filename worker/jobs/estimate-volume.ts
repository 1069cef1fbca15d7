/** The process `estimate-volume`: what a volume will cost, from the catalogue and the octrees alone. */
import { parseCutFillRequest } from '#core/contract/cut-fill-volume.ts';
import type { EstimateResult } from '#core/contract/estimate-volume.ts';
import { openCopc } from '#core/copc/copc.ts';
import { nodeBounds } from '#core/copc/voxel-key.ts';
import { type Bounds, boundsTouch } from '#core/geometry/bounds.ts';
import { type AreaGeometry, parsePolygon } from '#core/geometry/polygon.ts';
import { cellCountOver, MAX_GRID_CELLS } from '#core/surface/grid.ts';
import { openFileSource } from '../file-source.ts';
import { frameOfSources } from '../measuring/load-surfaces.ts';
import { MAX_SURFACE_POINTS } from '../measuring/load-tin.ts';
import { checkAreas } from '../measuring/named-areas.ts';
import { provenanceOf, type UsedSource } from '../measuring/provenance.ts';
import { type PointSource, resolveSurface, type SurfaceSource } from '../measuring/surface-source.ts';
import { openStore } from '../store/store.ts';
import type { MeasureInput } from './compute-volume.ts';

/** What a cell and a point take, measured on an AMD EPYC of 2024 with two threads. */
const SECONDS_A_CELL = 0.35e-6;
const SECONDS_A_POINT = { tin: 1.1e-6, 'cell-mean': 0.25e-6 } as const;
/** The exact methods overlay every triangle with every other one it meets. */
const SECONDS_A_POINT_EXACT = 6e-6;
const BYTES_A_CELL = 120;
const BYTES_A_POINT = { tin: 170, 'cell-mean': 60 } as const;
const SECONDS_OF_A_REQUEST = 20;
const HANDY_CELLS_M = [0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/** @throws as `cut-fill-volume` does for a request that is wrong in itself */
export async function run({ storeDir, request, audience }: MeasureInput): Promise<EstimateResult> {
  const inputs = parseCutFillRequest(request);
  const store = openStore(storeDir, audience ? { audience } : {});
  const sources = [
    await resolveSurface(store, storeDir, inputs.existing),
    await resolveSurface(store, storeDir, inputs.compared),
  ];
  const frame = frameOfSources(sources, inputs.crs);
  const areas = checkAreas(inputs, frame).flatMap((area) => ('geometry' in area ? [area] : []));
  const boxes = areas.map(({ geometry }) => parsePolygon(geometry as AreaGeometry, frame.toMetres).bounds);
  const cells = boxes.map((box) => cellCountOver(box, inputs.cellSizeM));
  const perSource = await Promise.all(sources.map((source) => pointsOver(source, boxes)));
  const points = perSource.flat().reduce((sum, count) => sum + count, 0);
  const largestCells = Math.max(0, ...cells);
  const largestPoints = Math.max(0, ...perSource.flat());
  const isExact = inputs.method !== 'grid' && inputs.sampling === 'tin';
  const seconds =
    cells.reduce((sum, count) => sum + count, 0) * SECONDS_A_CELL +
    points * (SECONDS_A_POINT[inputs.sampling] + (isExact ? SECONDS_A_POINT_EXACT : 0));
  const tooManyCells = largestCells > MAX_GRID_CELLS;
  const tooManyPoints = largestPoints > MAX_SURFACE_POINTS;
  const suggested = tooManyCells
    ? (HANDY_CELLS_M.find((size) => boxes.every((box) => cellCountOver(box, size) <= MAX_GRID_CELLS)) ?? null)
    : null;
  return {
    areaM2: areas.reduce((sum, { areaM2 }) => sum + areaM2, 0),
    cells: largestCells,
    maxCells: MAX_GRID_CELLS,
    points: Math.round(points),
    maxPoints: MAX_SURFACE_POINTS,
    memoryMiB: Math.ceil((largestCells * BYTES_A_CELL + 2 * largestPoints * BYTES_A_POINT[inputs.sampling]) / 2 ** 20),
    seconds: Math.round(10 * seconds) / 10,
    provenance: provenanceOf('estimate-volume', inputs, usedIn(sources, boxes), storedIn(sources)),
    isPossible: !tooManyCells && !tooManyPoints,
    advice: adviceOf(suggested, tooManyCells, tooManyPoints),
    suggestedCellSizeM: suggested,
    shouldBeJob: seconds > SECONDS_OF_A_REQUEST,
  };
}

function usedIn(sources: readonly SurfaceSource[], boxes: readonly Bounds[]): UsedSource[] {
  return sources.flatMap((source) =>
    source.kind === 'points'
      ? [{ source, items: source.items.filter(({ bounds }) => boxes.some((box) => boundsTouch(bounds, box))) }]
      : [],
  );
}

function storedIn(sources: readonly SurfaceSource[]) {
  return sources.flatMap((source) => (source.kind === 'stored' ? [source.record] : []));
}

function adviceOf(
  cellSizeM: number | null,
  tooManyCells: boolean,
  tooManyPoints: boolean,
): { ja: string; en: string } | null {
  if (tooManyPoints) {
    return {
      ja: '点が多すぎます。区域を分けてください（areas で複数指定できます）',
      en: 'too many points: divide the area ("areas" takes many)',
    };
  }
  if (!tooManyCells) return null;
  return cellSizeM === null
    ? { ja: '区域が大きすぎます。分けてください', en: 'the area is too large: divide it' }
    : {
        ja: `格子が多すぎます。格子間隔を ${cellSizeM} m 以上に`,
        en: `too many cells: take cells of ${cellSizeM} m or more`,
      };
}

/** About how many points of the asked classes stand over each box: nodes count by the share of their square in it. */
async function pointsOver(source: SurfaceSource, boxes: readonly Bounds[]): Promise<number[]> {
  const counts = boxes.map(() => 0);
  if (source.kind !== 'points') return counts;
  for (const item of source.items.filter(({ bounds }) => boxes.some((box) => boundsTouch(bounds, box)))) {
    const share = classShare(source, item.record);
    await using file = await openFileSource(item.path);
    const copc = await openCopc(file);
    const unitM = item.record.crs.horizontalUnitM;
    for (const { key, pointCount } of (await copc.loadAllNodes()).values()) {
      const [minX, minY, , maxX, maxY] = nodeBounds(key, copc.info);
      // a node holds points where the item does, not in all of its cube
      const node = intersection(
        { minE: minX * unitM, minN: minY * unitM, maxE: maxX * unitM, maxN: maxY * unitM },
        item.bounds,
      );
      const nodeM2 = areaOf(node);
      boxes.forEach((box, i) => {
        if (nodeM2 > 0) counts[i]! += (share * pointCount * areaOf(intersection(node, box))) / nodeM2;
      });
    }
  }
  return counts;
}

function classShare({ layers }: PointSource, { classCounts }: PointSource['items'][0]['record']): number {
  const all = Object.values(classCounts).reduce((sum, count) => sum + count, 0);
  const wanted = new Set(layers.flatMap(({ classes }) => classes));
  const own = Object.entries(classCounts).reduce(
    (sum, [code, count]) => (wanted.has(Number(code)) ? sum + count : sum),
    0,
  );
  return all > 0 ? own / all : 0;
}

function intersection(a: Bounds, b: Bounds): Bounds {
  return {
    minE: Math.max(a.minE, b.minE),
    minN: Math.max(a.minN, b.minN),
    maxE: Math.min(a.maxE, b.maxE),
    maxN: Math.min(a.maxN, b.maxN),
  };
}

function areaOf({ minE, minN, maxE, maxN }: Bounds): number {
  return Math.max(0, maxE - minE) * Math.max(0, maxN - minN);
}
