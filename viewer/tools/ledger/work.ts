/** What the ledger tool asks of files, other servers and this one: opening, ground heights, photos, keeping. */

import { TengunError } from '#core/errors.ts';
import type { LedgerEdit } from '#core/ledger/edit.ts';
import { DEGREES, type Ledger, type LedgerGeometry, type Position } from '#core/ledger/ledger.ts';
import type { ReadOptions } from '#core/ledger/reading.ts';
import { ledgerContent, readKeptLedger } from '../../api/ledger.ts';
import {
  addEntry,
  changeEntry,
  createLink,
  createProject,
  type ProjectEntry,
  readEntry,
  setEntryPicture,
} from '../../api/projects.ts';
import { groundHeights } from '../../api/scenario.ts';
import { OwnFileError } from '../../local/open-file.ts';
import { textOf } from '../../local/shapes/text.ts';
import { type AppStore, visibleCollections } from '../../state/app-state.ts';
import type { MapView } from '../../state/map-view.ts';
import type { SitePosition } from '../../state/site-frame.ts';
import type { UrlState } from '../../state/url-state.ts';
import { downloadText, fileNameOf } from '../download.ts';
import { absoluteUrl, OutsideError } from '../outside/fetch-bounded.ts';
import { outsideFailure } from '../outside/work.ts';
import { sceneOf } from '../project/scene.ts';
import { type Failure, failureOf, isAbort } from '../run.ts';
import { featureUnder } from './hit.ts';
import {
  type DrawnKind,
  type KeptLedger,
  keptAs,
  type LedgerAction,
  type LedgerReference,
  type LedgerState,
  ledgerUrl,
  type OpenLedger,
  openLedger,
  parseLedgerUrl,
  reduceLedger,
  selectedFeature,
} from './state.ts';

export interface LedgerWork {
  dispatch(action: LedgerAction): void;
  edit(edit: LedgerEdit): void;
  openFiles(files: readonly File[]): Promise<void>;
  /** The system of the file that asked for it. */
  answer(options: ReadOptions): Promise<void>;
  /** @param here only what lies where the data are */
  openAddress(address: string, here: boolean): Promise<void>;
  stopOpening(): void;
  /** A click on the picture that places nothing else. */
  clicked(view: MapView, at: { readonly x: number; readonly y: number }): Promise<void>;
  /** Selects a feature; `go`: looks at it. */
  select(id: string | null, go?: boolean): Promise<void>;
  /** Looks at all of the ledger. */
  goToAll(): Promise<void>;
  /** Gives the selected feature a place, in the ledger's own system. */
  place(geometry: LedgerGeometry): void;
  /** Gives every place without a height the ground's; @returns how many there is no ground for */
  fillHeights(): Promise<number>;
  addPhoto(file: File, field: number): Promise<void>;
  save(project: string | null, thumbnail: () => Promise<Blob | null>): Promise<boolean>;
  share(): Promise<void>;
  exportFile(format: 'geojson' | 'csv'): Promise<void>;
  restore(asked: UrlState): Promise<void>;
  /** Shows the ledgers that a scene names, and hides others. */
  show(scene: UrlState): Promise<void>;
}

interface Parts {
  readonly store: AppStore;
  readonly address: () => UrlState;
  readonly canvasAspect: () => Promise<number>;
  readonly goTo: (place: { lon: number; lat: number; bbox?: readonly [number, number, number, number] }) => void;
}

/** Around all of a ledger: names stand beside their places. */
const ROOM = 1.15;
/** Steps by which the ray of a click comes down to the ground. */
const RAY_TURNS = 3;
/** Vertices of one question for heights. */
const HEIGHTS_AT_ONCE = 500;

