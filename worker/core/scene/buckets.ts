/** Discs of the plane in square buckets: which of them may contain a place. Flat arrays, built in two passes. */

export interface Buckets {
  /** Where the candidates of the bucket at e, n begin and end in `ids`. */
  readonly starts: Uint32Array;
  readonly ids: Uint32Array;
  /** Index of the bucket of a place (clamped to the covered area); candidates are `ids[starts[b] … starts[b + 1])`. */
  at(e: number, n: number): number;
}

/** Sorts `count` discs into buckets of `sizeM` over [0, widthM] × [0, depthM]; `disc(i)` gives [e, n, radius]. */
export function createBuckets(
  area: { readonly widthM: number; readonly depthM: number; readonly sizeM: number },
  count: number,
  disc: (index: number) => readonly [number, number, number],
): Buckets {
  const { sizeM } = area;
  const cols = Math.ceil(area.widthM / sizeM);
  const rows = Math.ceil(area.depthM / sizeM);
  const clampCol = (e: number) => Math.min(cols - 1, Math.max(0, Math.floor(e / sizeM)));
  const clampRow = (n: number) => Math.min(rows - 1, Math.max(0, Math.floor(n / sizeM)));
  const visit = (index: number, act: (bucket: number) => void): void => {
    const [e, n, radius] = disc(index);
    for (let row = clampRow(n - radius); row <= clampRow(n + radius); row++) {
      for (let col = clampCol(e - radius); col <= clampCol(e + radius); col++) act(row * cols + col);
    }
  };
  const starts = new Uint32Array(cols * rows + 1);
  for (let i = 0; i < count; i++) visit(i, (bucket) => starts[bucket + 1]!++);
  for (let b = 0; b < cols * rows; b++) starts[b + 1]! += starts[b]!;
  const ids = new Uint32Array(starts[cols * rows]!);
  const next = starts.slice();
  for (let i = 0; i < count; i++) visit(i, (bucket) => (ids[next[bucket]!++] = i));
  return { starts, ids, at: (e, n) => clampRow(n) * cols + clampCol(e) };
}
