/** Gaps of a grid between heights that are not far apart, as below houses: straight lines over them. */

/**
 * An empty cell between known ones of its row or of its column, at most `reach` cells apart, gets the height of the straight line
 * between them; of both lines the mean, the shorter one counting more. Planes go on through a gap unchanged. Cells that have none
 * on two sides stay empty.
 * @param heights row by row, metres, NaN is no data; changed in place
 */
export function fillGaps(heights: Float32Array, cols: number, rows: number, reach: number): void {
  const sums = new Float64Array(heights.length);
  const weights = new Float64Array(heights.length);
  const along = (begin: number, count: number, stride: number) => {
    let last = -1;
    for (let i = 0; i < count; i++) {
      const height = heights[begin + i * stride]!;
      if (Number.isNaN(height)) continue;
      const gap = i - last;
      if (last >= 0 && gap > 1 && gap <= reach) {
        const from = heights[begin + last * stride]!;
        for (let k = 1; k < gap; k++) {
          const cell = begin + (last + k) * stride;
          sums[cell]! += (from + ((height - from) * k) / gap) / gap;
          weights[cell]! += 1 / gap;
        }
      }
      last = i;
    }
  };
  for (let row = 0; row < rows; row++) along(row * cols, cols, 1);
  for (let col = 0; col < cols; col++) along(col, rows, cols);
  for (let cell = 0; cell < heights.length; cell++) {
    if (weights[cell]! > 0) heights[cell] = sums[cell]! / weights[cell]!;
  }
}
