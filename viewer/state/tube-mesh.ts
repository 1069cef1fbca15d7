/** Triangles of tubes and of an excavation, for both views. Pure; metres of the site frame. */
import { type DigWalls, digCorners, type PipeTube } from './underground-view.ts';

/** Sides of a tube. */
export const TUBE_SIDES = 14;
/** Thinner ones would not be seen at all. */
const LEAST_RADIUS_M = 0.02;
/** Bends: the corner of a mitre is at most this many radii out. */
const MAX_MITRE = 3;
/** Courses of the walls, metres: a scale to read depths by. */
const COURSE_M = 0.5;

export interface ColouredMesh {
  /** Three a vertex, from `origin`. */
  readonly positions: Float64Array;
  /** Four a vertex, 0…255. */
  readonly colours: Uint8Array;
  readonly triangles: Uint32Array;
}

interface Growing {
  readonly positions: number[];
  readonly colours: number[];
  readonly triangles: number[];
}

type Vector = readonly [number, number, number];
const minus = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const unit = (a: Vector): Vector => {
  const length = Math.hypot(...a);
  return length > 0 ? [a[0] / length, a[1] / length, a[2] / length] : [0, 0, 0];
};

/** Where the light comes from: up, a little from the south-west. */
const LIGHT = unit([-0.4, -0.5, 1]);

export function tubeMesh(tubes: readonly PipeTube[], origin: Vector): ColouredMesh {
  const mesh: Growing = { positions: [], colours: [], triangles: [] };
  for (const tube of tubes) for (const part of tube.parts) addTube(mesh, tube, part, origin);
  return finished(mesh);
}

function addTube(mesh: Growing, { radiusM, colour, marked }: PipeTube, part: Float64Array, origin: Vector): void {
  const places: Vector[] = [];
  for (let i = 0; i + 2 < part.length; i += 3) {
    const place: Vector = [part[i]! - origin[0], part[i + 1]! - origin[1], part[i + 2]! - origin[2]];
    const last = places.at(-1);
    if (!last || Math.hypot(...minus(place, last)) > 1e-4) places.push(place);
  }
  if (places.length < 2) return;
  const radius = Math.max(LEAST_RADIUS_M, radiusM) * (marked ? 1.15 : 1);
  const first = mesh.positions.length / 3;
  for (const [i, place] of places.entries()) {
    const before = unit(minus(place, places[i - 1] ?? place));
    const after = unit(minus(places[i + 1] ?? place, place));
    const along = unit([before[0] + after[0], before[1] + after[1], before[2] + after[2]]);
    const way = Math.hypot(...along) > 0 ? along : after;
    // a ring in the plane that halves the bend; pipes never stand upright for long, so up is a safe second direction
    const side = unit(Math.abs(way[2]) > 0.99 ? cross([0, 1, 0], way) : cross([0, 0, 1], way));
    const up = cross(way, side);
    const leg = i === 0 ? after : before;
    // in the plane of the bend the ring is longer
    const stretch = Math.min(MAX_MITRE, 1 / Math.max(1e-6, dot(way, leg)));
    const bend = unit(minus(after, before));
    for (let k = 0; k < TUBE_SIDES; k++) {
      const angle = (2 * Math.PI * k) / TUBE_SIDES;
      const out: Vector = [
        side[0] * Math.cos(angle) + up[0] * Math.sin(angle),
        side[1] * Math.cos(angle) + up[1] * Math.sin(angle),
        side[2] * Math.cos(angle) + up[2] * Math.sin(angle),
      ];
      const inBend = dot(out, bend) * (stretch - 1);
      mesh.positions.push(
        place[0] + radius * (out[0] + inBend * bend[0]),
        place[1] + radius * (out[1] + inBend * bend[1]),
        place[2] + radius * (out[2] + inBend * bend[2]),
      );
      mesh.colours.push(...shaded(colour, 0.62 + 0.38 * dot(out, LIGHT), marked), 255);
    }
  }
  const ring = (i: number, k: number) => first + i * TUBE_SIDES + (k % TUBE_SIDES);
  for (let i = 0; i + 1 < places.length; i++) {
    for (let k = 0; k < TUBE_SIDES; k++) {
      mesh.triangles.push(ring(i, k), ring(i, k + 1), ring(i + 1, k));
      mesh.triangles.push(ring(i, k + 1), ring(i + 1, k + 1), ring(i + 1, k));
    }
  }
  // closed ends
  for (let k = 1; k + 1 < TUBE_SIDES; k++) {
    mesh.triangles.push(ring(0, 0), ring(0, k + 1), ring(0, k));
    const last = places.length - 1;
    mesh.triangles.push(ring(last, 0), ring(last, k), ring(last, k + 1));
  }
}

function shaded(colour: number, light: number, marked: boolean): [number, number, number] {
  const lift = marked ? 60 : 0;
  const part = (shift: number) => Math.round(Math.min(255, (((colour >> shift) & 255) + lift) * Math.min(1.1, light)));
  return [part(16), part(8), part(0)];
}

const [DARK_SOIL, LIGHT_SOIL, FLOOR] = [0x8d6e54, 0xa98a6d, 0x6f5a48];

/** Walls in courses of half a metre, counted from the floor, and the floor. */
export function digMesh({ box, rim, floorM }: DigWalls, origin: Vector): ColouredMesh {
  const mesh: Growing = { positions: [], colours: [], triangles: [] };
  const corner = (e: number, n: number, h: number, colour: number) => {
    mesh.positions.push(e - origin[0], n - origin[1], h - origin[2]);
    mesh.colours.push((colour >> 16) & 255, (colour >> 8) & 255, colour & 255, 255);
    return mesh.positions.length / 3 - 1;
  };
  const quad = (a: Vector, b: Vector, fromA: number, toA: number, fromB: number, toB: number, colour: number) => {
    const [p, q, r, s] = [
      corner(a[0], a[1], fromA, colour),
      corner(b[0], b[1], fromB, colour),
      corner(b[0], b[1], toB, colour),
      corner(a[0], a[1], toA, colour),
    ];
    mesh.triangles.push(p, q, r, p, r, s);
  };
  for (let i = 0; i + 5 < rim.length; i += 3) {
    const [a, b]: [Vector, Vector] = [
      [rim[i]!, rim[i + 1]!, rim[i + 2]!],
      [rim[i + 3]!, rim[i + 4]!, rim[i + 5]!],
    ];
    const courses = Math.max(1, Math.ceil((Math.max(a[2], b[2]) - floorM) / COURSE_M));
    for (let course = 0; course < courses; course++) {
      const [low, high] = [floorM + course * COURSE_M, floorM + (course + 1) * COURSE_M];
      const within = (top: number, level: number) => Math.max(floorM, Math.min(top, level));
      quad(
        a,
        b,
        within(a[2], low),
        within(a[2], high),
        within(b[2], low),
        within(b[2], high),
        course % 2 === 0 ? DARK_SOIL : LIGHT_SOIL,
      );
    }
  }
  const [p, q, r, s] = digCorners(box).map(([e, n]) => corner(e, n, floorM, FLOOR));
  mesh.triangles.push(p!, q!, r!, p!, r!, s!);
  return finished(mesh);
}

const finished = ({ positions, colours, triangles }: Growing): ColouredMesh => ({
  positions: Float64Array.from(positions),
  colours: Uint8Array.from(colours),
  triangles: Uint32Array.from(triangles),
});
