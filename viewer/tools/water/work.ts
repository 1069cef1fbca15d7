/** What the water tool asks: the server for levels and profiles, the browser for files. */

import { TengunError } from '#core/errors.ts';
import { getHeightRaster } from '../../api/height-raster.ts';
import { type InundationResult, inundate, type WaterFile, waterFile } from '../../api/inundation.ts';
import { cutProfile } from '../../api/way.ts';
import type { DepthGrid } from '../../local/grids/depth-grid.ts';
import { openGrids } from '../../local/grids/open-grids.ts';
import { OwnFileError } from '../../local/open-file.ts';
import { textOf } from '../../local/shapes/text.ts';
import { type AppStore, inSiteFrame } from '../../state/app-state.ts';
import type { CollectionInfo } from '../../state/collection.ts';
import type { WaterGrid } from '../../state/water-surface.ts';
import { downloadBlob } from '../download.ts';
import { createRunFollower } from '../follow-run.ts';
import { type Failure, failureOf, isAbort } from '../run.ts';
import type { PlanPlace } from './places.ts';
import { readPlaces } from './read-places.ts';
import { shownLevel, type WaterAction, waterObstacle, waterRequest } from './state.ts';
import { isIndex, readIndex } from './step-times.ts';
import { assertSameGrid, type DepthSeries, type DepthStep, MAX_SERIES_CELLS, orderSteps } from './steps.ts';
import { askedWater, type WaterUrl } from './url.ts';

export interface WaterWork {
  /** The collection whose ground is looked at: the chosen one, else the latest of the site's system. */
  collection(): CollectionInfo | null;
  /** The request as it stands, as text; null while something is missing. */
  asked(): string | null;
  run(): Promise<void>;
  stop(): void;
  /** The level in the picture as a file. */
  download(format: WaterFile): Promise<Failure | null>;
  /** As an address asks for it; computes it where it has a seed. */
  restore(url: WaterUrl): Promise<void>;
  openPlaces(files: readonly File[]): Promise<void>;
  /** The profile of each route, with the level in the picture. */
  profileRoutes(): Promise<void>;
  openSteps(files: readonly File[]): Promise<void>;
  stopSteps(): void;
}

/** Cells of the raster of the ground under time steps. */
const GROUND_CELLS = 1024;

