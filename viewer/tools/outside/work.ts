/** Opens layers of other servers and files, and keeps what became of them. Nobody else's server is asked before the user says so. */
import type { AppStore } from '../../state/app-state.ts';
import { framePose } from '../../state/framing.ts';
import { failureOf, isAbort } from '../run.ts';
import { absoluteUrl, OutsideError } from './fetch-bounded.ts';
import { kindOfContent, kindOfUrl, LIMIT_BYTES, type OutsideKind } from './kinds.ts';
import {
  newLayer,
  type OutsideAction,
  type OutsideFailure,
  type OutsideLayer,
  type OutsideSource,
  reduceOutside,
} from './state.ts';

export interface OutsideWork {
  /** @returns why the address cannot be one; null: it is being opened */
  add(address: string, kind: OutsideKind | null): OutsideFailure | null;
  /** Opens those of dropped files that are layers of the globe. @returns the others */
  takeFiles(files: readonly File[]): Promise<readonly File[]>;
  change(id: string, part: Partial<Pick<OutsideLayer, 'name' | 'visible' | 'opacity' | 'place' | 'attribution'>>): void;
  /** The user says what it is, or which layer of a map server. */
  choose(id: string, part: { kind?: OutsideKind; layer?: string }): void;
  /** Asks again, or, for what came with a link, for the first time. */
  open(id: string): void;
  openAll(): void;
  remove(id: string): void;
  clear(): void;
  goTo(id: string): void;
  /** The view could not draw it, or says where it lies. */
  drawn(id: string, news: { failure?: string; extent?: OutsideExtent }): void;
}

export interface OutsideExtent {
  readonly bbox: readonly [west: number, south: number, east: number, north: number];
  readonly elevationM: readonly [low: number, high: number];
}

/** Tiles are tried at this level: most maps of a country have it. */
const PROBE_LEVEL = 10;

