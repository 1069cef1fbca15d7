/** What the measured area is called, and where its name stands in the picture. */
import type { AppState } from '../../state/app-state.ts';
import type { MapView } from '../../state/map-view.ts';
import type { SitePosition } from '../../state/site-frame.ts';
import type { PlaceMark } from '../../ui/place-marks.ts';
import { verticesOnGround } from '../drawing/shown.ts';
import type { SitePolygon } from './area-set.ts';
import type { VolumeState } from './state.ts';

/** Names nearer than this to one another are left out, CSS pixels. */
const NAME_GAP_PX = 44;
/** More names than these are not read. */
const MAX_NAMES = 60;

/** The name of the one area that is measured: of the drawn one as typed, of a file as there; empty for several. */
export function areaName({ areaSet, name }: Pick<VolumeState, 'areaSet' | 'name'>): string {
  if (!areaSet) return name.trim();
  return areaSet.areas.length === 1 ? (areaSet.areas[0]?.name ?? '') : '';
}

/**
 * A place inside a polygon, away from its edges: halfway along the longest stretch inside, at the height of the middle of the outer
 * ring. Null when the polygon has no inside. @param rings the outer one first, open, metres
 */
export function placeInside(rings: SitePolygon): SitePosition | null {
  const [outer = []] = rings;
  const norths = outer.map(({ north }) => north);
  const north = (Math.min(...norths) + Math.max(...norths)) / 2;
  const crossings = rings
    .flatMap((ring) =>
      ring.flatMap((from, i) => {
        const to = ring[(i + 1) % ring.length] as SitePosition;
        if (from.north > north === to.north > north) return [];
        return [from.east + ((to.east - from.east) * (north - from.north)) / (to.north - from.north)];
      }),
    )
    .sort((a, b) => a - b);
  let [widest, east] = [0, Number.NaN];
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const [from, to] = [crossings[i] as number, crossings[i + 1] as number];
    if (to - from > widest) [widest, east] = [to - from, (from + to) / 2];
  }
  const height = outer.reduce((sum, position) => sum + position.height, 0) / outer.length;
  return widest > 0 ? { east, north, height } : null;
}

/** Names of the areas in the picture; of many that lie close together some. */
export function areaMarks(view: MapView, state: AppState): PlaceMark[] {
  if (state.tool !== 'volume') return [];
  const { areaSet, drawing, name } = state.volume;
  const drawn = name.trim() === '' || !drawing.closed ? [] : [{ name, polygons: [[verticesOnGround(state, drawing)]] }];
  const marks: PlaceMark[] = [];
  for (const { name: title, polygons } of (areaSet?.areas ?? drawn).slice(0, MAX_NAMES)) {
    const place = polygons[0] ? placeInside(polygons[0]) : null;
    const at = place && view.project(place);
    if (!at || marks.some((mark) => Math.hypot(mark.x - at.x, mark.y - at.y) < NAME_GAP_PX)) continue;
    marks.push({ ...at, title: title.trim(), withDot: false, isCentred: true });
  }
  return marks;
}