export function createWaterWork({
  store,
  water,
}: {
  readonly store: AppStore;
  readonly water: (action: WaterAction) => void;
}): WaterWork {
  const follower = createRunFollower();
  let reading: AbortController | null = null;
  let profiling: AbortController | null = null;

  const collection = (): CollectionInfo | null => {
    const { collections, frame, water: state } = store.get();
    const own = collections.filter((one) => inSiteFrame(one, frame));
    return own.find(({ id }) => id === state.settings.collection) ?? own.at(-1) ?? null;
  };
  const request = () => {
    const { frame, water: state } = store.get();
    const ground = collection();
    if (!frame || !ground || waterObstacle(state, ground.id) !== null) return null;
    const { boundsM } = ground;
    const box = boundsM && ([boundsM[0], boundsM[1], boundsM[3], boundsM[4]] as const);
    return waterRequest(state, frame, { collection: ground.id, box });
  };
  const asked = () => {
    const inputs = request();
    return inputs && JSON.stringify(inputs);
  };
  /** Whether the result is that of the request as it stands. */
  const isAnswered = () => {
    const { run: last, of } = store.get().water;
    return last.state === 'done' && of === asked();
  };
  const run = async () => {
    const inputs = request();
    if (!inputs) return;
    const of = JSON.stringify(inputs);
    await follower.follow<InundationResult>(
      (action) => water({ type: 'run', run: action, ...(action.type === 'run' ? { of } : {}) }),
      (options) => inundate(inputs, options),
    );
  };

  return {
    collection,
    asked,
    run,
    stop() {
      follower.stop();
      water({ type: 'run', run: { type: 'stopped' } });
    },
    async download(format) {
      const inputs = request();
      const level = shownLevel(store.get().water);
      if (!inputs || !level) return null;
      const { levels: _, levelGrid: __, ...rest } = inputs;
      try {
        const signal = new AbortController().signal;
        const { name, blob } = await waterFile({ ...rest, levelM: level.levelM, lang: store.get().language }, format, {
          signal,
        });
        downloadBlob(name, blob);
        return null;
      } catch (error) {
        return isAbort(error) ? null : failureOf(error);
      }
    },
    async restore(url) {
      const { frame, collections } = store.get();
      if (!frame) return;
      const box = collections[0]?.boundsM;
      const heightM = box ? (box[2] + box[5]) / 2 : 0;
      const wanted = askedWater(
        url,
        collections.map(({ id }) => id),
        frame.unitM,
        heightM,
      );
      water({ type: 'mode', mode: wanted.mode });
      water({ type: 'settings', part: wanted.settings });
      water({ type: 'seedKind', kind: wanted.seedKind });
      if (wanted.seed.length > 0) {
        water({ type: 'draw', action: { type: 'replace', vertices: wanted.seed }, target: 'seed' });
      }
      water({ type: 'barriers', barriers: wanted.barriers });
      if (wanted.levelM !== null) water({ type: 'level', levelM: wanted.levelM });
      // without levels the seed's height must be seen first
      if (wanted.seed.length > 0 && wanted.settings.range && !isAnswered()) await run();
    },
    async openPlaces(files) {
      const { frame } = store.get();
      if (!frame) return;
      for (const file of files) {
        try {
          const read = readPlaces(file.name, await textOf(file));
          const place = ({ x, y }: { readonly x: number; readonly y: number }): PlanPlace => {
            const [east, north] = read.isDegrees ? frame.fromLonLat(x, y) : [x * frame.unitM, y * frame.unitM];
            return { east, north };
          };
          const shelters = read.shelters.map(({ at, ...rest }) => ({ ...rest, at: place(at) }));
          const routes = read.routes.map(({ name, vertices }) => ({ name, vertices: vertices.map(place) }));
          water({ type: 'places', action: { type: 'add', file: file.name, shelters, routes } });
        } catch (error) {
          water({ type: 'places', action: { type: 'failed', failure: ownFailure(error) } });
          return;
        }
      }
    },
    async profileRoutes() {
      const { frame, water: state } = store.get();
      const ground = collection();
      const levelM = shownLevel(state)?.levelM;
      if (!frame || !ground || levelM === undefined) return;
      profiling?.abort();
      const own = new AbortController();
      profiling = own;
      for (const [index, { vertices, name }] of state.places.routes.entries()) {
        const tell = (action: Parameters<typeof water>[0]) => void (own.signal.aborted || water(action));
        tell({ type: 'places', action: { type: 'profile', index, run: { type: 'run' }, levelM } });
        try {
          const line = {
            type: 'LineString' as const,
            coordinates: vertices.map(({ east, north }) => [east / frame.unitM, north / frame.unitM]),
          };
          const result = await cutProfile(
            {
              alignment: { line, name: name.slice(0, 40) },
              ...(frame.code === null ? {} : { crs: frame.code }),
              surfaces: [{ collection: ground.id, classes: [...state.settings.classes] }],
              pitchM: 20,
              waterLevelM: levelM,
            },
            { signal: own.signal },
          );
          tell({ type: 'places', action: { type: 'profile', index, run: { type: 'done', result }, levelM } });
        } catch (error) {
          const run = isAbort(error)
            ? ({ type: 'stopped' } as const)
            : { type: 'failed' as const, failure: failureOf(error) };
          tell({ type: 'places', action: { type: 'profile', index, run, levelM } });
        }
      }
    },
    async openSteps(files) {
      const { frame } = store.get();
      if (!frame || files.length === 0) return;
      reading?.abort();
      const own = new AbortController();
      reading = own;
      const tell = (run: Extract<Parameters<typeof water>[0], { type: 'steps' }>['action'] & { type: 'series' }) =>
        void (own.signal.aborted || water({ type: 'steps', action: run }));
      tell({ type: 'series', run: { type: 'run' } });
      try {
        const result = await readSeries(files, {
          site: frame,
          ground: collection(),
          signal: own.signal,
          onProgress: (percent) => tell({ type: 'series', run: { type: 'progress', percent } }),
        });
        tell({ type: 'series', run: { type: 'done', result } });
      } catch (error) {
        tell({
          type: 'series',
          run: isAbort(error) ? { type: 'stopped' } : { type: 'failed', failure: ownFailure(error) },
        });
      }
    },
    stopSteps() {
      reading?.abort();
      reading = null;
      water({ type: 'steps', action: { type: 'close' } });
    },
  };
}

function ownFailure(error: unknown): Failure {
  if (error instanceof TengunError || error instanceof OwnFileError)
    return { code: error.code, message: error.message };
  return failureOf(error);
}

