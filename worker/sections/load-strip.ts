/** Loads the points beside some segments until their TIN along the segments is that of all points. */
import { boundsTouch, uniteBounds } from '#core/geometry/bounds.ts';
import { anyInside, circleOf, circlesTouch, type OpenCircles } from '#core/measure/settled-tin.ts';
import { boundsOfSegments, type Segment, TinCutter } from '#core/section/cut-tin.ts';
import { maskHolds, NearLines } from '#core/section/near-lines.ts';
import { type PointColumns, selectPoints } from '#core/surface/point-columns.ts';
import { buildTin, type Tin } from '#core/surface/tin.ts';
import { type LoadLayerOptions, loadAllPoints, loadLayer, loadTin } from '../measuring/load-tin.ts';
import { extentOf, type PointSource } from '../measuring/surface-source.ts';

/** Points are loaded this many longest edges beside the segments. */
const LOADED_EDGES = 4;
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
    const all = pointsReachM === undefined ? null : await loadAllPoints(source, near.bounds);
    return { tin, all };
  }
  // one pass over the file serves both, where the ground is told by its class alone
  const isOnePass = pointsReachM !== undefined && layer.returns === 'all';
  const widestM = reachOfAll(source, segments);
  for (let reachM = Math.max(LOADED_EDGES * maxEdgeM, pointsReachM ?? 0); ; reachM *= 2) {
    const near = new NearLines(segments, reachM);
    const options = { wants: near.touches.bind(near), within: near.mask, ...(onProgress ? { onProgress } : {}) };
    const asked = isOnePass ? { ...layer, classes: null } : layer;
    const loaded = await loadLayer(source, asked, near.bounds, options);
    const ground = isOnePass ? ofClasses(loaded, layer.classes) : loaded;
    // a strip that holds all points has their TIN, whatever its circles
    const tin =
      (await settledTin(source, ground, { segments, near, reachM, maxEdgeM })) ??
      (reachM > widestM ? buildTin(ground, keepOf(source)) : null);
    if (!tin) continue;
    if (pointsReachM === undefined) return { tin, all: null };
    if (isOnePass) return { tin, all: loaded };
    const { heightShiftM } = layer;
    const everything = { items: source.items, classes: null, returns: 'all' as const, heightShiftM };
    return { tin, all: await loadLayer(source, everything, near.bounds, options) };
  }
}

/** Beside the segments nothing of the source is further away, metres. */
function reachOfAll({ items }: PointSource, segments: readonly Segment[]): number {
  const { minE, minN, maxE, maxN } = uniteBounds(extentOf(items), boundsOfSegments(segments));
  return Math.hypot(maxE - minE, maxN - minN);
}

const keepOf = ({ layers }: PointSource): 'highest' | 'lowest' =>
  layers.some(({ returns }) => returns === 'first') ? 'highest' : 'lowest';

interface LoadedStrip {
  readonly segments: readonly Segment[];
  /** Where every point was loaded. */
  readonly near: NearLines;
  readonly reachM: number;
  readonly maxEdgeM: number;
}

/**
 * The TIN of the points close to the segments: at least an edge wide on both sides, so that every valid triangle of all
 * points that a segment crosses is among its own; one that is not of all points has a point in its circle, further out.
 * @returns null when only a wider strip can tell
 */
async function settledTin(source: PointSource, ground: PointColumns, strip: LoadedStrip): Promise<Tin | null> {
  const { segments, near, reachM, maxEdgeM } = strip;
  const keep = keepOf(source);
  for (let ownM = maxEdgeM; ownM < reachM; ownM *= 2) {
    const inner = new NearLines(segments, ownM);
    const { mask } = inner;
    const tin = buildTin(
      selectPoints(ground, (i) => maskHolds(mask, ground.east[i]!, ground.north[i]!)),
      keep,
    );
    const open = openCircles(source, tin, inner, strip);
    if (open.length === 0) return tin;
    const outer = selectPoints(ground, (i) => !maskHolds(mask, ground.east[i]!, ground.north[i]!));
    if (anyInside(open, outer.east, outer.north)) continue;
    const beyond = open.filter((_, i) => {
      const at = i - (i % 3);
      return !near.holdsCircle(open[at]!, open[at + 1]!, open[at + 2]!);
    });
    return (await isEmptyBeyond(source, beyond, near)) ? tin : null;
  }
  return null;
}

/** Whether circles that reach out of the strip are empty there. */
async function isEmptyBeyond(source: PointSource, circles: OpenCircles, near: NearLines): Promise<boolean> {
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
    const points = await loadLayer(
      source,
      layer,
      { minE, minN, maxE, maxN },
      { wants: (node) => circlesTouch(circles, node) },
    );
    const outside = selectPoints(points, (i) => !near.holds(points.east[i]!, points.north[i]!));
    if (anyInside(circles, outside.east, outside.north)) return false;
  }
  return true;
}

/**
 * Circles of valid triangles on the segments that reach out of the TIN's own points. Slivers along straight borders, whose area
 * is nothing in rounded numbers, have none: a section is within them for nothing too.
 */
function openCircles(
  source: PointSource,
  tin: Tin,
  inner: NearLines,
  { segments, maxEdgeM }: LoadedStrip,
): OpenCircles {
  const data = extentOf(source.items);
  const cutter = new TinCutter(tin, maxEdgeM);
  const open: number[] = [];
  for (const segment of segments) {
    cutter.crossed(segment, (triangle) => {
      const [e, n, radius] = circleOf(tin, triangle);
      if (!Number.isFinite(radius) || inner.holdsCircle(e, n, radius)) return;
      const circle = { minE: e - radius, minN: n - radius, maxE: e + radius, maxN: n + radius };
      if (boundsTouch(circle, data)) open.push(e, n, radius);
    });
  }
  return Float64Array.from(open);
}

function ofClasses(points: PointColumns, classes: readonly number[]): PointColumns {
  const wanted = new Uint8Array(256);
  for (const code of classes) wanted[code] = 1;
  return selectPoints(points, (i) => wanted[points.classification[i]!] === 1);
}
