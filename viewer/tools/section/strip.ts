/**
 * The strip of a section as the picture has it now: points in the browser's memory beside the line, at once. An estimate: what
 * is loaded depends on the camera. The server's answer takes every point. Pure.
 */
import { type Polyline, placeOnLine, polylineOf } from '#core/measure/polyline.ts';
import type { LoadedPoints } from '../../state/map-view.ts';
import type { SitePosition } from '../../state/site-frame.ts';

export interface LiveStrip {
  readonly lengthM: number;
  readonly widthM: number;
  readonly distanceM: readonly number[];
  /** Right of the line positive. */
  readonly offsetM: readonly number[];
  readonly elevationM: readonly number[];
  readonly class: readonly number[];
  /** Index into `collections`. */
  readonly from: readonly number[];
  readonly collections: readonly string[];
  /** Loaded points in the strip; those in the lists are an even part of them. */
  readonly total: number;
}

/** Points of one drawing. */
const MAX_LIVE_POINTS = 20_000;

/** The line of vertices in plan; null while there are no two distinct ones. */
export function lineOf(vertices: readonly SitePosition[]): Polyline | null {
  const distinct = vertices.some(({ east, north }) => east !== vertices[0]?.east || north !== vertices[0]?.north);
  return distinct ? polylineOf(vertices.map(({ east, north }) => [east, north] as const)) : null;
}

/** The loaded points at most half of `widthM` from the line, placed as the process `cross-section` places them. */
export function liveStrip(
  nodes: Iterable<LoadedPoints>,
  vertices: readonly SitePosition[],
  widthM: number,
  most = MAX_LIVE_POINTS,
): LiveStrip | null {
  const line = lineOf(vertices);
  if (!line) return null;
  const reachM = widthM / 2;
  const collector = new Sample(most);
  const collections: string[] = [];
  for (const node of nodes) {
    if (!touches(line, boxOf(node), reachM)) continue;
    let from = collections.indexOf(node.collection);
    if (from < 0) from = collections.push(node.collection) - 1;
    collectNode(node, from, line, reachM, collector);
  }
  return { lengthM: line.lengthM, widthM, ...collector.columns(), collections, total: collector.total };
}

function collectNode(node: LoadedPoints, from: number, line: Polyline, reachM: number, sample: Sample): void {
  const { position, classOf, origin, count } = node;
  const [originE, originN, originH] = origin;
  for (let i = 0; i < count; i++) {
    const east = (position[3 * i] as number) + originE;
    const north = (position[3 * i + 1] as number) + originN;
    if (!isNear(line, east, north, reachM)) continue;
    const place = placeOnLine(line, east, north);
    if (!place || Math.abs(place.offsetM) > reachM) continue;
    const elevationM = (position[3 * i + 2] as number) + originH;
    sample.add(place.distanceM, place.offsetM, elevationM, classOf(i), from);
  }
}

/** Whether a place lies in the slab of any segment: a cheap test before the exact one. */
function isNear({ east, north, distance }: Polyline, e: number, n: number, reachM: number): boolean {
  for (let i = 0; i + 1 < east.length; i++) {
    const [fromE, fromN] = [east[i] as number, north[i] as number];
    const [dE, dN] = [(east[i + 1] as number) - fromE, (north[i + 1] as number) - fromN];
    const length = (distance[i + 1] as number) - (distance[i] as number);
    const across = ((e - fromE) * dN - (n - fromN) * dE) / length;
    if (across > reachM || across < -reachM) continue;
    const along = ((e - fromE) * dE + (n - fromN) * dN) / length;
    if (along >= -reachM && along <= length + reachM) return true;
  }
  return false;
}

/** West, south, east, north of a node's points. */
type Box = readonly [number, number, number, number];
const boxes = new WeakMap<Float32Array, Box>();

/** Found once a node. */
function boxOf({ position, origin: [originE, originN], count }: LoadedPoints): Box {
  const kept = boxes.get(position);
  if (kept) return kept;
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < count; i++) {
    const [x, y] = [position[3 * i] as number, position[3 * i + 1] as number];
    if (x < west) west = x;
    if (x > east) east = x;
    if (y < south) south = y;
    if (y > north) north = y;
  }
  const box = [west + originE, south + originN, east + originE, north + originN] as const;
  boxes.set(position, box);
  return box;
}

