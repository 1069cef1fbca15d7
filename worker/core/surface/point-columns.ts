/** Points as columns, the form in which they are measured. East, north and height in metres; parallel arrays. */
export interface PointColumns {
  readonly east: Float64Array;
  readonly north: Float64Array;
  readonly height: Float64Array;
  /** ASPRS class of each point. */
  readonly classification: Uint8Array;
  readonly count: number;
}

/** The points of both, those of `a` first; one of them itself when the other is empty. */
export function joinColumns(a: PointColumns, b: PointColumns): PointColumns {
  if (a.count === 0) return b;
  if (b.count === 0) return a;
  const join = (name: 'east' | 'north' | 'height') => {
    const joined = new Float64Array(a.count + b.count);
    joined.set(a[name]);
    joined.set(b[name], a.count);
    return joined;
  };
  const classification = new Uint8Array(a.count + b.count);
  classification.set(a.classification);
  classification.set(b.classification, a.count);
  return { count: a.count + b.count, east: join('east'), north: join('north'), height: join('height'), classification };
}

/** The points that are wanted, in their order. */
export function selectPoints(points: PointColumns, isWanted: (index: number) => boolean): PointColumns {
  const kept = new Uint32Array(points.count);
  let count = 0;
  for (let i = 0; i < points.count; i++) if (isWanted(i)) kept[count++] = i;
  const pick = (values: Float64Array) => {
    const picked = new Float64Array(count);
    for (let i = 0; i < count; i++) picked[i] = values[kept[i]!]!;
    return picked;
  };
  const classification = new Uint8Array(count);
  for (let i = 0; i < count; i++) classification[i] = points.classification[kept[i]!]!;
  return { count, east: pick(points.east), north: pick(points.north), height: pick(points.height), classification };
}
