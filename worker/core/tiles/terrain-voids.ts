/** Terrain has no holes: what nobody measured gets a height that is honest from afar and smooth from near. */

/** Nodes over which measured ground runs out. */
const FADE_NODES = 10;

/**
 * Fills nodes without data: near measured ones with the mean of those around, fading to `levelM` within ten nodes.
 * @param heights row by row, `side` a row; changed in place
 * @param levelM height of a node that nobody measured anything near
 */
export function fillTerrainVoids(heights: Float64Array, side: number, levelM: (node: number) => number): void {
  let known = heights.map((height) => (Number.isNaN(height) ? 0 : 1));
  if (known.every((flag) => flag === 1)) return;
  if (known.every((flag) => flag === 0)) {
    for (let i = 0; i < heights.length; i++) heights[i] = levelM(i);
    return;
  }
  for (let ring = 1; ring < FADE_NODES; ring++) {
    const next = known.slice();
    const before = heights.slice();
    for (let row = 0; row < side; row++) {
      for (let col = 0; col < side; col++) {
        const at = row * side + col;
        if (known[at] === 1) continue;
        let [sum, count] = [0, 0];
        for (let dr = -1; dr <= 1; dr++) {
          for (let dc = -1; dc <= 1; dc++) {
            const [r, c] = [row + dr, col + dc];
            if (r < 0 || c < 0 || r >= side || c >= side || known[r * side + c] === 0) continue;
            sum += before[r * side + c]!;
            count++;
          }
        }
        if (count === 0) continue;
        // the last ring stands at the level
        const share = 1 / (FADE_NODES - ring + 1);
        heights[at] = (sum / count) * (1 - share) + levelM(at) * share;
        next[at] = 1;
      }
    }
    known = next;
  }
  for (let i = 0; i < heights.length; i++) if (known[i] === 0) heights[i] = levelM(i);
}
