/** Heights of a shape's vertices on one surface, and the scatter of the points around them. Metres. */
import type { MeasuredVertex } from '#core/contract/measure.ts';
import type { Place } from '#core/dimension/lines.ts';
import { givenHeight, heightInTin, propagated, type VertexHeight } from '#core/dimension/vertex-height.ts';
import { type Bounds, growBounds } from '#core/geometry/bounds.ts';
import { scatterOfTin } from '#core/measure/point-scatter.ts';
import type { PointColumns } from '#core/surface/point-columns.ts';
import type { Tin } from '#core/surface/tin.ts';
import { loadTin } from '../measuring/load-tin.ts';
import type { PointSource } from '../measuring/surface-source.ts';

/** Points this far around a vertex tell the scatter. */
const SCATTER_REACH_M = 10;

/** A vertex of the request. */
export interface ShapeVertex {
  readonly east: number;
  readonly north: number;
  /** As the request has it; null is none. */
  readonly givenM: number | null;
}

/** A TIN that is final around some vertices. */
export interface VertexTin {
  readonly tin: Tin;
  readonly points: PointColumns;
}

export interface ShapeHeights {
  readonly vertices: readonly ShapeVertex[];
  /** What the measurement uses. */
  readonly used: readonly (VertexHeight | null)[];
  /** Of the TIN. */
  readonly surface: readonly (VertexHeight | null)[];
  readonly isGiven: readonly boolean[];
  /** null where too few points tell. */
  readonly sigmaM: number | null;
}

/** The TIN around one position, final there. */
export async function tinAround(
  source: PointSource,
  { east, north }: { readonly east: number; readonly north: number },
  maxEdgeM: number,
): Promise<VertexTin> {
  const box = { minE: east, minN: north, maxE: east, maxN: north };
  return await loadTin(source, box, maxEdgeM, { isAlone: true });
}

/** @param tins one for each vertex, or one for all */
export function heightsOf(
  vertices: readonly ShapeVertex[],
  tins: readonly VertexTin[],
  { maxEdgeM, heights }: { readonly maxEdgeM: number; readonly heights: 'given' | 'surface' },
): ShapeHeights {
  const surface = vertices.map(({ east, north }, i) => {
    const { tin } = tins[Math.min(i, tins.length - 1)]!;
    return heightInTin(tin, east, north, maxEdgeM);
  });
  const isGiven = vertices.map(({ givenM }) => heights === 'given' && givenM !== null);
  const used = vertices.map(({ givenM }, i) => (isGiven[i] ? givenHeight(givenM!, `vertex ${i}`) : surface[i]!));
  return { vertices, used, surface, isGiven, sigmaM: scatterAround(vertices, tins, maxEdgeM) };
}

/** Pooled over the TINs. */
function scatterAround(vertices: readonly ShapeVertex[], tins: readonly VertexTin[], maxEdgeM: number): number | null {
  let [count, squares] = [0, 0];
  for (const [i, { tin }] of tins.entries()) {
    const box = tins.length === 1 ? boxOf(vertices) : boxOf([vertices[i]!]);
    const { sigmaM, sampleCount } = scatterOfTin(tin, growBounds(box, SCATTER_REACH_M), maxEdgeM);
    count += sampleCount;
    squares += sampleCount * sigmaM * sigmaM;
  }
  return count === 0 ? null : Math.sqrt(squares / count);
}

export function boxOf(vertices: readonly Pick<ShapeVertex, 'east' | 'north'>[]): Bounds {
  return {
    minE: Math.min(...vertices.map(({ east }) => east)),
    minN: Math.min(...vertices.map(({ north }) => north)),
    maxE: Math.max(...vertices.map(({ east }) => east)),
    maxN: Math.max(...vertices.map(({ north }) => north)),
  };
}

/** A vertex with the height that counts. */
export function placesOf({ vertices, used }: ShapeHeights): Place[] {
  return vertices.map(({ east, north }, i) => ({ east, north, heightM: used[i]?.heightM ?? null }));
}

/** null where a height or the scatter is not known. */
export function errorOf(
  { used, sigmaM }: ShapeHeights,
  which: readonly number[],
  gradient: readonly number[],
): number | null {
  const heights = which.flatMap((i) => used[i] ?? []);
  return sigmaM === null || heights.length < which.length ? null : propagated(heights, gradient, sigmaM);
}

/** Points that the heights of the vertices rest on. */
export function pointsUnder({ used }: ShapeHeights): number {
  return new Set(used.flatMap((height) => (height ? [...height.weights.keys()] : []))).size;
}

export function vertexAnswers(heights: ShapeHeights, unitM: number): MeasuredVertex[] {
  return heights.vertices.map(({ east, north }, i) => {
    const height = heights.used[i] ?? null;
    return {
      position: [east / unitM, north / unitM],
      heightM: height?.heightM ?? null,
      heightFrom: height === null ? null : heights.isGiven[i] ? 'given' : 'surface',
      surfaceHeightM: heights.surface[i]?.heightM ?? null,
      standardErrorM: errorOf(heights, [i], [1]),
    };
  });
}
