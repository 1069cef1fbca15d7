/** An object at its new place: turned around its foot, moved in plan, its foot on the ground there. Metres. Pure. */

export interface ObjectMove {
  readonly fromE: number;
  readonly fromN: number;
  readonly toE: number;
  readonly toN: number;
  /** Clockwise, seen from above. */
  readonly turnDeg: number;
  /** What its heights rise by; 0 where the ground at either place is not known. */
  readonly riseM: number;
}

/** What takes a foot from the ground where it stands to the ground where it goes. */
export function riseBetween(groundM: number | null, newGroundM: number | null): number {
  return groundM === null || newGroundM === null ? 0 : newGroundM - groundM;
}

/** @param positions east, north, height, three a point @returns the same of the moved points */
export function movedPositions(positions: ArrayLike<number>, move: ObjectMove): Float64Array {
  const angle = (-move.turnDeg * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const moved = new Float64Array(positions.length);
  for (let at = 0; at < positions.length; at += 3) {
    const [e, n] = [positions[at]! - move.fromE, positions[at + 1]! - move.fromN];
    moved[at] = move.toE + cos * e - sin * n;
    moved[at + 1] = move.toN + sin * e + cos * n;
    moved[at + 2] = positions[at + 2]! + move.riseM;
  }
  return moved;
}
