/** From a platform and the ground to the finished surface, at a given height or at the one that a volume asks for (design.md). */
import { RequestError } from '#core/errors.ts';
import { type Bounds, boundsOf, growBounds, ringOf } from '../geometry/bounds.ts';
import { parsePolygon } from '../geometry/polygon.ts';
import type { CellTotals } from '../measure/cut-fill.ts';
import { prismoidalVolume } from '../measure/prismoidal.ts';
import type { Mesh } from '../surface/mesh.ts';
import { meshShape } from '../surface/surface-shape.ts';
import { buildDesignMesh, type DesignMesh, type DesignRules } from './design-mesh.ts';
import { findElevation, type Trial } from './find-elevation.ts';
import { GroundFacets, type GroundShape } from './ground-facets.ts';
import { heightRange, type Platform, raised, steepestEdge } from './platform.ts';
import { checkSlopeRule, leastGradient } from './slope-profile.ts';

/** What the height is solved for. `balance`: cut × C = fill. */
export type DesignTarget =
  | { readonly kind: 'balance'; readonly factor: number }
  | { readonly kind: 'fill'; readonly volumeM3: number }
  | { readonly kind: 'cut'; readonly volumeM3: number };

export interface DesignInput {
  readonly platform: Platform;
  readonly ground: GroundShape;
  readonly rules: DesignRules;
  /** The ground is known this far around the platform. */
  readonly reachM: number;
  /** Null: the platform stays at its height. */
  readonly target: DesignTarget | null;
  /** Greatest fill over the ground; null for any. */
  readonly maxHeightM: number | null;
}

export interface Design extends DesignMesh {
  /** How much the platform was raised. */
  readonly raisedM: number;
  /** Between the ground and the mesh, where both are. */
  readonly volume: CellTotals;
  /** Of the footprint. */
  readonly voidAreaM2: number;
}

/** The slopes reach further than the ground is known: to be tried again with more of it. */
export class ReachError extends Error {
  readonly cutOffRimM: number;

  constructor(cutOffRimM: number) {
    super(`${cutOffRimM.toFixed(1)} m of the slopes do not meet the ground within the reach`);
    this.name = 'ReachError';
    this.cutOffRimM = cutOffRimM;
  }
}

/** Volumes may be off their target by this, m³ … */
const TOLERANCE_M3 = 1;
/** … or by this share of it, whichever is larger. The search ends at a tenth of it. */
const TOLERANCE_SHARE = 1e-6;
const SEARCH_SHARE = 0.1;

/** Around a platform, where its slopes may reach; metres in the plane of the data. */
export function reachBounds({ originE, originN, rings }: Platform, reachM: number): Bounds {
  const { minE, minN, maxE, maxN } = boundsOf(
    rings.flatMap(({ x }) => [...x]),
    rings.flatMap(({ y }) => [...y]),
  );
  const box = {
    minE: originE + minE / 1000,
    minN: originN + minN / 1000,
    maxE: originE + maxE / 1000,
    maxN: originN + maxN / 1000,
  };
  return growBounds(box, reachM + 1);
}

/**
 * @throws {RequestError} INVALID_INPUT when the target cannot be reached, or the platform's edge is steeper than the slopes;
 *   NO_DATA without ground under the platform
 * @throws {ReachError} when the slopes reach further than `reachM`
 * @throws {LimitError} for a design of too many edges
 */
export function makeDesign(input: DesignInput): Design {
  const { platform, rules, reachM, target, maxHeightM } = input;
  checkRules(platform, rules);
  const { originE, originN } = platform;
  const ground = new GroundFacets(input.ground, originE, originN, reachBounds(platform, reachM));
  const build = (raisedM: number): Design => {
    const design = buildDesignMesh(raisedM === 0 ? platform : raised(platform, raisedM), ground, rules, reachM);
    if (design.cutOffRimM > 0) throw new ReachError(design.cutOffRimM);
    return { ...design, raisedM, ...volumeOf(design, input.ground) };
  };
  const design = target === null ? build(0) : solve(input, target, ground, build);
  const highestM = design.volume.maxDifferenceM ?? 0;
  if (maxHeightM !== null && highestM > maxHeightM + 1e-6) {
    const { fillM3 } = design.volume;
    throw new RequestError(
      'INVALID_INPUT',
      `maxHeightM: a fill of ${fillM3.toFixed(1)} m³ stands up to ${highestM.toFixed(2)} m over the ground; at most ${maxHeightM} m are allowed`,
      { fillM3, highestFillM: highestM, maxHeightM },
    );
  }
  return design;
}

