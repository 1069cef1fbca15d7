/** What the volume tool asks of the server: measuring, judging, files, designs, ground. One request of a kind at a time. */

import type { StoredAlignments } from '../../api/alignments.ts';
import { getCollection } from '../../api/collections.ts';
import { writesAllowed } from '../../api/processes.ts';
import { getOutline, getSurface } from '../../api/surfaces.ts';
import { type ReceivedAreas, receivedFile, sendFile } from '../../api/uploads.ts';
import {
  type ChangesResult,
  classifyGround,
  computeVolume,
  type FitnessResult,
  findChanges,
  judgeFitness,
  makeDesign,
  measureSeries,
  type SeriesResult,
} from '../../api/volume.ts';
import type { AppStore } from '../../state/app-state.ts';
import { byDate, type CollectionInfo } from '../../state/collection.ts';
import type { SiteFrame } from '../../state/site-frame.ts';
import type { UrlState } from '../../state/url-state.ts';
import type { AlignmentAction } from '../alignment/state.ts';
import { type DesignAction, designObstacle, designRequest } from '../design/state.ts';
import { failureOf, isAbort, type RunAction } from '../run.ts';
import type { SectionAction } from '../section/state.ts';
import type { SightAction } from '../sight/state.ts';
import {
  type AreaSet,
  type AreaSource,
  type CoordinateSystem,
  parseAreaSource,
  positionReader,
  readPolygons,
} from './area-set.ts';
import {
  canFollow,
  canJudge,
  canSearch,
  changesRequest,
  fitnessRequest,
  isLarge,
  type SurfaceTarget,
  seriesRequest,
  type TransferPlace,
  type VolumeAction,
  volumeObstacle,
  volumeRequest,
} from './state.ts';
import { formatStored, requestSurface, type StoredChoice, storedOf } from './surface-choice.ts';

/** Class of ground. */
const GROUND = 2;
/** Lines of a design with more vertices than this are not drawn. */
const MAX_LINE_VERTICES = 6000;

export type Work = 'volume' | 'fitness' | 'series' | 'changes' | 'design' | 'ground' | TransferPlace;

export interface VolumeWork {
  run(): Promise<void>;
  judge(): Promise<void>;
  /** Volumes over all open collections in the order of their dates. @param labelOf names a collection */
  followEpochs(labelOf: (collection: CollectionInfo) => string): Promise<void>;
  searchChanges(): Promise<void>;
  /** Makes the design, then compares with it on its footprint. @param defaultName for a design without a name */
  design(defaultName: string): Promise<void>;
  /** @param crs of a file that names none */
  send(place: TransferPlace, file: File, crs?: string | null): Promise<void>;
  /** Takes a file as a surface, read as its corrections say. */
  compareWith(target: SurfaceTarget, file: StoredChoice): void;
  /** Reads the areas of a file, or the footprint of a design, and measures in them. */
  loadAreas(source: AreaSource): Promise<void>;
  /** Makes ground where the last run found none, and measures again. */
  makeGround(): Promise<void>;
  /** What the address names and only the server knows. */
  restore(asked: UrlState): Promise<void>;
  stop(work: Work): void;
}

interface Parts {
  readonly store: AppStore;
  readonly volume: (action: VolumeAction) => void;
  readonly design: (action: DesignAction) => void;
  readonly section: (action: SectionAction) => void;
  readonly sight: (action: SightAction) => void;
  readonly alignment: (action: AlignmentAction) => void;
  /** A file held alignments. */
  readonly onAlignments: (file: StoredAlignments) => void;
}