/** Whether the circle around a box reaches the strip. */
function touches(line: Polyline, [west, south, east, north]: Box, reachM: number): boolean {
  if (!(west <= east)) return false;
  const radius = Math.hypot(east - west, north - south) / 2;
  return isNear(line, (west + east) / 2, (south + north) / 2, reachM + radius);
}

/** An even part of what is added: when there is too much, every second one goes. */
class Sample {
  total = 0;
  private every = 1;
  private readonly lists: [number[], number[], number[], number[], number[]] = [[], [], [], [], []];
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  add(...values: [distanceM: number, offsetM: number, elevationM: number, code: number, from: number]): void {
    if (this.total++ % this.every !== 0) return;
    for (const [k, list] of this.lists.entries()) list.push(values[k] as number);
    if (this.lists[0].length <= this.most) return;
    this.every *= 2;
    for (const list of this.lists) {
      const kept = list.filter((_, i) => i % 2 === 0);
      list.length = 0;
      for (const value of kept) list.push(value);
    }
  }

  columns() {
    const [distanceM, offsetM, elevationM, code, from] = this.lists;
    return { distanceM, offsetM, elevationM, class: code, from };
  }
}

/** Stretches of one ground line. */
const MAX_BINS = 160;

/**
 * A rough ground line of one collection: the mean height of its points of the classes in each piece of the line; parts end
 * where more than `gapM` has no points.
 */
export function stripLine(
  strip: LiveStrip,
  from: number,
  { classes, stepM, gapM }: { readonly classes: readonly number[]; readonly stepM: number; readonly gapM: number },
): (readonly [number, number])[][] {
  const binM = Math.max(stepM, strip.lengthM / MAX_BINS);
  const bins = Math.max(1, Math.ceil(strip.lengthM / binM));
  const [sums, counts, places] = [new Float64Array(bins), new Uint32Array(bins), new Float64Array(bins)];
  for (const [i, distanceM] of strip.distanceM.entries()) {
    if (strip.from[i] !== from || !classes.includes(strip.class[i] ?? -1)) continue;
    const bin = Math.min(bins - 1, Math.floor(distanceM / binM));
    sums[bin] = (sums[bin] as number) + (strip.elevationM[i] as number);
    places[bin] = (places[bin] as number) + distanceM;
    counts[bin] = (counts[bin] as number) + 1;
  }
  const parts: (readonly [number, number])[][] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (let bin = 0; bin < bins; bin++) {
    const count = counts[bin] as number;
    if (count === 0) continue;
    const at = (places[bin] as number) / count;
    if (at - last > Math.max(gapM, 2 * binM)) parts.push([]);
    parts.at(-1)?.push([at, (sums[bin] as number) / count]);
    last = at;
  }
  return parts.filter((part) => part.length > 1);
}

/** The strip in plan: a rectangle a segment, subdivided along it; with the distance of each corner along the line. */
export function stripRings(
  vertices: readonly SitePosition[],
  widthM: number,
  pieces: number,
): { readonly east: number; readonly north: number; readonly height: number; readonly distanceM: number }[][] {
  let beganM = 0;
  return vertices.slice(1).flatMap((to, i) => {
    const from = vertices[i] as SitePosition;
    const [dE, dN] = [to.east - from.east, to.north - from.north];
    const lengthM = Math.hypot(dE, dN);
    if (lengthM === 0) return [];
    const [rightE, rightN] = [((dN / lengthM) * widthM) / 2, ((-dE / lengthM) * widthM) / 2];
    const side = (sign: 1 | -1) =>
      Array.from({ length: pieces + 1 }, (_, piece) => {
        const part = piece / pieces;
        return {
          east: from.east + part * dE + sign * rightE,
          north: from.north + part * dN + sign * rightN,
          height: from.height + part * (to.height - from.height),
          distanceM: beganM + part * lengthM,
        };
      });
    const ring = [...side(1), ...side(-1).reverse()];
    beganM += lengthM;
    return [ring];
  });
}

/** The vertices moved across the line, right of its chord positive. */
export function shiftedAcross(vertices: readonly SitePosition[], byM: number): SitePosition[] {
  const [first, last] = [vertices[0], vertices.at(-1)];
  if (!first || !last) return [];
  const [dE, dN] = [last.east - first.east, last.north - first.north];
  const lengthM = Math.hypot(dE, dN);
  if (lengthM === 0) return [...vertices];
  const [rightE, rightN] = [(dN / lengthM) * byM, (-dE / lengthM) * byM];
  return vertices.map(({ east, north, height }) => ({ east: east + rightE, north: north + rightN, height }));
}
