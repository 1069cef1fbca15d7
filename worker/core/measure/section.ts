/** The ground line of a cross-section. Definition and limits: section.md. The points beside it: corridor-points.ts. */
import type { Tin } from '../surface/tin.ts';
import { sampleTinAt } from '../surface/tin-surface.ts';
import { type Polyline, positionsAlong, stationsAlong } from './polyline.ts';

export interface GroundLine {
  /** Metres along the line: 0, step, 2·step … and exactly its end. */
  readonly distancesM: Float64Array;
  /** Metres; NaN where the surface has no data. */
  readonly elevationsM: Float64Array;
}

/** Height of a TIN along a line. Triangles with an edge longer than `maxEdgeM` in plan are no data. */
export function cutGroundLine(tin: Tin, line: Polyline, stepM: number, maxEdgeM: number): GroundLine {
  const distancesM = stationsAlong(line, stepM);
  return { distancesM, elevationsM: elevationsAt(tin, line, distancesM, maxEdgeM) };
}

/** Height of a TIN at distances along a line (ascending, metres); NaN is no data. */
export function elevationsAt(tin: Tin, line: Polyline, distancesM: Float64Array, maxEdgeM: number): Float64Array {
  const { east, north } = positionsAlong(line, distancesM);
  return sampleTinAt(tin, east, north, maxEdgeM);
}