export function createVolumeWork(parts: Parts): VolumeWork {
  const { store, volume, design } = parts;
  const running = new Map<Work, AbortController>();
  const stop = (work: Work) => {
    running.get(work)?.abort();
    running.delete(work);
  };
  const start = (work: Work): AbortSignal => {
    stop(work);
    const controller = new AbortController();
    running.set(work, controller);
    return controller.signal;
  };
  /** Runs a request and says how it goes. A stopped one says nothing more: another may have begun. */
  const follow = async <Result>(
    work: Work,
    dispatch: (action: RunAction<Result>) => void,
    ask: (options: { signal: AbortSignal; onProgress: (percent: number) => void }) => Promise<Result>,
  ): Promise<Result | null> => {
    const signal = start(work);
    dispatch({ type: 'run' });
    try {
      const onProgress = (percent: number) => signal.aborted || dispatch({ type: 'progress', percent });
      const result = await ask({ signal, onProgress: (percent) => void onProgress(percent) });
      signal.throwIfAborted();
      dispatch({ type: 'done', result });
      return result;
    } catch (error) {
      if (running.get(work)?.signal === signal || !running.has(work)) {
        dispatch(isAbort(error) ? { type: 'stopped' } : { type: 'failed', failure: failureOf(error) });
      }
      return null;
    }
  };

  /** Lines are kept by the surface with its corrections: another reading lies elsewhere. */
  const showLines = async (stored: Omit<StoredChoice, 'form'>): Promise<void> => {
    const { frame, volume: state } = store.get();
    const key = formatStored(stored);
    if (!frame || state.lines[key]) return;
    const outline = await getOutline(stored.id).catch(() => null);
    if (!outline) return;
    const system = await systemOf(frame, stored.crs ?? outline.crs);
    const read = positionReader(frame, system, stored.swapXY, 0);
    const vertices = outline.breakLines.reduce((sum, line) => sum + line.length, 0);
    const breakLines = vertices > MAX_LINE_VERTICES ? [] : outline.breakLines.map((line) => line.map(read));
    const footprint = readPolygons({ type: 'MultiPolygon', coordinates: outline.footprint }, read);
    volume({ type: 'lines', key, lines: { footprint, breakLines } });
  };

  const compareWith = (target: SurfaceTarget, file: StoredChoice) => {
    const part = { kind: 'file', file } as const;
    const [tool, place = ''] = target.split(':');
    if (target === 'existing' || target === 'compared') volume({ type: 'surface', side: target, part });
    else if (tool === 'section') parts.section({ type: 'surface', index: Number(place), part });
    else if (tool === 'sight') parts.sight({ type: 'far', index: Number(place), part });
    else {
      const side = place === 'existing' || place === 'compared' ? place : Number(place);
      parts.alignment({ type: 'surface', side, part });
    }
    if (file.form === 'design') void showLines(file);
  };

  const loadAreas = async (source: AreaSource): Promise<void> => {
    const { frame } = store.get();
    if (!frame) return;
    const signal = start('areas');
    try {
      volume({ type: 'areas', areaSet: await areaSetOf(frame, source, heightBelow(store), signal) });
    } catch (error) {
      if (isAbort(error)) return;
      volume({
        type: 'transfer',
        place: 'areas',
        transfer: { state: 'failed', fileName: '', failure: failureOf(error) },
      });
    }
  };

  const run = async (): Promise<void> => {
    const { volume: state, frame } = store.get();
    if (!frame || volumeObstacle(state)) return;
    const asJob = isLarge(state);
    await follow('volume', volume, (options) => computeVolume(volumeRequest(state, frame), { ...options, asJob }));
  };

  return {
    run,
    async judge() {
      const { volume: state, frame } = store.get();
      if (!frame || !canJudge(state)) return;
      await follow<FitnessResult>(
        'fitness',
        (action) => volume({ type: 'fitness', action }),
        (options) => judgeFitness(fitnessRequest(state, frame), options),
      );
    },
    async followEpochs(labelOf) {
      const { volume: state, frame, collections } = store.get();
      if (!frame || !canFollow(state, collections.length)) return;
      const epochs = [...collections].sort(byDate).map((one) => ({ id: one.id, label: labelOf(one) }));
      await follow<SeriesResult>(
        'series',
        (action) => volume({ type: 'series', action }),
        (options) => measureSeries(seriesRequest(state, frame, epochs), options),
      );
    },
    async searchChanges() {
      const { volume: state, frame } = store.get();
      if (!frame || !canSearch(state)) return;
      await follow<ChangesResult>(
        'changes',
        (action) => volume({ type: 'changes', action }),
        (options) => findChanges(changesRequest(state, frame), options),
      );
    },
    async design(defaultName) {
      const { volume: state, design: plan, frame } = store.get();
      const existing = requestSurface(state.settings.existing, state.settings.classes);
      if (!frame || !existing || designObstacle(plan)) return;
      const more = { code: frame.code, unitM: frame.unitM, maxEdgeM: state.settings.maxEdgeM, name: defaultName };
      const made = await follow('design', design, (options) =>
        makeDesign(designRequest(plan, existing, more), options),
      );
      if (!made) return;
      const stored: StoredChoice = { id: made.surface, form: 'design', crs: null, swapXY: false };
      volume({ type: 'surface', side: 'compared', part: { kind: 'made', made: stored } });
      await loadAreas({ from: 'footprint', id: made.surface, crs: null, swapXY: false });
      void showLines(stored);
      volume({ type: 'stored', surface: await getSurface(made.surface) });
    },
    async send(place, file, crs = null) {
      const signal = start(place);
      const fileName = file.name;
      const show = (fraction: number) =>
        volume({ type: 'transfer', place, transfer: { state: 'sending', fileName, fraction } });
      show(0);
      try {
        const use = place === 'areas' ? 'areas' : place === 'axis' ? 'alignment' : 'surface';
        const id = await sendFile(file, { use, crs, signal, onProgress: (part) => signal.aborted || show(part) });
        volume({ type: 'transfer', place, transfer: { state: 'reading', fileName } });
        const received = await receivedFile(id, signal);
        volume({ type: 'transfer', place, transfer: null });
        if (received.use === 'areas') return await loadAreas({ from: 'file', id, crs: null, swapXY: false });
        if (received.use === 'alignment') return parts.onAlignments(received.alignments);
        volume({ type: 'stored', surface: received.surface });
        const form = received.surface.kind === 'mesh' ? 'design' : 'grid';
        if (place !== 'areas' && place !== 'axis') compareWith(place, { id, form, crs: null, swapXY: false });
      } catch (error) {
        if (running.get(place)?.signal !== signal && running.has(place)) return;
        const failure = failureOf(error);
        volume({ type: 'transfer', place, transfer: isAbort(error) ? null : { state: 'failed', fileName, failure } });
      }
    },
    compareWith,
    loadAreas,
    async makeGround() {
      const { volume: state } = store.get();
      const failure = state.run.state === 'failed' ? state.run.failure : null;
      const { collection, item } = failure?.details ?? {};
      if (typeof collection !== 'string' || typeof item !== 'string') return;
      const made = await follow<string>(
        'ground',
        (action) => volume({ type: 'ground', action }),
        (options) => classifyGround({ collection, item }, options),
      );
      if (made === null) return;
      await openCollection(store, made);
      const { settings } = store.get().volume;
      if (!settings.classes.includes(GROUND)) volume({ type: 'settings', settings: { classes: [GROUND] } });
      for (const side of ['existing', 'compared'] as const) {
        if (settings[side].collection === collection) {
          volume({ type: 'surface', side, part: { collection: made, sensor: null } });
        }
      }
      await run();
    },
    async restore(asked) {
      if (store.get().load.state !== 'ready') return;
      store.set({ writesAllowed: await writesAllowed().catch(() => null) });
      const { volume: state, alignment, section } = store.get();
      const sides = [state.settings, alignment.settings].flatMap(({ existing, compared }) => [existing, compared]);
      const choices = [...sides, ...alignment.settings.more, ...section.settings.more];
      const found = new Map(
        choices.flatMap((choice) => [storedOf(choice)].flatMap((one) => (one ? [[one.id, one]] : []))),
      );
      for (const stored of found.values()) {
        // A surface that is gone is told by the measurement.
        const surface = stored && (await getSurface(stored.id).catch(() => null));
        if (!surface) continue;
        volume({ type: 'stored', surface });
        if (surface.kind === 'mesh') void showLines(stored);
      }
      const source = asked.areas === undefined ? null : parseAreaSource(asked.areas);
      if (source) await loadAreas(source);
    },
    stop,
  };
}