export function createOutsideWork(store: AppStore, canvasAspect: () => Promise<number>): OutsideWork {
  const running = new Map<string, AbortController>();
  const extents = new Map<string, OutsideExtent>();
  const dispatch = (action: OutsideAction) => store.set({ outside: reduceOutside(store.get().outside, action) });
  const layerOf = (id: string) => store.get().outside.layers.find((layer) => layer.id === id);
  const change = (id: string, part: Partial<OutsideLayer>) => dispatch({ type: 'change', id, part });

  const readShapes = async (file: File, signal: AbortSignal) => {
    const [{ openFile }, { placingOf }, { crsFromCode }, { codeFor }] = await Promise.all([
      import('../../local/open-file.ts'),
      import('../../local/placing.ts'),
      import('#core/crs/crs.ts'),
      import('../files/choose-crs.ts'),
    ]);
    const opened = await openFile(file, signal);
    try {
      const { frame } = store.get();
      if (!frame) throw new OutsideError('UNSUPPORTED', 'expected a site, seen none');
      const crs = opened.facts.crs ?? crsFromCode(codeFor(store.get(), opened.facts));
      const options = { placing: placingOf(crs, frame, opened.facts.unitM), pointLimit: 0 };
      const read = await opened.read(options, signal, () => undefined);
      if ('shapes' in read) return read.shapes;
      throw new OutsideError('WRONG_KIND', `expected lines or pictures, seen points`, { seen: 'other' });
    } finally {
      opened.close();
    }
  };
  const tileNear = () => {
    const { lon, lat } = store.get().pose ?? { lon: 138.4, lat: 35 };
    const side = 2 ** PROBE_LEVEL;
    const sine = Math.sin((Math.min(85, Math.max(-85, lat)) * Math.PI) / 180);
    const x = Math.floor(((lon + 180) / 360) * side);
    const y = Math.floor((0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * side);
    return { z: PROBE_LEVEL, x: Math.min(side - 1, Math.max(0, x)), y };
  };

  const begin = async (id: string): Promise<void> => {
    const layer = layerOf(id);
    if (!layer) return;
    running.get(id)?.abort();
    const stop = new AbortController();
    running.set(id, stop);
    release(layer.source);
    change(id, { stage: { state: 'loading' }, source: null });
    try {
      const { openOutside } = await import('./open-outside.ts');
      const found = await openOutside(layer, { readShapes, tileNear: tileNear() }, stop.signal);
      if (stop.signal.aborted || !layerOf(id)) return;
      const facts = {
        kind: found.kind,
        ...(found.name && layer.name === newLayer(layer.url, null).name ? { name: found.name } : {}),
        ...(found.attribution && layer.attribution === '' ? { attribution: found.attribution } : {}),
      };
      if ('offered' in found) change(id, { ...facts, stage: { state: 'choosing', offered: found.offered } });
      else change(id, { ...facts, ...ready(layer, found.source), ...(found.layer ? { layer: found.layer } : {}) });
    } catch (error) {
      if (stop.signal.aborted || isAbort(error)) return;
      change(id, { stage: { state: 'failed', failure: outsideFailure(error) } });
    }
  };

  /** A model without a place stands where one looks. */
  const ready = (layer: Pick<OutsideLayer, 'place'>, source: OutsideSource): Partial<OutsideLayer> => {
    const { pose } = store.get();
    const place =
      source.kind === 'gltf' && layer.place === null && pose
        ? { lon: pose.lon, lat: pose.lat, elevationM: pose.elevationM, headingDeg: 0, scale: 1 }
        : layer.place;
    // what only the globe draws is looked at there
    if (source.kind !== 'shapes') store.set({ view: 'globe' });
    return { place, source, stage: { state: 'ready' } };
  };

  const takeFile = async (file: File, kind: 'gltf' | 'czml'): Promise<void> => {
    const id = `outside:${store.get().outside.nextId}`;
    dispatch({ type: 'add', layer: { ...newLayer(file.name, kind, { isFile: true, name: file.name }) } });
    try {
      if (file.size > LIMIT_BYTES[kind]) {
        throw new OutsideError('TOO_LARGE', `${file.name}: ${file.size} bytes`, {
          limitMiB: LIMIT_BYTES[kind] / 2 ** 20,
          seenMiB: Math.ceil(file.size / 2 ** 20),
        });
      }
      const seen = kindOfContent(new Uint8Array(await file.slice(0, 4096).arrayBuffer()));
      if (seen !== kind) throw new OutsideError('WRONG_KIND', `${file.name}: seen ${seen}`, { expected: kind, seen });
      const source: OutsideSource =
        kind === 'gltf'
          ? { kind, url: URL.createObjectURL(file) }
          : { kind, packets: JSON.parse(await file.text()) as object, base: window.location.href };
      change(id, ready({ place: null }, source));
    } catch (error) {
      change(id, { stage: { state: 'failed', failure: outsideFailure(error) } });
    }
  };

  const remove = (id: string) => {
    running.get(id)?.abort();
    running.delete(id);
    extents.delete(id);
    release(layerOf(id)?.source ?? null);
    dispatch({ type: 'remove', id });
  };

  // another site frame is another plane: lines and pictures are placed anew
  let placedIn = store.get().frame;
  store.subscribe(() => {
    const { frame, outside } = store.get();
    if (frame === placedIn) return;
    const isOther = placedIn !== null;
    placedIn = frame;
    if (!isOther) return;
    for (const { id, source } of outside.layers) if (source?.kind === 'shapes') void begin(id);
  });

  const work: OutsideWork = {
    add(address, kind) {
      try {
        const url = absoluteUrl(address, window.location.href);
        const id = `outside:${store.get().outside.nextId}`;
        dispatch({ type: 'add', layer: newLayer(url, kind) });
        if (kind === null) change(id, { kind: kindOfUrl(url) ?? '3dtiles' });
        void begin(id);
        return null;
      } catch (error) {
        return outsideFailure(error);
      }
    },
    async takeFiles(files) {
      const others: File[] = [];
      for (const file of files) {
        const kind = kindOfUrl(`file/${file.name}`);
        if (kind === 'gltf' || kind === 'czml') await takeFile(file, kind);
        else others.push(file);
      }
      return others;
    },
    change,
    choose(id, { kind, layer }) {
      change(id, { ...(kind ? { kind, kindChosen: true, layer: null } : {}), ...(layer ? { layer } : {}) });
      void begin(id);
    },
    open: (id) => void begin(id),
    openAll() {
      for (const { id, stage } of store.get().outside.layers) if (stage.state === 'asking') void begin(id);
    },
    remove,
    clear() {
      for (const { id } of store.get().outside.layers) remove(id);
    },
    goTo(id) {
      const extent = extents.get(id) ?? extentOf(layerOf(id), store);
      if (!extent) return;
      const { bbox, elevationM } = extent;
      const [west, south, east, north] = bbox;
      const box = { west, south, east, north, minElevationM: elevationM[0], maxElevationM: elevationM[1] };
      void canvasAspect().then((aspect) => store.set({ pose: framePose(box, { aspect }) }));
    },
    drawn(id, { failure, extent }) {
      if (extent) extents.set(id, extent);
      if (failure !== undefined && layerOf(id)) {
        change(id, {
          stage: { state: 'failed', failure: { code: 'BROKEN', facts: {}, message: failure } },
          source: null,
        });
      }
    },
  };
  return work;
}

/** Addresses of blobs hold them in memory. */
function release(source: OutsideSource | null): void {
  if (source?.kind === 'gltf' && source.url.startsWith('blob:')) URL.revokeObjectURL(source.url);
}

/** Where a layer lies, as far as that is known without the engine. */
function extentOf(layer: OutsideLayer | undefined, store: AppStore): OutsideExtent | null {
  const { frame, pose } = store.get();
  if (!layer?.source || !frame) return null;
  const { source, place } = layer;
  const around = pose?.elevationM ?? 0;
  if (source.kind === 'shapes') {
    const [w, s, low, e, n, high] = source.shapes.box;
    const corners = [frame.toLonLat(w, s), frame.toLonLat(e, n), frame.toLonLat(w, n), frame.toLonLat(e, s)];
    const [lons, lats] = [corners.map(([lon]) => lon), corners.map(([, lat]) => lat)];
    const heights = source.shapes.hasHeights ? ([low, high] as const) : ([around, around] as const);
    return { bbox: [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)], elevationM: heights };
  }
  if (source.kind === 'gltf' && place) {
    const [dLon, dLat] = [0.0003, 0.00025];
    const { lon, lat, elevationM } = place;
    return { bbox: [lon - dLon, lat - dLat, lon + dLon, lat + dLat], elevationM: [elevationM, elevationM + 10] };
  }
  const bbox = 'bbox' in source ? source.bbox : source.kind === 'wmts' ? source.offered.bbox : null;
  return bbox ? { bbox, elevationM: [around, around] } : null;
}

export function outsideFailure(error: unknown): OutsideFailure {
  if (error instanceof OutsideError) return { code: error.code, facts: error.facts, message: error.message };
  const { message } = failureOf(error);
  return { code: 'FILE', facts: {}, message };
}
