/** The ground below a shape, out of the points on the screen: the lowest of each cell, holes filled from their neighbours. Pure but for its input. */
import type { Points } from 'three';

export interface GroundGrid {
  /** Height in scene coordinates; null where no point is near. */
  heightAt(x: number, y: number): number | null;
}

export interface GroundBox {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

const MAX_CELLS = 384;
/** Finer than this the points of a picture stand too far apart. */
const FINEST_M = 0.5;
/** Cells that a hole is filled over. */
const FILL_CELLS = 24;

/** @param objects untransformed but for their place, as point-layers.ts makes them */
export function groundGrid(objects: readonly Points[], box: GroundBox): GroundGrid {
  const step = Math.max(FINEST_M, (box.maxX - box.minX) / MAX_CELLS, (box.maxY - box.minY) / MAX_CELLS);
  const cols = Math.max(1, Math.ceil((box.maxX - box.minX) / step) + 1);
  const rows = Math.max(1, Math.ceil((box.maxY - box.minY) / step) + 1);
  const lowest = new Float32Array(cols * rows).fill(Number.NaN);
  const [left, bottom] = [box.minX - step / 2, box.minY - step / 2];
  for (const points of objects) {
    const { array, count } = points.geometry.getAttribute('position');
    const m = points.matrixWorld.elements;
    const [dx, dy, dz] = [m[12]! - left, m[13]! - bottom, m[14]!];
    for (let at = 0; at < 3 * count; at += 3) {
      const col = Math.floor((array[at]! + dx) / step);
      const row = Math.floor((array[at + 1]! + dy) / step);
      if (col < 0 || row < 0 || col >= cols || row >= rows) continue;
      const z = array[at + 2]! + dz;
      const cell = row * cols + col;
      if (!(lowest[cell]! <= z)) lowest[cell] = z;
    }
  }
  fillHoles(lowest, cols, rows);
  const cellAt = (col: number, row: number) =>
    lowest[Math.min(rows - 1, Math.max(0, row)) * cols + Math.min(cols - 1, Math.max(0, col))]!;
  return {
    heightAt(x, y) {
      const [u, v] = [(x - box.minX) / step, (y - box.minY) / step];
      const [col, row] = [Math.floor(u), Math.floor(v)];
      const [fu, fv] = [u - col, v - row];
      let [sum, weights] = [0, 0];
      for (const [c, r, weight] of [
        [col, row, (1 - fu) * (1 - fv)],
        [col + 1, row, fu * (1 - fv)],
        [col, row + 1, (1 - fu) * fv],
        [col + 1, row + 1, fu * fv],
      ] as const) {
        const height = cellAt(c, r);
        if (Number.isNaN(height)) continue;
        sum += height * weight;
        weights += weight;
      }
      return weights > 1e-6 ? sum / weights : null;
    },
  };
}

/** Ring by ring the mean of the neighbours that are known. */
function fillHoles(lowest: Float32Array, cols: number, rows: number): void {
  let open = [...lowest.keys()].filter((cell) => Number.isNaN(lowest[cell]!));
  for (let round = 0; round < FILL_CELLS && open.length > 0; round++) {
    const found: [cell: number, height: number][] = [];
    const left: number[] = [];
    for (const cell of open) {
      const [col, row] = [cell % cols, Math.floor(cell / cols)];
      let [sum, count] = [0, 0];
      for (const [c, r] of [
        [col - 1, row],
        [col + 1, row],
        [col, row - 1],
        [col, row + 1],
      ] as const) {
        const height = c < 0 || r < 0 || c >= cols || r >= rows ? Number.NaN : lowest[r * cols + c]!;
        if (Number.isNaN(height)) continue;
        sum += height;
        count++;
      }
      if (count > 0) found.push([cell, sum / count]);
      else left.push(cell);
    }
    if (found.length === 0) return;
    for (const [cell, height] of found) lowest[cell] = height;
    open = left;
  }
}