/** Somewhere in the middle of the data: areas are laid on the ground as soon as it is drawn. */
function heightBelow(store: AppStore): number {
  const box = store.get().collections[0]?.boundsM;
  return box ? (box[2] + box[5]) / 2 : 0;
}

export async function systemOf(frame: SiteFrame, crs: string | null): Promise<CoordinateSystem> {
  if (crs === null || crs === frame.code) return 'frame';
  if (crs === 'OGC:CRS84') return 'lonLat';
  const { createProjection, crsFromCode } = await import('#core/crs/crs.ts');
  return createProjection(crsFromCode(crs));
}

async function areaSetOf(frame: SiteFrame, source: AreaSource, heightM: number, signal: AbortSignal): Promise<AreaSet> {
  if (source.from === 'footprint') {
    const outline = await getOutline(source.id);
    const read = positionReader(frame, await systemOf(frame, source.crs ?? outline.crs), source.swapXY, heightM);
    const polygons = readPolygons({ type: 'MultiPolygon', coordinates: outline.footprint }, read);
    const areas = [{ name: outline.name, polygons }];
    return { source, name: outline.name, areas, faults: [], checks: [], heightsKnown: true };
  }
  const received = await receivedFile(source.id, signal);
  if (received.use !== 'areas') throw new Error(`${source.id} is a surface, not areas`);
  const { crs, features, fileName, faults, checks }: ReceivedAreas = received.areas;
  const read = positionReader(frame, await systemOf(frame, source.crs ?? crs), source.swapXY, heightM);
  const areas = features.map(({ name, geometry }) => ({ name, polygons: readPolygons(geometry, read) }));
  return { source, name: fileName, areas, faults, checks, heightsKnown: false };
}

/** Opens a collection beside the others; it is not shown, since its points are those of another. */
async function openCollection(store: AppStore, id: string): Promise<void> {
  const { collections, hidden } = store.get();
  const collection = await getCollection(id);
  if (!collection) return;
  const others = collections.filter((one) => one.id !== id);
  store.set({ collections: [...others, collection], hidden: new Set([...hidden, id]) });
}
