/** Echoes of what stops a pulse: roofs and walls, the bridge deck, machines, poles and towers. Wires let the rest pass. */
import type { Building, Buildings } from './buildings.ts';
import { ROOF, roofRise } from './buildings.ts';
import type { Echoes, Ray } from './echoes.ts';
import { brightness, type Light, SUN } from './light.ts';
import { type Mast, type PowerLines, TOWER_ARMS, wireHeight } from './power-lines.ts';
import type { Random } from './random.ts';

/** The beam is wider than a wire: an echo comes back when the middle of the beam passes this near. */
const WIRE_REACH_M = 0.09;
const POLE_RADIUS_M = 0.22;
/** Half the width of the beam on a roof, about. */
const SPLIT_BEAM_M = 0.28;

/** @returns true when the pulse ends here */
export function solidEcho(ray: Ray, buildings: Buildings, light: Light, echoes: Echoes, random: Random): boolean {
  const { starts, ids, at } = buildings.buckets;
  const bucket = at(ray.e, ray.n);
  for (let k = starts[bucket]!; k < starts[bucket + 1]!; k++) {
    if (buildingEcho(ray, buildings.list[ids[k]!]!, light, echoes, random)) return true;
  }
  return false;
}

function buildingEcho(ray: Ray, building: Building, light: Light, echoes: Echoes, random: Random): boolean {
  const cos = Math.cos(building.bearingRad);
  const sin = Math.sin(building.bearingRad);
  const footA = (ray.e - building.e) * cos + (ray.n - building.n) * sin;
  const footB = (ray.n - building.n) * cos - (ray.e - building.e) * sin;
  const leanA = ray.leanE * cos + ray.leanN * sin;
  const leanB = ray.leanN * cos - ray.leanE * sin;
  // two steps find where the ray meets the roof
  let rise = building.eavesM - ray.groundM;
  let [a, b] = [footA + leanA * rise, footB + leanB * rise];
  if (Math.abs(a) < building.halfLengthM && Math.abs(b) < building.halfWidthM) {
    rise = building.eavesM + roofRise(building, a, b) - ray.groundM;
    [a, b] = [footA + leanA * rise, footB + leanB * rise];
  }
  if (Math.abs(a) <= building.halfLengthM && Math.abs(b) <= building.halfWidthM) {
    addRoof(ray, building, a, b, rise, light, echoes, random);
    return true;
  }
  if (building.open) return false;
  return addWall(ray, building, { footA, footB, leanA, leanB }, light, echoes, random);
}

function addRoof(
  ray: Ray,
  building: Building,
  a: number,
  b: number,
  rise: number,
  light: Light,
  echoes: Echoes,
  random: Random,
): void {
  const { roof, pitch, bearingRad, halfLengthM, halfWidthM } = building;
  const towardsEnd = roof === ROOF.hip && halfLengthM - Math.abs(a) < halfWidthM - Math.abs(b);
  const [slopeA, slopeB] = towardsEnd ? [pitch * Math.sign(a), 0] : [0, pitch * Math.sign(b)];
  const slopeE = slopeA * Math.cos(bearingRad) - slopeB * Math.sin(bearingRad);
  const slopeN = slopeA * Math.sin(bearingRad) + slopeB * Math.cos(bearingRad);
  const facing = Math.max(0, SUN[2] + slopeE * SUN[0] + slopeN * SUN[1]) / Math.hypot(1, slopeE, slopeN);
  const sunlit = light.sunlit(ray.e + ray.leanE * rise, ray.n + ray.leanN * rise, ray.groundM + rise + 0.7);
  const ridge = roof !== ROOF.flat && Math.abs(b) < 0.18 ? 0.82 : 1;
  const shine = brightness(facing, sunlit) * ridge * (0.95 + 0.1 * random.next());
  const [r, g, bl] = building.roofRgb;
  echoes.add(rise, building.classification, 900 + 9 * (r + g + bl), r * shine, g * shine, bl * shine);
  const edgeM = Math.min(halfLengthM - Math.abs(a), halfWidthM - Math.abs(b));
  // at the edge of a roof a part of the beam goes on down the wall
  if (building.open || edgeM > SPLIT_BEAM_M) return;
  addWallEcho(ray, building, 0.3 + random.next() * (building.eavesM - ray.groundM - 0.5), light, echoes, random);
}

function addWallEcho(ray: Ray, building: Building, rise: number, light: Light, echoes: Echoes, random: Random): void {
  const [r, g, b] = building.wallRgb;
  const shine = (0.55 + 0.4 * light.sunlit(ray.e, ray.n, ray.groundM + rise)) * (0.92 + 0.16 * random.next());
  echoes.add(rise, building.classification, 1500, r * shine, g * shine, b * shine);
}

