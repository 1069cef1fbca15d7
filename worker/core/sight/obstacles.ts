/** What a request puts on the ground or takes away before it looks: boxes over polygons, heights instead of the surface, bare ground. Metres. */
import { type Polygon, polygonHolds, ringsOf } from '../geometry/polygon.ts';
import type { Segment } from '../section/cut-tin.ts';
import type { Raster } from '../surface/raster.ts';
import { BARED, PLACED } from './placed-source.ts';
import { clipPart, replaceStretch, type SightLine, type SightPart, type Stretch } from './sight-line.ts';

export interface Obstacle {
  readonly polygon: Polygon;
  /** Elevation of its top. */
  readonly topM: number;
  /** `over`: the surface is at least so high; `instead`: exactly, lower too. */
  readonly kind: 'over' | 'instead';
}

/** The stretches of a segment inside a polygon, distances from its beginning. */
export function stretchesInside(polygon: Polygon, { fromE, fromN, toE, toN }: Segment): Stretch[] {
  const [dE, dN] = [toE - fromE, toN - fromN];
  const lengthM = Math.hypot(dE, dN);
  const shares = [0, 1];
  for (const { east, north } of ringsOf(polygon)) {
    for (let i = 0; i < east.length; i++) {
      const j = (i + 1) % east.length;
      const [aE, aN, bE, bN] = [east[i]!, north[i]!, east[j]!, north[j]!];
      const cross = dE * (bN - aN) - dN * (bE - aE);
      if (cross === 0) continue;
      const share = ((aE - fromE) * (bN - aN) - (aN - fromN) * (bE - aE)) / cross;
      const onEdge = ((aE - fromE) * dN - (aN - fromN) * dE) / cross;
      if (share > 0 && share < 1 && onEdge >= 0 && onEdge <= 1) shares.push(share);
    }
  }
  shares.sort((a, b) => a - b);
  const inside: [number, number][] = [];
  for (let i = 0; i + 1 < shares.length; i++) {
    const [a, b] = [shares[i]!, shares[i + 1]!];
    if (b - a < 1e-12) continue;
    const middle = (a + b) / 2;
    if (!polygonHolds(polygon, fromE + middle * dE, fromN + middle * dN)) continue;
    const last = inside.at(-1);
    if (last && last[1] === a * lengthM) last[1] = b * lengthM;
    else inside.push([a * lengthM, b * lengthM]);
  }
  return inside;
}

/** @param index tells the obstacles apart in the parts' source */
export function placeOnLine(
  line: SightLine,
  segment: Segment,
  { polygon, topM, kind }: Obstacle,
  index: number,
): SightLine {
  return stretchesInside(polygon, segment).reduce((now, stretch) => {
    const [from, to] = stretch;
    const box: SightPart = {
      source: PLACED - index,
      along: Float64Array.of(from, to),
      height: Float64Array.of(topM, topM),
    };
    return replaceStretch(now, stretch, kind === 'instead' ? [box] : higherOf(now, box));
  }, line);
}

/** A level box, and the surface where it stands out of it. */
function higherOf(line: SightLine, box: SightPart): SightPart[] {
  const [from, to] = [box.along[0]!, box.along[1]!];
  const top = box.height[0]!;
  const pieces: SightPart[] = [];
  let done = from;
  const boxUntil = (at: number) => {
    const piece = clipPart(box, done, at);
    if (piece) pieces.push(piece);
  };
  for (const part of line.parts) {
    const own = clipPart(part, from, to);
    if (!own) continue;
    for (const piece of above(own, top)) {
      boxUntil(piece.along[0]!);
      pieces.push(piece);
      done = piece.along.at(-1)!;
    }
  }
  boxUntil(to);
  return pieces;
}

/** The stretches of a part above a level, cut where it passes it. */
function above({ source, along, height }: SightPart, levelM: number): SightPart[] {
  const found: SightPart[] = [];
  let [at, heights]: [number[], number[]] = [[], []];
  const end = () => {
    if (at.length > 1 && at.at(-1)! > at[0]!) {
      found.push({ source, along: Float64Array.from(at), height: Float64Array.from(heights) });
    }
    [at, heights] = [[], []];
  };
  const add = (place: number, value: number) => {
    at.push(place);
    heights.push(value);
  };
  for (let i = 0; i + 1 < along.length; i++) {
    const [a, b, ha, hb] = [along[i]!, along[i + 1]!, height[i]!, height[i + 1]!];
    const crossing = a + ((levelM - ha) / (hb - ha)) * (b - a);
    if (ha > levelM && at.length === 0) add(a, ha);
    if (ha <= levelM && hb > levelM) add(b > a ? crossing : a, levelM);
    if (hb > levelM) add(b, hb);
    else if (ha > levelM) {
      add(b > a ? crossing : b, levelM);
      end();
    }
  }
  end();
  return found;
}

/** The bare ground where something was removed. @param ground along the same segment */
export function bareOnLine(line: SightLine, segment: Segment, polygon: Polygon, ground: SightLine): SightLine {
  return stretchesInside(polygon, segment).reduce((now, stretch) => {
    const own = ground.parts.flatMap((part) => {
      const piece = clipPart(part, ...stretch);
      return piece ? [{ ...piece, source: BARED }] : [];
    });
    return replaceStretch(now, stretch, own);
  }, line);
}

/** The same on a grid: a node is inside when it stands in the polygon. Changes `heights`. */
export function placeOnRaster({ originE, originN, stepM, cols, rows, heights }: Raster, obstacle: Obstacle): void {
  eachInside(obstacle.polygon, { originE, originN, stepM, cols, rows }, (node) => {
    const height = heights[node]!;
    heights[node] = obstacle.kind === 'instead' || !(height > obstacle.topM) ? obstacle.topM : height;
  });
}

export function bareOnRaster(raster: Raster, polygon: Polygon, ground: Raster): void {
  eachInside(polygon, raster, (node) => {
    raster.heights[node] = ground.heights[node]!;
  });
}

function eachInside(
  polygon: Polygon,
  { originE, originN, stepM, cols, rows }: Omit<Raster, 'heights'>,
  use: (node: number) => void,
): void {
  const { minE, minN, maxE, maxN } = polygon.bounds;
  const [firstCol, lastCol] = [
    Math.max(0, Math.ceil((minE - originE) / stepM)),
    Math.min(cols - 1, Math.floor((maxE - originE) / stepM)),
  ];
  const [firstRow, lastRow] = [
    Math.max(0, Math.ceil((minN - originN) / stepM)),
    Math.min(rows - 1, Math.floor((maxN - originN) / stepM)),
  ];
  for (let row = firstRow; row <= lastRow; row++) {
    for (let col = firstCol; col <= lastCol; col++) {
      if (polygonHolds(polygon, originE + col * stepM, originN + row * stepM)) use(row * cols + col);
    }
  }
}
