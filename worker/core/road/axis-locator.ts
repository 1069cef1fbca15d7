/** Distance and offset of many positions along the chords of an axis. Metres. */
import { GeometryError } from '../errors.ts';
import { type Bounds, EMPTY_BOUNDS, growBounds, uniteBounds } from '../geometry/bounds.ts';
import type { AxisPiece } from '../section/axis-pieces.ts';

/** Cells are at least this large: smaller ones cost more to fill than they save. */
const LEAST_CELL_M = 2;

export interface AxisFoot {
  readonly distanceM: number;
  /** Right positive. */
  readonly offsetM: number;
}

/** Finds the nearest chord of positions at most `reachM` away; positions beyond the two ends have no place. */
export class AxisLocator {
  readonly bounds: Bounds;
  private readonly pieces: readonly AxisPiece[];
  private readonly reachM: number;
  private readonly cellM: number;
  private readonly cells = new Map<number, number[]>();
  private readonly cols: number;

  /** @throws {GeometryError} without a chord */
  constructor(pieces: readonly AxisPiece[], reachM: number) {
    if (pieces.length === 0) throw new GeometryError('axis: expected a chord, got none');
    this.pieces = pieces;
    this.reachM = reachM;
    const around = pieces.reduce((sum, { segment: { fromE, fromN, toE, toN } }) => {
      const own = {
        minE: Math.min(fromE, toE),
        minN: Math.min(fromN, toN),
        maxE: Math.max(fromE, toE),
        maxN: Math.max(fromN, toN),
      };
      return uniteBounds(sum, own);
    }, EMPTY_BOUNDS);
    this.bounds = growBounds(around, reachM);
    this.cellM = Math.max(LEAST_CELL_M, reachM / 2);
    this.cols = Math.floor((this.bounds.maxE - this.bounds.minE) / this.cellM) + 1;
    for (const [i, piece] of pieces.entries()) this.register(i, piece);
  }

  private register(index: number, { segment: { fromE, fromN, toE, toN } }: AxisPiece): void {
    const { bounds, cellM, cols, cells, reachM } = this;
    const lengthM = Math.hypot(toE - fromE, toN - fromN);
    const steps = Math.max(1, Math.ceil(lengthM / cellM));
    const seen = new Set<number>();
    // boxes around parts of the chord no longer than a cell
    for (let k = 0; k < steps; k++) {
      const [e0, e1] = [fromE + (k / steps) * (toE - fromE), fromE + ((k + 1) / steps) * (toE - fromE)];
      const [n0, n1] = [fromN + (k / steps) * (toN - fromN), fromN + ((k + 1) / steps) * (toN - fromN)];
      const firstCol = Math.floor((Math.min(e0, e1) - reachM - bounds.minE) / cellM);
      const lastCol = Math.floor((Math.max(e0, e1) + reachM - bounds.minE) / cellM);
      const firstRow = Math.floor((Math.min(n0, n1) - reachM - bounds.minN) / cellM);
      const lastRow = Math.floor((Math.max(n0, n1) + reachM - bounds.minN) / cellM);
      for (let row = firstRow; row <= lastRow; row++) {
        for (let col = Math.max(0, firstCol); col <= Math.min(cols - 1, lastCol); col++) seen.add(row * cols + col);
      }
    }
    for (const cell of seen) {
      const list = cells.get(cell);
      if (list) list.push(index);
      else cells.set(cell, [index]);
    }
  }

  /** Null further away than the reach, and beyond an end. Outside a bend the offset is the way to it. */
  find(east: number, north: number): AxisFoot | null {
    const { bounds, cellM, cols, pieces, reachM } = this;
    const col = Math.floor((east - bounds.minE) / cellM);
    const row = Math.floor((north - bounds.minN) / cellM);
    if (!(col >= 0 && col < cols)) return null;
    const near = this.cells.get(row * cols + col);
    if (!near) return null;
    let best = -1;
    let [bestSquared, bestShare, bestAcross] = [reachM * reachM, 0, 0];
    let isBeyond = false;
    for (const i of near) {
      const { fromE, fromN, toE, toN } = pieces[i]!.segment;
      const [dE, dN] = [toE - fromE, toN - fromN];
      const squaredLength = dE * dE + dN * dN;
      const share = ((east - fromE) * dE + (north - fromN) * dN) / squaredLength;
      const held = Math.min(1, Math.max(0, share));
      const [awayE, awayN] = [east - fromE - held * dE, north - fromN - held * dN];
      const squared = awayE * awayE + awayN * awayN;
      // <=: something exactly at the reach is within it
      if (squared > bestSquared || (best >= 0 && squared === bestSquared)) continue;
      best = i;
      [bestSquared, bestShare] = [squared, held];
      bestAcross = ((east - fromE) * dN - (north - fromN) * dE) / Math.sqrt(squaredLength);
      isBeyond = (i === 0 && share < 0) || (i === pieces.length - 1 && share > 1);
    }
    if (best < 0 || isBeyond) return null;
    const { beginM, endM } = pieces[best]!;
    return {
      distanceM: beginM + bestShare * (endM - beginM),
      offsetM: Math.sign(bestAcross) * Math.sqrt(bestSquared),
    };
  }
}
