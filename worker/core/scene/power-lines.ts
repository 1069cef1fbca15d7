/** Overhead lines: a distribution line on poles along the road, and a transmission line across the valley. */
import { type Buckets, createBuckets } from './buckets.ts';
import type { EpochName, SceneGround } from './epoch-ground.ts';
import { roadNorth, SCENE_DEPTH_M, SCENE_WIDTH_M, TOWERS } from './layout.ts';
import { surfaceHeight } from './surface-grid.ts';

/** A mast: a round pole, or a lattice tower with three pairs of cross arms along `bearingRad`. */
export interface Mast {
  readonly kind: 'pole' | 'tower';
  readonly e: number;
  readonly n: number;
  readonly baseM: number;
  readonly heightM: number;
  readonly bearingRad: number;
}

/** One wire between two fixing points (heights above T.P.); it hangs as a parabola, the flat catenary. */
export interface Wire {
  readonly fromE: number;
  readonly fromN: number;
  readonly fromM: number;
  readonly toE: number;
  readonly toN: number;
  readonly toM: number;
  readonly sagM: number;
  /** 14 conductor, 13 shield wire. */
  readonly classification: number;
}

export interface PowerLines {
  readonly masts: readonly Mast[];
  readonly wires: readonly Wire[];
  /** Candidates are indices of masts. */
  readonly mastBuckets: Buckets;
  /** Candidates are pieces; `wireOfPiece` names the wire of each. */
  readonly pieceBuckets: Buckets;
  readonly wireOfPiece: Uint16Array;
}

const POLE = { spacingM: 36, offsetM: 5.4, heightM: 11.5, sagM: 0.55 } as const;
const TOWER = { heightM: 38, sagM: 9 } as const;
/** Heights of cross arms of a tower and half their length. */
export const TOWER_ARMS: readonly (readonly [heightM: number, halfLengthM: number])[] = [
  [25, 5.2],
  [30, 4.6],
  [35, 4],
];
const PIECE_M = 8;
/** Tangent of the largest scan angle, with room: how far beside its foot a ray meets something a metre up. */
const TILT = 0.29;

/** The lines of an epoch. Poles that the slide took, and the wires they carried, are missing after it. */
export function createPowerLines(ground: SceneGround, epoch: EpochName): PowerLines {
  const poles = polesAlongRoad(ground);
  const standing = (mast: Mast) =>
    epoch === 'before' ||
    Math.abs(surfaceHeight(ground.after, mast.e, mast.n) - surfaceHeight(ground.before, mast.e, mast.n)) < 0.05;
  const towers = TOWERS.map(([e, n]): Mast => tower(ground, e, n));
  const wires: Wire[] = [];
  for (let k = 0; k + 1 < poles.length; k++) {
    const [a, b] = [poles[k]!, poles[k + 1]!];
    if (standing(a) && standing(b)) wires.push(...spanBetweenPoles(a, b));
  }
  wires.push(...spanBetweenTowers(towers[0]!, towers[1]!));
  return sorted([...poles.filter(standing), ...towers], wires);
}

function polesAlongRoad(ground: SceneGround): Mast[] {
  const poles: Mast[] = [];
  for (let e = 14; e < SCENE_WIDTH_M; e += POLE.spacingM) {
    const bearingRad = Math.atan2(roadNorth(e + 1) - roadNorth(e - 1), 2);
    const at = { e: e - POLE.offsetM * Math.sin(bearingRad), n: roadNorth(e) + POLE.offsetM * Math.cos(bearingRad) };
    const baseM = surfaceHeight(ground.before, at.e, at.n);
    poles.push({ kind: 'pole', ...at, baseM, heightM: POLE.heightM, bearingRad });
  }
  return poles;
}

function tower(ground: SceneGround, e: number, n: number): Mast {
  const [from, to] = TOWERS;
  const bearingRad = Math.atan2(to[1] - from[1], to[0] - from[0]) + Math.PI / 2;
  return { kind: 'tower', e, n, baseM: surfaceHeight(ground.before, e, n), heightM: TOWER.heightM, bearingRad };
}

/** Three wires on the cross arm and a telephone cable below. */
function spanBetweenPoles(a: Mast, b: Mast): Wire[] {
  const wire = (asideM: number, heightM: number): Wire => ({
    fromE: a.e - asideM * Math.sin(a.bearingRad),
    fromN: a.n + asideM * Math.cos(a.bearingRad),
    fromM: a.baseM + heightM,
    toE: b.e - asideM * Math.sin(b.bearingRad),
    toN: b.n + asideM * Math.cos(b.bearingRad),
    toM: b.baseM + heightM,
    sagM: POLE.sagM,
    classification: 14,
  });
  return [wire(-0.75, 10.6), wire(0, 10.9), wire(0.75, 10.6), wire(0.2, 7.6)];
}

/** Six conductors at the ends of the cross arms and a shield wire from top to top. */
function spanBetweenTowers(a: Mast, b: Mast): Wire[] {
  const wire = (asideM: number, heightM: number, sagM: number, classification: number): Wire => ({
    fromE: a.e + asideM * Math.cos(a.bearingRad),
    fromN: a.n + asideM * Math.sin(a.bearingRad),
    fromM: a.baseM + heightM,
    toE: b.e + asideM * Math.cos(b.bearingRad),
    toN: b.n + asideM * Math.sin(b.bearingRad),
    toM: b.baseM + heightM,
    sagM,
    classification,
  });
  const conductors = TOWER_ARMS.flatMap(([heightM, halfLengthM]) =>
    [-1, 1].map((side) => wire(side * halfLengthM, heightM - 1.2, TOWER.sagM, 14)),
  );
  return [...conductors, wire(0, TOWER.heightM, TOWER.sagM - 1.5, 13)];
}

/** Height of a wire at a share t of its span. */
export const wireHeight = (wire: Wire, t: number): number =>
  wire.fromM + t * (wire.toM - wire.fromM) - 4 * wire.sagM * t * (1 - t);

function sorted(masts: Mast[], wires: Wire[]): PowerLines {
  const area = { widthM: SCENE_WIDTH_M, depthM: SCENE_DEPTH_M, sizeM: 4 };
  const pieces = wires.flatMap((wire, index) => {
    const count = Math.ceil(Math.hypot(wire.toE - wire.fromE, wire.toN - wire.fromN) / PIECE_M);
    const reachM = PIECE_M / 2 + TILT * (wire.classification === 13 || wire.sagM > 1 ? 75 : 16);
    return Array.from({ length: count }, (_, k) => {
      const t = (k + 0.5) / count;
      const e = wire.fromE + t * (wire.toE - wire.fromE);
      const n = wire.fromN + t * (wire.toN - wire.fromN);
      return { index, disc: [e, n, reachM] as const };
    });
  });
  return {
    masts,
    wires,
    mastBuckets: createBuckets(area, masts.length, (i) => {
      const mast = masts[i]!;
      return [mast.e, mast.n, (mast.kind === 'tower' ? 6 : 1) + TILT * mast.heightM];
    }),
    pieceBuckets: createBuckets(area, pieces.length, (i) => pieces[i]!.disc),
    wireOfPiece: Uint16Array.from(pieces, (piece) => piece.index),
  };
}