function checkRules(platform: Platform, { fill, cut }: DesignRules): void {
  checkSlopeRule(fill, 'fillSlope');
  checkSlopeRule(cut, 'cutSlope');
  const steepest = steepestEdge(platform);
  const least = Math.min(leastGradient(fill), leastGradient(cut));
  if (steepest < least) return;
  throw new RequestError(
    'INVALID_INPUT',
    `the platform's edge rises by ${(100 * steepest).toFixed(1)} %; expected less than the side slopes with their berms (${(100 * least).toFixed(1)} %)`,
  );
}

function volumeOf({ mesh, footprintAreaM2 }: DesignMesh, ground: GroundShape): Pick<Design, 'volume' | 'voidAreaM2'> {
  const volume = meshVolume(mesh, ground);
  const rest = footprintAreaM2 - volume.coveredAreaM2;
  return { volume, voidAreaM2: rest > 1e-6 * footprintAreaM2 ? rest : 0 };
}

/** Exact volume between the ground and a mesh, wherever both have heights. */
export function meshVolume(mesh: Mesh, ground: GroundShape): CellTotals {
  const ring = ringOf(growBounds(boundsOf(mesh.east, mesh.north), 1));
  return prismoidalVolume(parsePolygon({ type: 'Polygon', coordinates: [ring] }), ground, meshShape(mesh));
}

function solve(
  { platform, maxHeightM }: DesignInput,
  target: DesignTarget,
  ground: GroundFacets,
  build: (raisedM: number) => Design,
): Design {
  const wanted = target.kind === 'balance' ? 0 : target.volumeM3;
  const { lowestM, highestM } = heightRange(platform);
  const under = groundUnder(platform, ground);
  // below the first nothing is filled, above the last nothing is cut
  const [nothingFilledM, nothingCutM] = [under.lowestM - highestM, under.highestM - lowestM];
  const found = findElevation<Design>({
    startM: (nothingFilledM + nothingCutM) / 2,
    stepM: Math.max(0.5, (nothingCutM - nothingFilledM) / 8),
    lowestM: target.kind === 'cut' ? null : nothingFilledM,
    highestM: target.kind === 'fill' ? null : nothingCutM,
    tolerance: SEARCH_SHARE * Math.max(TOLERANCE_M3, TOLERANCE_SHARE * wanted),
    evaluate: (atM) => {
      const result = build(atM);
      return { value: offTarget(target, result.volume), result };
    },
    unreached: (trial) => unreached(target, trial, maxHeightM),
  });
  return found.result;
}

function offTarget(target: DesignTarget, { cutM3, fillM3 }: CellTotals): number {
  if (target.kind === 'balance') return fillM3 - target.factor * cutM3;
  return target.kind === 'fill' ? fillM3 - target.volumeM3 : target.volumeM3 - cutM3;
}

function unreached(target: DesignTarget, { result }: Trial<Design>, maxHeightM: number | null): RequestError {
  const { cutM3, fillM3 } = result.volume;
  const wanted = target.kind === 'balance' ? `cut × ${target.factor} = fill` : `${target.kind} ${target.volumeM3} m³`;
  return new RequestError(
    'INVALID_INPUT',
    `solve: no height gives ${wanted}; the last one tried has cut ${cutM3.toFixed(1)} and fill ${fillM3.toFixed(1)} m³${maxHeightM === null ? '' : ` (maxHeightM ${maxHeightM})`}`,
    { cutM3, fillM3 },
  );
}

/** Lowest and highest corner of the ground's triangles around the platform. */
function groundUnder(platform: Platform, ground: GroundFacets) {
  const { minE, minN, maxE, maxN } = reachBounds(platform, -1);
  const { originE, originN } = platform;
  const box = { minE: minE - originE, minN: minN - originN, maxE: maxE - originE, maxN: maxN - originN };
  let [lowestM, highestM] = [Infinity, -Infinity];
  ground.touching(box, (t) => {
    for (let k = 0; k < 3; k++) {
      lowestM = Math.min(lowestM, ground.heights[3 * t + k]!);
      highestM = Math.max(highestM, ground.heights[3 * t + k]!);
    }
  });
  if (lowestM === Infinity) throw new RequestError('NO_DATA', 'there is no ground under the platform');
  return { lowestM, highestM };
}