export function createLedgerWork({ store, address, canvasAspect, goTo }: Parts): LedgerWork {
  const state = () => store.get().ledger;
  const dispatch = (action: LedgerAction) => store.set({ ledger: reduceLedger(state(), action) });
  let opening: AbortController | null = null;
  const fail = (error: unknown) => {
    if (isAbort(error)) return;
    if (error instanceof OutsideError) dispatch({ type: 'failed', failure: null, outside: outsideFailure(error) });
    else dispatch({ type: 'failed', failure: ownFailure(error) });
  };
  const busy = async <T>(what: NonNullable<LedgerState['busy']>, task: () => Promise<T>): Promise<T | null> => {
    dispatch({ type: 'busy', what });
    try {
      return await task();
    } catch (error) {
      fail(error);
      return null;
    } finally {
      store.set({ ledger: { ...state(), busy: null } });
    }
  };

  // what the views draw follows the ledgers
  let drawnOf: readonly unknown[] = [];
  let drawing = 0;
  const follow = () => {
    const { ledger, frame } = store.get();
    const { list, current, selected, narrows, query } = ledger;
    const of = [list, current, selected, narrows, narrows && query, frame];
    if (!frame || of.every((one, at) => one === drawnOf[at])) return;
    const wasEmpty = drawnOf.length === 0;
    drawnOf = of;
    if (list.length === 0) {
      if (!wasEmpty && ledger.layers.length > 0) dispatch({ type: 'layers', layers: [], marked: null });
      return;
    }
    const turn = ++drawing;
    void import('./place.ts').then(({ ledgerLayers, middleOf }) => {
      if (turn !== drawing) return;
      try {
        const open = openLedger(state());
        const marked = open && selected !== null ? middleOf(open.now, selected, frame) : null;
        dispatch({ type: 'layers', layers: ledgerLayers(state(), frame), marked });
      } catch (error) {
        fail(error);
      }
    });
  };
  store.subscribe(follow);

  /** What was drawn becomes a feature as soon as it is complete. */
  let taking = false;
  store.subscribe(() => {
    const { adding, drawing: drawn } = state();
    if (!adding || !drawn.closed || taking) return;
    taking = true;
    void addDrawn(adding, drawn.vertices).finally(() => {
      taking = false;
    });
  });

  const addDrawn = async (kind: DrawnKind, vertices: readonly SitePosition[]) => {
    const { frame } = store.get();
    const open = openLedger(state());
    if (!frame || !open) return;
    await busy('ground', async () => {
      const { fromSite } = await import('./place.ts');
      const place = fromSite(open.now.crs, frame);
      // a place stands on the ground; lines and areas are laid on it
      const [height = null] = kind === 'point' ? await heightsAt(vertices.slice(0, 1)) : [];
      const positions = vertices.map((vertex) =>
        kind === 'point' ? place({ ...vertex, height: height ?? vertex.height }, true) : place(vertex, false),
      );
      const geometry = geometryOf(kind, positions);
      if (openLedger(state())?.id !== open.id) return;
      dispatch({ type: 'edit', edit: { type: 'addFeature', geometry } });
      dispatch({ type: 'ground', groundM: height });
    });
    dispatch({ type: 'adding', kind: null });
  };

  const groundCollection = (): string | null => {
    const { frame } = store.get();
    return (
      visibleCollections(store.get())
        .filter(({ proj4 }) => proj4 === frame?.proj4)
        .at(-1)?.id ?? null
    );
  };
  /** Ground at places of the site; null where none was measured. */
  const heightsAt = async (places: readonly SitePosition[]): Promise<(number | null)[]> => {
    const { frame } = store.get();
    const collection = groundCollection();
    const unitM = frame?.unitM ?? 1;
    if (collection === null) return places.map(() => null);
    const found: (number | null)[] = [];
    for (let at = 0; at < places.length; at += HEIGHTS_AT_ONCE) {
      const part = places.slice(at, at + HEIGHTS_AT_ONCE).map(({ east, north }) => [east / unitM, north / unitM]);
      found.push(
        ...(await groundHeights(part, { collection, crs: frame?.code ?? null }, new AbortController().signal)),
      );
    }
    return found;
  };

  /** A click on a point stands at its foot; one between points where its ray meets the ground. */
  const onGround = async (view: MapView, at: { x: number; y: number }, picked: SitePosition): Promise<SitePosition> => {
    let place = picked;
    const isPoint = view.pickPoint(at.x, at.y) !== null;
    for (let turn = 0; turn < (isPoint ? 1 : RAY_TURNS); turn++) {
      const [height = null] = await heightsAt([place]);
      if (height === null) return place;
      place = { ...((isPoint ? null : view.pickPlane(at.x, at.y, height)) ?? place), height };
    }
    return place;
  };

  const openText = async (name: string, text: string, options: ReadOptions = {}) => {
    const { readLedger } = await import('#core/ledger/read-ledger.ts');
    const read = readLedger(name, text, options);
    if (read.ledger) {
      dispatch({ type: 'pending', pending: null });
      take(read.ledger);
    } else dispatch({ type: 'pending', pending: { name, text, question: read.question } });
  };
  const take = (ledger: Ledger) => {
    dispatch({ type: 'open', ledger });
    void work.goToAll();
  };

  /** Degrees around the data that are open. */
  const dataBox = (): readonly [number, number, number, number] | null => {
    const boxes = visibleCollections(store.get()).flatMap(({ bbox }) => (bbox ? [bbox] : []));
    if (boxes.length === 0) return null;
    const side = (at: 0 | 1 | 2 | 3, pick: (...values: number[]) => number) => pick(...boxes.map((box) => box[at]));
    return [side(0, Math.min), side(1, Math.min), side(2, Math.max), side(3, Math.max)];
  };

  const openKept = async ({ project, entry }: LedgerReference) => {
    const { ledger, version } = await readKeptLedger(project, entry);
    dispatch({ type: 'open', ledger, kept: { project, entry, version } });
  };
  /** Opens those that are not open; @returns ids of all of them */
  const openAll = async (references: readonly LedgerReference[]) => {
    const known = ({ project, entry }: LedgerReference) =>
      state().list.find((one) => {
        const kept = keptAs(one);
        return kept?.project === project && kept.entry === entry;
      })?.id;
    for (const reference of references) {
      if (known(reference) === undefined) await busy('open', () => openKept(reference));
    }
    return references.flatMap((reference) => known(reference) ?? []);
  };

  const work: LedgerWork = {
    dispatch,
    edit: (edit) => dispatch({ type: 'edit', edit }),
    async openFiles(files) {
      for (const file of files) {
        await busy('open', async () => await openText(file.name, await textOf(file)));
        if (state().pending || state().failure) break;
      }
    },
    async answer(options) {
      const { pending } = state();
      if (pending) await busy('open', async () => await openText(pending.name, pending.text, options));
    },
    async openAddress(text, here) {
      opening?.abort();
      const own = new AbortController();
      opening = own;
      await busy('open', async () => {
        dispatch({ type: 'offered', offered: null });
        const url = absoluteUrl(text, window.location.href);
        const { openLedgerAddress } = await import('./open-address.ts');
        const onProgress = (features: number, matched: number | null) =>
          own.signal.aborted || dispatch({ type: 'loading', loading: { features, matched } });
        const found = await openLedgerAddress(url, { bbox: here ? dataBox() : null, onProgress }, own.signal);
        own.signal.throwIfAborted();
        if (found.kind === 'ledger') take(found.ledger);
        else if (found.kind === 'offered') dispatch({ type: 'offered', offered: found });
        else dispatch({ type: 'pending', pending: found });
      });
      dispatch({ type: 'loading', loading: null });
    },
    stopOpening() {
      opening?.abort();
    },
    async clicked(view, at) {
      const { frame } = store.get();
      const open = openLedger(state());
      if (!frame || !open || state().adding) return;
      const place = view.pick(at.x, at.y);
      const { placeFeatures, fromSite } = await import('./place.ts');
      if (state().moving) {
        if (!place) return;
        const placed = await busy('ground', () => onGround(view, at, place));
        if (!placed) return;
        if (openLedger(state())?.id !== open.id || !state().moving) return;
        const position = fromSite(open.now.crs, frame)(placed, true);
        work.place({ type: 'Point', coordinates: [...position] as number[] });
        dispatch({ type: 'moving', moving: false });
        dispatch({ type: 'ground', groundM: placed.height });
        return;
      }
      const groundM = place?.height ?? store.get().pose?.elevationM ?? 0;
      const id = featureUnder(placeFeatures(open.now, frame), at, view.project, groundM);
      if (id !== null) await work.select(id);
    },
    async select(id, go = false) {
      dispatch({ type: 'select', id });
      const { frame, pose } = store.get();
      const open = openLedger(state());
      const feature = selectedFeature(state());
      if (!frame || !open || !feature?.geometry) return;
      const { middleOf, placeFeatures } = await import('./place.ts');
      const middle = middleOf(open.now, feature.id, frame);
      if (!middle) return;
      const vertices =
        placeFeatures(open.now, frame)
          .find((one) => one.id === feature.id)
          ?.parts.flat() ?? [];
      const [lon, lat] = frame.toLonLat(middle.east, middle.north);
      if (go && pose) goTo(vertices.length === 1 ? { lon, lat } : { lon, lat, bbox: boxAround(vertices, frame) });
      const [height = null] = await heightsAt([middle]).catch(() => []);
      if (state().selected !== id) return;
      dispatch({ type: 'ground', groundM: height });
      const now = store.get().pose;
      if (go && now && height !== null) store.set({ pose: { ...now, elevationM: height } });
    },
    async goToAll() {
      const { frame } = store.get();
      const open = openLedger(state());
      if (!frame || !open) return;
      const { placeFeatures } = await import('./place.ts');
      try {
        const vertices = placeFeatures(open.now, frame).flatMap(({ parts }) => parts.flat());
        if (vertices.length === 0) return;
        const bbox = boxAround(vertices, frame);
        const middle = { lon: (bbox[0] + bbox[2]) / 2, lat: (bbox[1] + bbox[3]) / 2 };
        if (vertices.length === 1) return goTo(middle);
        goTo({ ...middle, bbox });
        const aspect = await canvasAspect();
        const { pose } = store.get();
        if (pose) store.set({ pose: { ...pose, rangeM: (ROOM * pose.rangeM) / Math.min(1, aspect) } });
      } catch (error) {
        fail(error);
      }
    },
    place(geometry) {
      const { selected } = state();
      if (selected !== null) dispatch({ type: 'edit', edit: { type: 'setGeometry', id: selected, geometry } });
    },
    async fillHeights() {
      const { frame } = store.get();
      const open = openLedger(state());
      if (!frame || !open) return 0;
      const missing = await busy('ground', async () => {
        const { placeFeatures } = await import('./place.ts');
        const bare = placeFeatures(open.now, frame).flatMap(({ id, type, parts }) => {
          const at = type === 'Point' ? parts[0]?.[0] : undefined;
          return at && Number.isNaN(at.height) ? [{ id, at }] : [];
        });
        const found = await heightsAt(bare.map(({ at }) => at));
        const heights = new Map(
          bare.flatMap(({ id }, index) => {
            const height = found[index];
            return height === null || height === undefined ? [] : [[id, Math.round(height * 1000) / 1000] as const];
          }),
        );
        if (openLedger(state())?.id === open.id) dispatch({ type: 'edit', edit: { type: 'setHeights', heights } });
        return bare.length - heights.size;
      });
      return missing ?? 0;
    },
    async addPhoto(file, field) {
      const { selected } = state();
      const open = openLedger(state());
      if (selected === null || !open) return;
      await busy('photo', async () => {
        const { smallPhoto } = await import('./photo.ts');
        const value = await smallPhoto(file);
        if (state().selected !== selected || openLedger(state())?.id !== open.id) return;
        dispatch({ type: 'edit', edit: { type: 'setValue', id: selected, field, value } });
      });
    },
    async save(project, thumbnail) {
      const open = openLedger(state());
      if (!open) return false;
      const ledger = open.now;
      const saved = await busy('save', async () => {
        const { parseLedger } = await import('#core/contract/ledger.ts');
        parseLedger(ledger);
        const target = project ?? open.kept?.project ?? (await createProject(ledger.name)).id;
        const entry = await keep(target, open, ledger);
        const picture = await thumbnail().catch(() => null);
        const last = picture ? await setEntryPicture(target, entry, picture).catch(() => entry) : entry;
        const as: KeptLedger = { project: target, entry: entry.id, version: last.version, ledger };
        dispatch({ type: 'kept', id: open.id, as });
        return true;
      });
      return saved === true;
    },
    async share() {
      const open = openLedger(state());
      const kept = open && keptAs(open);
      if (!kept) return;
      await busy('save', async () => {
        const link = await createLink({ scene: sceneOf(address()), title: kept.ledger.name, entries: [] });
        dispatch({ type: 'link', link: { url: new URL(link.url, window.location.href).href, ledger: kept.ledger } });
      });
    },
    async exportFile(format) {
      const open = openLedger(state());
      if (!open) return;
      await busy('open', async () => {
        const { ledgerCsv, ledgerGeoJson } = await import('#core/ledger/write-ledger.ts');
        const name = fileNameOf(open.now.name);
        if (format === 'csv') downloadText(`${name}.csv`, 'text/csv', ledgerCsv(open.now, store.get().language));
        else {
          const text = JSON.stringify(ledgerGeoJson(open.now), null, 1);
          downloadText(`${name}.geojson`, 'application/geo+json', text);
        }
      });
    },
    async restore({ ledger }) {
      await openAll(parseLedgerUrl(ledger));
    },
    async show({ ledger }) {
      const shown = await openAll(parseLedgerUrl(ledger));
      for (const { id, kept } of state().list) {
        // what is in no project is the user's own work: a scene knows nothing of it
        if (kept) dispatch({ type: 'visible', id, visible: shown.includes(id) });
      }
      const last = shown.at(-1);
      if (last !== undefined) dispatch({ type: 'choose', id: last });
    },
  };
  return work;

  /** An entry holds the address that opens it: that is known when it is there. */
  async function keep(project: string, { id, kept }: OpenLedger, ledger: Ledger): Promise<ProjectEntry> {
    const scene = (entry: string) => {
      const as: KeptLedger = { project, entry, version: 0, ledger };
      const list = state().list.map((one) => (one.id === id ? { ...one, now: ledger, kept: as, visible: true } : one));
      return sceneOf({ ...address(), ...ledgerUrl({ list, current: id }) });
    };
    if (kept?.project === project) {
      // on the version that was opened: what somebody else has kept meanwhile is not lost
      const before = { ...(await readEntry(project, kept.entry)), version: kept.version };
      return await changeEntry(project, before, ledgerContent(ledger, scene(kept.entry)));
    }
    const added = await addEntry(project, ledgerContent(ledger, sceneOf(address())));
    return await changeEntry(project, added, ledgerContent(ledger, scene(added.id)));
  }
}

function geometryOf(kind: DrawnKind, positions: readonly Position[]): LedgerGeometry {
  if (kind === 'point') return { type: 'Point', coordinates: [...positions[0]!] as number[] };
  if (kind === 'line') return { type: 'LineString', coordinates: positions };
  return { type: 'Polygon', coordinates: [[...positions, positions[0]!]] };
}

function boxAround(
  vertices: readonly SitePosition[],
  frame: { toLonLat(east: number, north: number): [number, number] },
): [number, number, number, number] {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const vertex of vertices) {
    const [lon, lat] = frame.toLonLat(vertex.east, vertex.north);
    west = Math.min(west, lon);
    south = Math.min(south, lat);
    east = Math.max(east, lon);
    north = Math.max(north, lat);
  }
  return [west, south, east, north];
}

function ownFailure(error: unknown): Failure {
  if (error instanceof TengunError || error instanceof OwnFileError)
    return { code: error.code, message: error.message };
  return failureOf(error);
}

/** The system of a new ledger: that of the site, else degrees. */
export const newLedgerCrs = (code: string | null): string => code ?? DEGREES;
