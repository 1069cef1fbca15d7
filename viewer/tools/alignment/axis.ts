/** The axis that was chosen: of a file, or drawn as points of intersection with their curves. Pure. */
import type { Alignment } from '#core/alignment/alignment.ts';
import { alignmentFromPoints, type IntersectionPoint } from '#core/alignment/from-points.ts';
import { axisPolyline } from '#core/alignment/place-on-axis.ts';
import type { SectionsRequest } from '../../api/sections.ts';
import type { SitePosition } from '../../state/site-frame.ts';
import type { DrawingState } from '../drawing/state.ts';

/** The curve at a point of intersection, metres; null is none. */
export interface CurveChoice {
  readonly radiusM: number | null;
  readonly clothoidInM: number | null;
  readonly clothoidOutM: number | null;
}

export const NO_CURVE: CurveChoice = { radiusM: null, clothoidInM: null, clothoidOutM: null };

export interface DrawnAxis {
  readonly drawing: DrawingState;
  /** By vertex; BP and EP have none. */
  readonly curves: readonly CurveChoice[];
  readonly name: string;
  readonly startStationM: number;
}

/** Largest distance of a chord on the screen from the axis. */
const CHORD_ERROR_M = 0.05;

const curveOf = ({ radiusM, clothoidInM, clothoidOutM }: CurveChoice) =>
  radiusM === null
    ? {}
    : {
        radiusM,
        ...(clothoidInM === null ? {} : { clothoidInM }),
        ...(clothoidOutM === null ? {} : { clothoidOutM }),
      };

/** The points with their curves; the ends have none, whatever stands there. */
function pointsOf({ drawing, curves }: DrawnAxis): { vertex: SitePosition; curve: Partial<IntersectionPoint> }[] {
  const last = drawing.vertices.length - 1;
  return drawing.vertices.map((vertex, index) => ({
    vertex,
    curve: index === 0 || index === last ? {} : curveOf(curves[index] ?? NO_CURVE),
  }));
}

/** The alignment of a request, in CRS units. */
export function drawnInput(axis: DrawnAxis, unitM: number): SectionsRequest['alignment'] {
  return {
    points: pointsOf(axis).map(({ vertex, curve }) => ({
      position: [vertex.east / unitM, vertex.north / unitM],
      ...curve,
    })),
    ...(axis.name.trim() === '' ? {} : { name: axis.name.trim() }),
    startStationM: axis.startStationM,
  };
}

export type AxisPreview =
  | { readonly alignment: Alignment; readonly line: readonly SitePosition[] }
  /** In the words of the geometry: which curve does not fit, by how much. */
  | { readonly problem: string };

let lastPreview: { axis: DrawnAxis; preview: AxisPreview } | null = null;

/** The drawn axis with its curves as it will be cut; heights between the vertices. The last one is kept: it is asked for at every picture. */
export function previewAxis(axis: DrawnAxis): AxisPreview {
  const kept = lastPreview;
  if (kept && kept.axis.drawing.vertices === axis.drawing.vertices && kept.axis.curves === axis.curves) {
    return kept.preview;
  }
  const preview = makePreview(axis);
  lastPreview = { axis, preview };
  return preview;
}

function makePreview(axis: DrawnAxis): AxisPreview {
  try {
    const points = pointsOf(axis).map(({ vertex: { east, north }, curve }) => ({ east, north, ...curve }));
    const alignment = alignmentFromPoints({ name: axis.name || 'CL', points, startStationM: axis.startStationM });
    const { east, north } = axisPolyline(alignment, CHORD_ERROR_M);
    const { vertices } = axis.drawing;
    const line = Array.from(east, (e, i) => {
      const n = north[i] ?? 0;
      return { east: e, north: n, height: nearestHeight(vertices, e, n) };
    });
    return { alignment, line };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

/** Height of the polygon of tangents beside a place. */
function nearestHeight(vertices: readonly SitePosition[], east: number, north: number): number {
  let best = { distance: Number.POSITIVE_INFINITY, height: vertices[0]?.height ?? 0 };
  for (let i = 1; i < vertices.length; i++) {
    const [a, b] = [vertices[i - 1] as SitePosition, vertices[i] as SitePosition];
    const [dE, dN] = [b.east - a.east, b.north - a.north];
    const length2 = dE * dE + dN * dN || 1;
    const part = Math.min(1, Math.max(0, ((east - a.east) * dE + (north - a.north) * dN) / length2));
    const distance = Math.hypot(east - a.east - part * dE, north - a.north - part * dN);
    if (distance < best.distance) best = { distance, height: a.height + part * (b.height - a.height) };
  }
  return best.height;
}

/** `east,north[,R[,A1[,A2]]];…` in CRS units; nothing between commas is none. */
export function formatPoints({ drawing, curves }: DrawnAxis, unitM: number): string {
  const short = (value: number) => String(Number(value.toFixed(3)));
  return drawing.vertices
    .map(({ east, north }, index) => {
      const { radiusM, clothoidInM, clothoidOutM } = curves[index] ?? NO_CURVE;
      const curve = radiusM === null ? [] : [radiusM, clothoidInM, clothoidOutM];
      const texts = [short(east / unitM), short(north / unitM), ...curve.map((v) => (v === null ? '' : String(v)))];
      return texts.join(',').replace(/,+$/, '');
    })
    .join(';');
}

const MAX_POINTS = 1000;

/** @returns positions in CRS units with their curves; null when the text is not understood */
export function parsePoints(text: string): { position: readonly [number, number]; curve: CurveChoice }[] | null {
  const parts = text.split(';');
  if (parts.length < 2 || parts.length > MAX_POINTS) return null;
  const points = parts.map((part) => {
    const texts = part.split(',');
    const [east, north, radiusM, clothoidInM, clothoidOutM] = texts.map((t) => (t.trim() === '' ? null : Number(t)));
    const lengths = [radiusM, clothoidInM, clothoidOutM].map((length) => length ?? null);
    const isWrong = lengths.some((length) => length !== null && !(length > 0 && length <= 1e6));
    if (texts.length > 5 || isWrong || east == null || north == null || !Number.isFinite(east + north)) return null;
    const [R = null, A1 = null, A2 = null] = lengths;
    return { position: [east, north] as const, curve: { radiusM: R, clothoidInM: A1, clothoidOutM: A2 } };
  });
  return points.every((point) => point !== null) ? points : null;
}
