/** Images half as large. */

export type Band = Float32Array | Uint8Array | Uint16Array | Int16Array;
export type Resampling = 'average' | 'nearest';

/**
 * Of each two by two pixels their mean, as far as they are data, or the north-western one. An odd last column or row stands
 * alone.
 */
export function halved<B extends Band>(
  band: B,
  cols: number,
  rows: number,
  noData: number | null,
  resampling: Resampling,
): B {
  const [outCols, outRows] = [Math.ceil(cols / 2), Math.ceil(rows / 2)];
  const half = new (band.constructor as new (size: number) => B)(outCols * outRows);
  const isWhole = !(band instanceof Float32Array);
  for (let row = 0, at = 0; row < outRows; row++) {
    for (let col = 0; col < outCols; col++, at++) {
      const first = 2 * row * cols + 2 * col;
      if (resampling === 'nearest') {
        half[at] = band[first]!;
        continue;
      }
      const colSpan = 2 * col + 1 < cols ? 2 : 1;
      const rowSpan = 2 * row + 1 < rows ? 2 : 1;
      let sum = 0;
      let count = 0;
      for (let dRow = 0; dRow < rowSpan; dRow++) {
        for (let dCol = 0; dCol < colSpan; dCol++) {
          const value = band[first + dRow * cols + dCol]!;
          if (Number.isNaN(value) || value === noData) continue;
          sum += value;
          count++;
        }
      }
      if (count === 0) half[at] = noData ?? Number.NaN;
      else half[at] = isWhole ? Math.round(sum / count) : sum / count;
    }
  }
  return half;
}