interface ReadOptions {
  readonly site: { readonly proj4: string; readonly unitM: number; readonly geoidHeightM: number };
  readonly ground: CollectionInfo | null;
  readonly signal: AbortSignal;
  readonly onProgress: (percent: number) => void;
}

const MAX_INDEX_BYTES = 4_000_000;

/** @throws {FormatError} {LimitError} {OwnFileError} naming the file */
async function readSeries(
  files: readonly File[],
  { site, ground, signal, onProgress }: ReadOptions,
): Promise<DepthSeries> {
  const grids: File[] = [];
  let index: ReturnType<typeof readIndex> | null = null;
  for (const file of files) {
    const start = /\.(json|csv)$/i.test(file.name) ? await file.slice(0, 2000).text() : '';
    if (isIndex(file.name, start)) index = readIndex(file.name, await file.slice(0, MAX_INDEX_BYTES).text());
    else grids.push(file);
  }
  const { order, isSeconds } = orderSteps(
    grids.map(({ name }) => name),
    index,
  );
  const ordered = order.flatMap(({ at }) => grids[at] ?? []);
  const read: DepthGrid[] = [];
  await openGrids(ordered, site, signal, (grid, done) => {
    const [first = grid] = read;
    assertSameGrid(first, grid, ordered[done - 1]?.name ?? '');
    assertRoom(grid, ordered.length);
    read.push(grid);
    onProgress(Math.round((90 * done) / ordered.length));
  });
  const [first] = read;
  if (!first) throw new OwnFileError('FORMAT', 'expected grids of depths, seen an index alone');
  const steps = read.map(({ depths, maxDepthM }, i): DepthStep => {
    return { name: ordered[i]?.name ?? '', time: order[i]?.time ?? 0, depths, maxDepthM };
  });
  const { grid, format, sourceCellM, every, resampled } = first;
  const groundM = await groundUnder(grid, ground, site.unitM, signal);
  return { grid, steps, isSeconds, source: index?.source ?? null, format, sourceCellM, every, resampled, groundM };
}

function assertRoom({ grid }: DepthGrid, count: number): void {
  const cells = grid.cols * grid.rows * count;
  if (cells <= MAX_SERIES_CELLS) return;
  throw new OwnFileError(
    'LIMIT',
    `expected at most ${MAX_SERIES_CELLS} cells in all steps, seen ${grid.cols} × ${grid.rows} × ${count} = ${cells}: open fewer steps`,
  );
}

/** The ground of the collection at the cells' centres. @throws {OwnFileError} when the grid lies elsewhere */
async function groundUnder(
  grid: WaterGrid,
  ground: CollectionInfo | null,
  unitM: number,
  signal: AbortSignal,
): Promise<(number | null)[]> {
  const { cols, rows, originE, originN, cellSizeM } = grid;
  const bounds = ground?.boundsM;
  const west = Math.max(originE, bounds?.[0] ?? Infinity);
  const south = Math.max(originN, bounds?.[1] ?? Infinity);
  const east = Math.min(originE + cols * cellSizeM, bounds?.[3] ?? -Infinity);
  const north = Math.min(originN + rows * cellSizeM, bounds?.[4] ?? -Infinity);
  if (!ground || !(west < east && south < north)) {
    throw new OwnFileError(
      'NO_DATA',
      `expected a grid over the open collection, seen one from ${originE.toFixed(0)}, ${originN.toFixed(0)} to ${(originE + cols * cellSizeM).toFixed(0)}, ${(originN + rows * cellSizeM).toFixed(0)}`,
    );
  }
  const box = [west / unitM, south / unitM, east / unitM, north / unitM] as const;
  const raster = await getHeightRaster({ collection: ground.id, surface: 'dtm', box, cells: GROUND_CELLS }, signal);
  return Array.from({ length: cols * rows }, (_, cell) => {
    const x = originE + ((cell % cols) + 0.5) * cellSizeM;
    const y = originN + (Math.floor(cell / cols) + 0.5) * cellSizeM;
    const [col, row] = [
      Math.floor((x - raster.west) / raster.cellSizeM),
      Math.floor((y - raster.south) / raster.cellSizeM),
    ];
    if (!(col >= 0 && row >= 0 && col < raster.cols && row < raster.rows)) return null;
    const height = raster.heights[row * raster.cols + col] ?? Number.NaN;
    return Number.isNaN(height) ? null : height;
  });
}
