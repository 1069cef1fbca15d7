/** Points as columns, the form in which they are measured. East, north and height in metres; parallel arrays. */
export interface PointColumns {
  readonly east: Float64Array;
  readonly north: Float64Array;
  readonly height: Float64Array;
  /** ASPRS class of each point. */
  readonly classification: Uint8Array;
  readonly count: number;
}

/** Copies the points that a test accepts, in their order. */
export function filterPoints(points: PointColumns, accepts: (pointIndex: number) => boolean): PointColumns {
  const kept: number[] = [];
  for (let i = 0; i < points.count; i++) if (accepts(i)) kept.push(i);
  return {
    east: Float64Array.from(kept, (i) => points.east[i]!),
    north: Float64Array.from(kept, (i) => points.north[i]!),
    height: Float64Array.from(kept, (i) => points.height[i]!),
    classification: Uint8Array.from(kept, (i) => points.classification[i]!),
    count: kept.length,
  };
}
