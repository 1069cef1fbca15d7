/** Marks at collections that are too small on the screen to be seen: their titles, at their places. */
import { type AppState, visibleCollections } from '../state/app-state.ts';
import type { CollectionInfo } from '../state/collection.ts';
import type { MapView } from '../state/map-view.ts';
import { titleIn } from '../state/title.ts';

export interface PlaceMark {
  readonly x: number;
  readonly y: number;
  readonly title: string;
  /** Default true. */
  readonly withDot?: boolean;
  /** The title's middle stands at the place; default: the title begins beside it. */
  readonly isCentred?: boolean;
}

/** A collection smaller than this on the screen is marked, CSS pixels. */
const MARKED_BELOW_PX = 24;
/** Marks nearer than this become one. */
const SAME_PLACE_PX = 16;

export function placeMarks(view: MapView, state: AppState): PlaceMark[] {
  const marks: PlaceMark[] = [];
  if (state.view !== 'globe') return marks;
  for (const collection of visibleCollections(state)) {
    const place = markedPlace(view, collection);
    if (!place) continue;
    const title = titleIn(state.language, collection.title);
    const same = marks.findIndex((mark) => Math.hypot(mark.x - place.x, mark.y - place.y) < SAME_PLACE_PX);
    const other = marks[same];
    if (other) marks[same] = { ...other, title: `${other.title}, ${title}` };
    else marks.push({ ...place, title });
  }
  return marks;
}

function markedPlace(view: MapView, { bbox, boundsM }: CollectionInfo): { x: number; y: number } | null {
  if (!bbox) return null;
  const [west, south, east, north] = bbox;
  const at = (lon: number, lat: number) => view.projectLonLat(lon, lat, boundsM?.[2] ?? 0);
  const [corner, opposite, middle] = [at(west, south), at(east, north), at((west + east) / 2, (south + north) / 2)];
  if (!corner || !opposite || !middle) return null;
  return Math.hypot(corner.x - opposite.x, corner.y - opposite.y) < MARKED_BELOW_PX ? middle : null;
}
