/**
 * The road of the scene as engineers would hand it over: BP, two points of intersection with clothoid – arc – clothoid, EP, and heights with two
 * vertical curves. Its numbers were fitted to the road's axis (largest difference first), then rounded as designs are: it
 * stays within 0.06 m of the axis in plan and 0.01 m in height.
 */
import type { Alignment } from '../alignment/alignment.ts';
import { alignmentFromPoints } from '../alignment/from-points.ts';
import { axisPlace, stationOffset } from '../alignment/place-on-axis.ts';
import { profileElevation } from '../alignment/vertical.ts';
import type { EpochName, SceneGround } from './epoch-ground.ts';
import { type Point, ROAD, roadGrade, roadHeight, roadOffset, SCENE_EXTENT } from './layout.ts';
import { createPowerLines, type Wire, wireHeight } from './power-lines.ts';
import { surfaceHeight } from './surface-grid.ts';

export const ALIGNMENT_FILE = 'alignment.xml';
export const ALIGNMENT_NAME = '市道 谷線';

const { minE, minN } = SCENE_EXTENT;
const at = (e: number, n: number) => ({ east: minE + e, north: minN + n });

/** The alignment in EPSG:6676, from west to east; its stations begin at NO.0. */
export function roadAlignment(): Alignment {
  const axis = alignmentFromPoints({
    name: ALIGNMENT_NAME,
    points: [
      at(8, 116.91),
      { ...at(150.13, 152.11), radiusM: 420, clothoidInM: 210, clothoidOutM: 275 },
      { ...at(504.83, 98.91), radiusM: 430, clothoidInM: 260, clothoidOutM: 90 },
      at(592, 114.09),
    ],
  });
  const profile = [
    { distanceM: 0, elevationM: 200.69, curveLengthM: 0 },
    { distanceM: 175, elevationM: 198.31, curveLengthM: 260 },
    { distanceM: 515, elevationM: 190.93, curveLengthM: 140 },
    { distanceM: axis.lengthM, elevationM: 189.65, curveLengthM: 0 },
  ];
  return { ...axis, profile };
}

export interface TruthAlignment {
  readonly file: string;
  readonly name: string;
  readonly lengthM: number;
  readonly startStationM: number;
  /** Largest distances between the alignment and the axis that the ground was made of, at whole metres along it. */
  readonly planDeviationM: number;
  readonly heightDeviationM: number;
}

export interface TruthRoad {
  readonly crossFallPercent: number;
  readonly pavedHalfWidthM: number;
  /** True grade of the road's axis beside places of the alignment, rising positive; of the first epoch. */
  readonly gradesAt: readonly { readonly distanceM: number; readonly percent: number }[];
}

export interface TruthWire {
  readonly epoch: EpochName;
  /** [east, north, height] of the fixing points. */
  readonly from: readonly [number, number, number];
  readonly to: readonly [number, number, number];
  readonly sagM: number;
  /** Least height above the ground of its epoch over the carriageway (±3.25 m of the alignment); null where it does not cross it. */
  readonly clearance: { readonly heightM: number; readonly distanceM: number; readonly offsetM: number } | null;
}

export function truthAlignment(alignment: Alignment): TruthAlignment {
  let [planDeviationM, heightDeviationM] = [0, 0];
  for (const distanceM of wholeMetres(alignment, 1)) {
    const { east, north } = axisPlace(alignment, distanceM);
    const [e, n] = [east - minE, north - minN];
    planDeviationM = Math.max(planDeviationM, Math.abs(roadOffset(e, n)));
    const designM = profileElevation(alignment.profile, distanceM)!;
    heightDeviationM = Math.max(heightDeviationM, Math.abs(designM - roadHeight(e)));
  }
  const { name, lengthM, startStationM } = alignment;
  return { file: ALIGNMENT_FILE, name, lengthM, startStationM, planDeviationM, heightDeviationM };
}

export function truthRoad(alignment: Alignment): TruthRoad {
  const gradesAt = wholeMetres(alignment, 10).map((distanceM) => ({
    distanceM,
    percent: 100 * roadGrade(axisPlace(alignment, distanceM).east - minE),
  }));
  return { crossFallPercent: 100 * ROAD.crossFall, pavedHalfWidthM: ROAD.pavedHalfWidthM, gradesAt };
}

const wholeMetres = ({ lengthM }: Alignment, stepM: number): number[] =>
  Array.from({ length: Math.floor(lengthM / stepM) + 1 }, (_, i) => i * stepM);

/** The wires of both epochs. */
export function truthWires(ground: SceneGround, alignment: Alignment): TruthWire[] {
  return (['before', 'after'] as const).flatMap((epoch) =>
    createPowerLines(ground, epoch).wires.map((wire) => ({
      epoch,
      from: inPlane([wire.fromE, wire.fromN], wire.fromM),
      to: inPlane([wire.toE, wire.toN], wire.toM),
      sagM: wire.sagM,
      clearance: clearanceOf(wire, ground, epoch, alignment),
    })),
  );
}

const inPlane = ([e, n]: Point, heightM: number) => [minE + e, minN + n, heightM] as const;

/** Steps along a wire: first to find the road, then over it. */
const COARSE_M = 1;
const FINE_M = 0.01;

function clearanceOf(wire: Wire, ground: SceneGround, epoch: EpochName, alignment: Alignment): TruthWire['clearance'] {
  const spanM = Math.hypot(wire.toE - wire.fromE, wire.toN - wire.fromN);
  const beside = (along: number) => {
    const t = along / spanM;
    const [e, n] = [wire.fromE + t * (wire.toE - wire.fromE), wire.fromN + t * (wire.toN - wire.fromN)];
    const place = stationOffset(alignment, minE + e, minN + n);
    if (!place) return null;
    return { ...place, heightM: wireHeight(wire, t) - surfaceHeight(ground[epoch], e, n) };
  };
  let lowest: TruthWire['clearance'] = null;
  for (let from = 0; from < spanM; from += COARSE_M) {
    const first = beside(from);
    if (!first || Math.abs(first.offsetM) > ROAD.pavedHalfWidthM + COARSE_M) continue;
    for (let k = 0; k < COARSE_M / FINE_M; k++) {
      const place = beside(Math.min(spanM, from + k * FINE_M));
      if (!place || Math.abs(place.offsetM) > ROAD.pavedHalfWidthM) continue;
      if (!lowest || place.heightM < lowest.heightM) lowest = place;
    }
  }
  return lowest;
}
