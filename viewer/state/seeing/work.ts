/** Fetches the surfaces that the look asks for, around what the camera looks at; others are forgotten. */
import { ApiError } from '../../api/client.ts';
import { getHeightRaster, type PlaneBox } from '../../api/height-raster.ts';
import type { AppState, AppStore } from '../app-state.ts';
import type { CameraPose } from '../camera-pose.ts';
import type { SiteFrame } from '../site-frame.ts';
import { watch } from '../store.ts';
import type { HeightGrid } from './height-grid.ts';
import { type SeeingState, type SurfaceLoad, surfaceKey, wantedSurfaces } from './state.ts';

/** A camera that still moves is not followed. */
const REST_MS = 300;
/** Cells a side. */
const CELLS = 512;
/** How much of the distance of the eye is looked at, to each side. */
const REACH = 1.5;
const LEAST_REACH_M = 60;
/** Codes of the server for data without such a surface. */
const NONE = ['NO_DATA', 'NO_GROUND_CLASS', 'CRS'];

/** Metres of the site frame. */
export type SiteBox = readonly [west: number, south: number, east: number, north: number];

/** The box that a camera asks for, in steps so that small moves ask for nothing new; null where it lies beside the data. */
export function wantedBox(pose: CameraPose, frame: SiteFrame, bounds: SiteBox): SiteBox | null {
  const [east, north] = frame.fromLonLat(pose.lon, pose.lat);
  const reach = 2 ** Math.ceil(Math.log2(Math.max(LEAST_REACH_M, pose.rangeM * REACH)));
  const step = reach / 2;
  const low = (at: number) => Math.floor((at - reach) / step) * step;
  const high = (at: number) => Math.ceil((at + reach) / step) * step;
  const box: SiteBox = [
    Math.max(bounds[0], low(east)),
    Math.max(bounds[1], low(north)),
    Math.min(bounds[2], high(east)),
    Math.min(bounds[3], high(north)),
  ];
  return box[0] < box[2] && box[1] < box[3] ? box : null;
}

/** Whether a grid shows a box as finely as one that was asked for it; much finer ones are good too. */
export function serves(grid: HeightGrid, box: SiteBox): boolean {
  const { west, south, cols, rows, cellSizeM } = grid;
  const covers =
    west <= box[0] + cellSizeM &&
    south <= box[1] + cellSizeM &&
    west + cols * cellSizeM >= box[2] - cellSizeM &&
    south + rows * cellSizeM >= box[3] - cellSizeM;
  const ideal = Math.max(box[2] - box[0], box[3] - box[1]) / CELLS;
  return covers && cellSizeM <= Math.max(0.1, 2.6 * ideal);
}

/** What is looked at of a collection; null: nothing. */
function boxOf({ collections, pose, frame }: AppState, collection: string): SiteBox | null {
  const bounds = collections.find(({ id }) => id === collection)?.boundsM;
  return pose && frame && bounds ? wantedBox(pose, frame, [bounds[0], bounds[1], bounds[3], bounds[4]]) : null;
}

/** Whether colours wait for surfaces that are still on their way. */
export function surfacesLoading(state: AppState): boolean {
  return wantedSurfaces(state).some(([collection, surface]) => {
    const load = state.seeing.surfaces[surfaceKey(collection, surface)];
    return load ? load.state === 'loading' : boxOf(state, collection) !== null;
  });
}

export function startSeeingWork(store: AppStore): void {
  const running = new Map<string, { readonly box: string; readonly stopping: AbortController }>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const put = (key: string, load: SurfaceLoad | null) => {
    const { [key]: _, ...others } = store.get().seeing.surfaces;
    setSeeing(store, { surfaces: load ? { ...others, [key]: load } : others });
  };

  const ask = async (collection: string, surface: 'dtm' | 'dsm', box: SiteBox, unitM: number) => {
    const key = surfaceKey(collection, surface);
    const before = store.get().seeing.surfaces[key];
    if (before?.state === 'ready' && serves(before.grid, box)) return;
    if ((before?.state === 'none' || before?.state === 'failed') && running.get(key)?.box === box.join()) return;
    if (before?.state === 'loading' && running.get(key)?.box === box.join()) return;
    running.get(key)?.stopping.abort();
    const stopping = new AbortController();
    running.set(key, { box: box.join(), stopping });
    put(key, { state: 'loading', grid: before?.grid ?? null });
    const native = box.map((metres) => Number((metres / unitM).toFixed(3))) as unknown as PlaneBox;
    try {
      const grid = await getHeightRaster({ collection, surface, box: native, cells: CELLS }, stopping.signal);
      if (!stopping.signal.aborted) put(key, { state: 'ready', grid });
    } catch (error) {
      if (stopping.signal.aborted) return;
      const code = error instanceof ApiError ? error.code : 'FORMAT';
      put(key, { state: NONE.includes(code) ? 'none' : 'failed', grid: null, code });
    }
  };

  const follow = () => {
    const state = store.get();
    const wanted = wantedSurfaces(state);
    const keys = new Set(wanted.map(([collection, surface]) => surfaceKey(collection, surface)));
    for (const [key, { stopping }] of running) {
      if (keys.has(key)) continue;
      stopping.abort();
      running.delete(key);
    }
    for (const key of Object.keys(state.seeing.surfaces)) if (!keys.has(key)) put(key, null);
    for (const [collection, surface] of wanted) {
      const box = boxOf(state, collection);
      const info = state.collections.find(({ id }) => id === collection);
      if (box) void ask(collection, surface, box, info?.unitM ?? 1);
    }
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(follow, REST_MS);
  };
  for (const key of [
    'appearance',
    'pose',
    'collections',
    'hidden',
    'looks',
    'view',
    'frame',
  ] as const satisfies (keyof AppState)[]) {
    watch(store, (state) => state[key], later);
  }
}

export function setSeeing(store: AppStore, part: Partial<SeeingState>): void {
  store.set({ seeing: { ...store.get().seeing, ...part } });
}