/** The ray passes under the eaves and meets the wall a little behind them. */
function addWall(
  ray: Ray,
  building: Building,
  way: { footA: number; footB: number; leanA: number; leanB: number },
  light: Light,
  echoes: Echoes,
  random: Random,
): boolean {
  const eaves = building.classification === 6 ? 0.1 : 0;
  const exit = (foot: number, lean: number, half: number): number => {
    if (Math.abs(foot) >= half) return -1;
    return lean === 0 ? Number.POSITIVE_INFINITY : (Math.sign(lean) * half - foot) / lean;
  };
  const throughA = exit(way.footA, way.leanA, building.halfLengthM - eaves);
  const throughB = exit(way.footB, way.leanB, building.halfWidthM - eaves);
  const rise = Math.min(throughA, throughB);
  if (rise < 0 || rise > building.eavesM - ray.groundM) return false;
  addWallEcho(ray, building, rise, light, echoes, random);
  return true;
}

/** Adds an echo of the first wire within reach of the beam. @returns whether there was one */
export function wireEcho(ray: Ray, lines: PowerLines, echoes: Echoes, random: Random): boolean {
  const { starts, ids, at } = lines.pieceBuckets;
  const bucket = at(ray.e, ray.n);
  for (let k = starts[bucket]!; k < starts[bucket + 1]!; k++) {
    const wire = lines.wires[lines.wireOfPiece[ids[k]!]!]!;
    const de = wire.toE - wire.fromE;
    const dn = wire.toN - wire.fromN;
    const length2 = de * de + dn * dn;
    let rise = (wire.fromM + wire.toM) / 2 - ray.groundM;
    let t = 0;
    for (let step = 0; step < 3; step++) {
      t = ((ray.e + ray.leanE * rise - wire.fromE) * de + (ray.n + ray.leanN * rise - wire.fromN) * dn) / length2;
      rise = wireHeight(wire, t) - ray.groundM;
    }
    if (t < 0 || t > 1 || rise < 2) continue;
    const e = ray.e + ray.leanE * rise - wire.fromE;
    const n = ray.n + ray.leanN * rise - wire.fromN;
    if (Math.abs(e * dn - n * de) > WIRE_REACH_M * Math.sqrt(length2)) continue;
    // aluminium on towers, insulated cable on poles
    const shade = (wire.sagM > 1 ? 128 : 62) + 34 * random.next();
    echoes.add(rise, wire.classification, 500 + 200 * random.next(), shade, shade, shade + 4);
    return true;
  }
  return false;
}

/** @returns true when the pulse ends at a pole or at a member of a tower */
export function mastEcho(ray: Ray, lines: PowerLines, echoes: Echoes, random: Random): boolean {
  const { starts, ids, at } = lines.mastBuckets;
  const bucket = at(ray.e, ray.n);
  for (let k = starts[bucket]!; k < starts[bucket + 1]!; k++) {
    const mast = lines.masts[ids[k]!]!;
    const rise = mast.kind === 'pole' ? poleRise(ray, mast) : towerRise(ray, mast, random);
    if (rise < 0) continue;
    const shade = (mast.kind === 'pole' ? 138 : 158) + 30 * random.next();
    echoes.add(rise, 15, 1300 + 500 * random.next(), shade, shade, shade - 4);
    return true;
  }
  return false;
}

/** Height above the ground where the ray passes nearest to the pole, −1 when it misses it. */
function poleRise(ray: Ray, mast: Mast): number {
  const de = mast.e - ray.e;
  const dn = mast.n - ray.n;
  const lean2 = ray.leanE ** 2 + ray.leanN ** 2;
  const topM = mast.baseM + mast.heightM - ray.groundM;
  const rise = Math.min(topM, Math.max(0, lean2 > 0 ? (de * ray.leanE + dn * ray.leanN) / lean2 : topM));
  const missM = Math.hypot(de - ray.leanE * rise, dn - ray.leanN * rise);
  return missM < POLE_RADIUS_M && rise > 0.3 ? rise : -1;
}

/** Legs, diagonals and cross arms, looked for from the top down in steps of half a metre. */
function towerRise(ray: Ray, mast: Mast, random: Random): number {
  const cos = Math.cos(mast.bearingRad);
  const sin = Math.sin(mast.bearingRad);
  const footM = mast.baseM - ray.groundM;
  for (let h = mast.heightM - 0.5 * random.next(); h > 0.5; h -= 0.5) {
    const rise = h + footM;
    const e = ray.e + ray.leanE * rise - mast.e;
    const n = ray.n + ray.leanN * rise - mast.n;
    const a = Math.abs(e * cos + n * sin);
    const b = Math.abs(n * cos - e * sin);
    if (a < 6 && b < 6 && isTowerMember(mast, h, a, b)) return rise;
  }
  return -1;
}

function isTowerMember(mast: Mast, h: number, a: number, b: number): boolean {
  for (const [armM, halfLengthM] of TOWER_ARMS) {
    if (Math.abs(h - armM) < 0.4 && a < halfLengthM && b < 0.5 * (1 - a / halfLengthM) + 0.18) return true;
  }
  const half = 0.45 + 3.1 * Math.max(0, 1 - h / (mast.heightM * 0.86));
  const [wide, narrow] = a > b ? [a, b] : [b, a];
  if (Math.abs(wide - half) > 0.16) return false;
  if (half - narrow < 0.3) return true;
  // a cross in each panel as high as the tower is wide there
  const panel = (h / (2.2 * half)) % 1;
  return Math.abs(narrow / half - Math.abs(2 * panel - 1)) < 0.16;
}
