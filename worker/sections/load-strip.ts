/** Loads the points beside some segments until their TIN along the segments is that of all points. */
import { boundsTouch } from '#core/geometry/bounds.ts';
import { anyInside, circleOf, circlesTouch, type OpenCircles } from '#core/measure/settled-tin.ts';
import type { Segment } from '#core/section/cut-tin.ts';
import { NearLines } from '#core/section/near-lines.ts';
import type { PointColumns } from '#core/surface/point-columns.ts';
import { buildTin, longestEdgeSquared, type Tin } from '#core/surface/tin.ts';
import { type LoadLayerOptions, loadAllPoints, loadLayer, loadTin } from '../measuring/load-tin.ts';
import { extentOf, type PointSource } from '../measuring/surface-source.ts';

/** Strips on both sides of a section reach this many longest edges, and at most so far at first, metres. */
const EDGES_WIDE = 2;
const FIRST_REACH_M = 20;
/** With longer edges than that a strip is as wide as a box. */
const MAX_STRIP_EDGE_M = 40;

export interface Strip {
  /** Final wherever a segment crosses a triangle without an edge longer than `maxEdgeM`. */
  readonly tin: Tin;
  /** Every point near the segments, whatever its class; null when not asked for. */
  readonly all: PointColumns | null;
}

export interface StripOptions extends Pick<LoadLayerOptions, 'onProgress'> {
  readonly maxEdgeM: number;
  /** Points this far beside the segments are asked for, whatever their class; absent: none. */
  readonly pointsReachM?: number | undefined;
}

export async function loadStrip(
  source: PointSource,
  segments: readonly Segment[],
  { maxEdgeM, pointsReachM, onProgress }: StripOptions,
): Promise<Strip> {
  const [layer, ...others] = source.layers;
  if (!layer || others.length > 0 || maxEdgeM > MAX_STRIP_EDGE_M) {
    const near = new NearLines(segments, pointsReachM ?? 0);
    const { tin } = await loadTin(source, near.bounds, maxEdgeM, onProgress ? { onProgress } : {});
    const all = pointsReachM === undefined ? null : near.select(await loadAllPoints(source, near.bounds));
    return { tin, all };
  }
  const keep = layer.returns === 'first' ? 'highest' : 'lowest';
  // one pass over the file serves both, where the ground is told by its class alone
  const isOnePass = pointsReachM !== undefined && layer.returns === 'all';
  const axis = new NearLines(segments, 0);
  for (
    let reachM = Math.max(maxEdgeM, Math.min(EDGES_WIDE * maxEdgeM, FIRST_REACH_M), pointsReachM ?? 0);
    ;
    reachM *= 2
  ) {
    const near = new NearLines(segments, reachM);
    const options = { wants: near.touches.bind(near), ...(onProgress ? { onProgress } : {}) };
    const asked = isOnePass ? { ...layer, classes: null } : layer;
    const loaded = near.select(await loadLayer(source, asked, near.bounds, options));
    const tin = buildTin(isOnePass ? ofClasses(loaded, layer.classes) : loaded, keep);
    if (!(await isFinal(source, tin, { near, axis, maxEdgeM }))) continue;
    if (pointsReachM === undefined) return { tin, all: null };
    if (isOnePass) return { tin, all: loaded };
    const { heightShiftM } = layer;
    const everything = { items: source.items, classes: null, returns: 'all' as const, heightShiftM };
    return { tin, all: near.select(await loadLayer(source, everything, near.bounds, options)) };
  }
}

interface StripBox {
  /** Where every point was loaded. */
  readonly near: NearLines;
  /** The cells that the segments run through. */
  readonly axis: NearLines;
  readonly maxEdgeM: number;
}

/**
 * The strip is at least an edge wide on both sides, so every valid triangle of all points that a segment crosses is among
 * those here; one that is not of all points has a point in its circle, beyond the strip.
 */
async function isFinal(source: PointSource, tin: Tin, box: StripBox): Promise<boolean> {
  const circles = openCircles(source, tin, box);
  if (!circles) return false;
  if (circles.length === 0) return true;
  let [minE, minN, maxE, maxN] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < circles.length; i += 3) {
    const [e, n, radius] = [circles[i]!, circles[i + 1]!, circles[i + 2]!];
    minE = Math.min(minE, e - radius);
    minN = Math.min(minN, n - radius);
    maxE = Math.max(maxE, e + radius);
    maxN = Math.max(maxN, n + radius);
  }
  for (const layer of source.layers) {
    const wants = (node: Parameters<typeof circlesTouch>[1]) => circlesTouch(circles, node);
    const { east, north, count } = await loadLayer(source, layer, { minE, minN, maxE, maxN }, { wants });
    const outside: number[] = [];
    for (let i = 0; i < count; i++) if (!box.near.holds(east[i]!, north[i]!)) outside.push(i);
    const pick = (values: Float64Array) => Float64Array.from(outside, (i) => values[i]!);
    if (anyInside(circles, pick(east), pick(north))) return false;
  }
  return true;
}

/** Circles of valid triangles on the segments that reach out of the strip; null when one cannot be computed. */
function openCircles(source: PointSource, tin: Tin, { near, axis, maxEdgeM }: StripBox): OpenCircles | null {
  const { east, north, triangles } = tin;
  const data = extentOf(source.items);
  const open: number[] = [];
  for (let triangle = 0; 3 * triangle < triangles.length; triangle++) {
    if (longestEdgeSquared(tin, triangle) > maxEdgeM * maxEdgeM) continue;
    const [a, b, c] = [triangles[3 * triangle]!, triangles[3 * triangle + 1]!, triangles[3 * triangle + 2]!];
    const own = {
      minE: Math.min(east[a]!, east[b]!, east[c]!),
      minN: Math.min(north[a]!, north[b]!, north[c]!),
      maxE: Math.max(east[a]!, east[b]!, east[c]!),
      maxN: Math.max(north[a]!, north[b]!, north[c]!),
    };
    if (!axis.touches(own)) continue;
    const [e, n, radius] = circleOf(tin, triangle);
    if (!Number.isFinite(radius)) return null;
    if (near.holdsCircle(e, n, radius)) continue;
    const circle = { minE: e - radius, minN: n - radius, maxE: e + radius, maxN: n + radius };
    if (boundsTouch(circle, data)) open.push(e, n, radius);
  }
  return Float64Array.from(open);
}

function ofClasses(points: PointColumns, classes: readonly number[]): PointColumns {
  const wanted = new Uint8Array(256);
  for (const code of classes) wanted[code] = 1;
  const keep: number[] = [];
  for (let i = 0; i < points.count; i++) if (wanted[points.classification[i]!] === 1) keep.push(i);
  const pick = (values: Float64Array) => Float64Array.from(keep, (i) => values[i]!);
  return {
    count: keep.length,
    east: pick(points.east),
    north: pick(points.north),
    height: pick(points.height),
    classification: Uint8Array.from(keep, (i) => points.classification[i]!),
  };
}
