/** What the scenario tool asks of the server and of files: ground heights, objects, their points, designs, keeping and opening. */
import type { FoundSceneObject } from '#core/contract/find-objects.ts';
import type { NewEdit } from '#core/scenario/edit-list.ts';
import { scenarioGeoJson } from '#core/scenario/exchange.ts';
import { listProjects } from '../../api/projects.ts';
import { findObjects, groundAlong, groundHeights } from '../../api/scenario.ts';
import { getOutline } from '../../api/surfaces.ts';
import { type AppStore, visibleCollections } from '../../state/app-state.ts';
import type { UrlState } from '../../state/url-state.ts';
import { downloadText } from '../download.ts';
import { failureOf, isAbort } from '../run.ts';
import { createScenarioAssets } from './assets.ts';
import { createScenarioKeeping } from './keeping.ts';
import {
  type Moving,
  parseReference,
  reduceScenario,
  type ScenarioAction,
  type ScenarioState,
  shownScenario,
} from './state.ts';

/** Names of what is made here, in the language of the page. */
export interface ScenarioWords {
  readonly scenario: string;
  readonly hide: string;
  readonly objects: string;
  readonly move: string;
  readonly building: string;
  readonly wall: string;
  readonly road: string;
  readonly design: string;
}

export interface ScenarioWork {
  dispatch(action: ScenarioAction): void;
  /** Adds an edit; without a scenario it begins one. */
  add(edit: NewEdit, words: ScenarioWords): void;
  /** What was drawn becomes an edit, or the area in which objects are looked for. */
  addDrawn(words: ScenarioWords): Promise<void>;
  /** @param areaM half the side of the square around the middle of the picture; absent: the drawn area */
  search(areaM?: number): Promise<void>;
  stopSearch(): void;
  hideChosen(words: ScenarioWords): void;
  /** Puts the object that is being moved to a place. */
  place(to: { readonly east: number; readonly north: number }, words: ScenarioWords): Promise<void>;
  addDesign(surface: string, words: ScenarioWords): Promise<void>;
  addModel(file: File, words: ScenarioWords): Promise<void>;
  save(project: string | null, thumbnail: () => Promise<Blob | null>): Promise<boolean>;
  /** A short link to the scenario as it is kept. */
  share(): Promise<void>;
  exportFile(): void;
  importFile(file: File): Promise<void>;
  restore(asked: UrlState): Promise<void>;
  /** Shows the scenario that a scene names, or none; resolves when what it moves is there. */
  show(scene: UrlState): Promise<void>;
}

interface Parts {
  readonly store: AppStore;
  /** The address of what is shown. */
  readonly address: () => UrlState;
}

/** Heights along walls and roads stand so near to each other. */
const STEP_M = 2;
const LARGEST_FILE_BYTES = 20_000_000;
const MAX_MODEL_BYTES = 100_000_000;
/** Most vertices of an outline of a design. */
const MAX_OUTLINE = 500;

export function createScenarioWork({ store, address }: Parts): ScenarioWork {
  const dispatch = (action: ScenarioAction) => store.set({ scenario: reduceScenario(store.get().scenario, action) });
  const state = () => store.get().scenario;
  let searching: AbortController | null = null;
  const signal = () => new AbortController().signal;
  const fail = (error: unknown) => {
    if (!isAbort(error)) dispatch({ type: 'failed', failure: failureOf(error) });
  };

  /** Runs one after the other work of a kind; what fails is told. */
  const busy = async <T>(what: NonNullable<ScenarioState['busy']>, task: () => Promise<T>): Promise<T | null> => {
    dispatch({ type: 'busy', what });
    try {
      const result = await task();
      dispatch({ type: 'busy', what: null });
      return result;
    } catch (error) {
      dispatch({ type: 'busy', what: null });
      fail(error);
      return null;
    }
  };
  const assets = createScenarioAssets({ store, dispatch, fail });
  const keeping = createScenarioKeeping({ state, dispatch, address, busy });
  const unitM = () => store.get().frame?.unitM ?? 1;
  const inUnits = ({ east, north }: { east: number; north: number }): [number, number] => [
    rounded(east / unitM()),
    rounded(north / unitM()),
  ];
  const crs = () => store.get().frame?.code ?? null;

  const add = (edit: NewEdit, words: ScenarioWords) => {
    if (!shownScenario(state())) {
      dispatch({ type: 'book', action: { type: 'new', name: words.scenario, crs: crs() } });
    }
    dispatch({ type: 'book', action: { type: 'add', edit } });
    if (state().shown === 'before') dispatch({ type: 'shown', shown: 'after' });
  };

  const groundCollection = (): string | null => {
    const { frame } = store.get();
    const here = visibleCollections(store.get()).filter(({ proj4 }) => proj4 === frame?.proj4);
    return here.at(-1)?.id ?? null;
  };
  const heightsAt = async (places: readonly (readonly [number, number])[]): Promise<(number | null)[]> => {
    const collection = groundCollection();
    if (collection === null) return places.map(() => null);
    return await groundHeights(places, { collection, crs: crs() }, signal());
  };

  const drawnOutline = (): [number, number][] => state().drawing.vertices.map(inUnits);
  const addHide = async (words: ScenarioWords) => {
    const outline = drawnOutline();
    const { aboveM } = state().form;
    const heights = aboveM === null ? [] : (await heightsAt(outline)).filter((one) => one !== null);
    const drawn = state().drawing.vertices.map(({ height }) => height);
    const lowM = Math.min(...(heights.length > 0 ? heights : drawn));
    const collection = groundCollection();
    // where everything goes, so does the ground; where things go, what they stood on may never have been seen
    const unmeasured = aboveM === null || collection === null ? null : await groundUnder(collection, outline);
    add(
      {
        kind: 'hide',
        name: words.hide,
        on: true,
        outline,
        ...(aboveM === null ? {} : { heightsM: [rounded(lowM + aboveM), 12_000] }),
        ...(unmeasured ? { unmeasured } : {}),
      },
      words,
    );
  };
  const groundUnder = async (collection: string, outline: readonly (readonly number[])[]) => {
    const ring = [...outline, outline[0]!].map(([east, north]) => [east!, north!]);
    const polygon = { type: 'Polygon' as const, coordinates: [ring] };
    const inputs = { collection, area: polygon, under: [polygon], kinds: ['other' as const], maxObjects: 1 };
    const { under } = await findObjects(
      { ...inputs, ...(crs() === null ? {} : { crs: crs()! }) },
      { signal: signal() },
    );
    return under[0] ?? null;
  };
  const addBuilding = async (words: ScenarioWords) => {
    const outline = drawnOutline();
    const known = (await heightsAt(outline)).filter((one) => one !== null);
    const drawn = state().drawing.vertices.map(({ height }) => height);
    // its lowest corner stands on the ground
    const baseM = rounded(Math.min(...(known.length > 0 ? known : drawn)));
    const { heightM, colour } = state().form;
    add({ kind: 'place-building', name: words.building, on: true, outline, baseM, heightM, colour }, words);
  };
  const addLine = async (kind: 'wall' | 'road', words: ScenarioWords) => {
    const line = drawnOutline();
    const collection = groundCollection();
    const along = collection === null ? [] : await groundAlong(line, STEP_M, { collection, crs: crs() }, signal());
    const drawn = state().drawing.vertices.map(({ height }, i) => [...line[i]!, height] as [number, number, number]);
    const { wallM, widthM, colour } = state().form;
    const ground = (along.length >= 2 ? along : drawn).slice(0, 2000).map((place) => place.map(rounded));
    const size = kind === 'wall' ? { widthM: Math.min(widthM, 0.5), heightM: wallM } : { widthM, heightM: 0.15 };
    add({ kind, name: words[kind], on: true, line, ground, colour, ...size }, words);
  };

  store.subscribe(assets.follow);

  const search = async (areaM?: number): Promise<void> => {
    const { frame, pose } = store.get();
    const collection = groundCollection();
    if (!frame || !pose || collection === null) return;
    searching?.abort();
    const own = new AbortController();
    searching = own;
    const ring =
      areaM === undefined ? drawnOutline() : squareAround(frame.fromLonLat(pose.lon, pose.lat), areaM, unitM());
    const inputs = {
      collection,
      area: { type: 'Polygon' as const, coordinates: [[...ring, ring[0]!]] },
      ...(frame.code === null ? {} : { crs: frame.code }),
      kinds: [...state().kinds],
    };
    dispatch({ type: 'adding', kind: null });
    dispatch({ type: 'search', action: { type: 'run' } });
    try {
      const onProgress = (percent: number) =>
        own.signal.aborted || dispatch({ type: 'search', action: { type: 'progress', percent } });
      const result = await findObjects(inputs, { signal: own.signal, onProgress });
      own.signal.throwIfAborted();
      dispatch({ type: 'search', action: { type: 'done', result } });
    } catch (error) {
      if (searching !== own) return;
      dispatch({
        type: 'search',
        action: isAbort(error) ? { type: 'stopped' } : { type: 'failed', failure: failureOf(error) },
      });
    }
  };

  return {
    dispatch,
    add,
    async addDrawn(words) {
      const { adding, drawing } = state();
      if (!adding || !drawing.closed) return;
      if (adding === 'area') return await search();
      const done = await busy('ground', async () => {
        if (adding === 'hide') await addHide(words);
        else if (adding === 'building') await addBuilding(words);
        else await addLine(adding, words);
        return true;
      });
      if (done) dispatch({ type: 'adding', kind: null });
    },
    search,
    stopSearch: () => searching?.abort(),
    hideChosen(words) {
      const { search: found, chosen } = state();
      if (found.state !== 'done') return;
      const objects = found.result.objects.filter(({ id }) => chosen.has(id)).slice(0, 1000);
      if (objects.length === 0) return;
      const unmeasured = objects.flatMap((one) => one.unmeasured ?? []);
      add(
        {
          kind: 'hide-objects',
          name: words.objects,
          on: true,
          collection: found.result.collection,
          objects: objects.map(sceneObject),
          ...(unmeasured.length > 0 ? { unmeasured } : {}),
        },
        words,
      );
      dispatch({ type: 'select', ids: objects.map(({ id }) => id), on: false });
    },
    async place(to, words) {
      const { moving } = state();
      if (!moving) return;
      await busy('ground', async () => {
        const place = inUnits(to);
        const [groundM = null] = await heightsAt([place]);
        const before = shownScenario(state())?.edits.find(({ id }) => id === moving.edit);
        if (before?.kind === 'move') {
          dispatch({ type: 'book', action: { type: 'change', edit: { ...before, to: place, groundM } } });
        } else if (before?.kind === 'place-model') {
          const baseM = groundM ?? before.baseM;
          dispatch({ type: 'book', action: { type: 'change', edit: { ...before, at: place, baseM } } });
        } else if (moving.object) add(moveEdit(moving, place, groundM, words), words);
      });
      dispatch({ type: 'moving', moving: null });
    },
    async addDesign(surface, words) {
      await busy('ground', async () => {
        const [{ name, place }, { footprint }] = await Promise.all([assets.loadDesign(surface), getOutline(surface)]);
        const outlines = footprint
          .map(([outer]) => thinned(outer ?? []).map(([x, y]) => place(x!, y!)))
          .filter((ring) => ring.length >= 3)
          .map((ring) => ring.map(([east, north]) => inUnits({ east, north })))
          .slice(0, 50);
        add({ kind: 'design', name: name || words.design, on: true, surface, outlines }, words);
      });
    },
    async addModel(file, words) {
      await busy('ground', async () => {
        if (file.size > MAX_MODEL_BYTES)
          throw new Error(`expected at most ${MAX_MODEL_BYTES} bytes, seen ${file.size}`);
        const bytes = await file.arrayBuffer();
        assertGlb(bytes);
        const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
        const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
        const isNew = state().models[sha256] === undefined;
        if (isNew) {
          const url = URL.createObjectURL(new Blob([bytes], { type: 'model/gltf-binary' }));
          dispatch({ type: 'model', sha256, url });
        }
        // a file that a scenario has missed takes its place there
        const isMissed = shownScenario(state())?.edits.some(
          (edit) => edit.kind === 'place-model' && edit.file.sha256 === sha256,
        );
        if (isMissed && isNew) return;
        const { frame, pose } = store.get();
        if (!frame || !pose) return;
        const [east, north] = frame.fromLonLat(pose.lon, pose.lat);
        const at = inUnits({ east, north });
        const [groundM = null] = await heightsAt([at]);
        const baseM = rounded(groundM ?? pose.elevationM);
        const own = { name: file.name.slice(0, 200), sizeBytes: file.size, sha256 };
        add({ kind: 'place-model', name: words.building, on: true, file: own, at, baseM, turnDeg: 0, scale: 1 }, words);
      });
    },
    save: keeping.save,
    share: keeping.share,
    exportFile() {
      const scenario = shownScenario(state());
      if (!scenario) return;
      const name = scenario.name.replace(/[\\/:*?"<>|]/g, '_');
      downloadText(`${name}.geojson`, 'application/geo+json', JSON.stringify(scenarioGeoJson(scenario), null, 1));
    },
    async importFile(file) {
      await busy('open', async () => {
        if (file.size > LARGEST_FILE_BYTES) {
          throw new Error(`expected at most ${LARGEST_FILE_BYTES} bytes, seen ${file.size}`);
        }
        let document: unknown;
        try {
          document = JSON.parse(await file.text());
        } catch {
          throw new Error('expected a GeoJSON file, seen text that is no JSON');
        }
        const { readScenarioGeoJson } = await import('#core/scenario/read-scenario.ts');
        dispatch({ type: 'book', action: { type: 'open', scenarios: [readScenarioGeoJson(document)] } });
      });
    },
    async restore({ scenario: reference }) {
      const asked = reference === undefined ? null : parseReference(reference);
      if (asked) await busy('open', () => keeping.open(asked));
    },
    async show({ scenario: reference }) {
      const asked = reference === undefined ? null : parseReference(reference);
      if (!asked) return dispatch({ type: 'book', action: { type: 'choose', id: null } });
      const { history, kept } = state();
      const known = history.now.scenarios.find((one) => {
        const as = kept[one.id];
        return as?.project === asked.project && as.entry === asked.entry && as.scenario === one;
      });
      if (known) {
        dispatch({ type: 'book', action: { type: 'choose', id: known.id } });
        dispatch({ type: 'shown', shown: asked.shown });
      } else await busy('open', () => keeping.open(asked));
      await assets.settled();
    },
  };
}

/** Projects that a scenario can be kept in. */
export const knownProjects = listProjects;

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

function squareAround([east, north]: readonly [number, number], halfM: number, unitM: number): [number, number][] {
  const corner = (e: number, n: number): [number, number] => [
    rounded((east + e * halfM) / unitM),
    rounded((north + n * halfM) / unitM),
  ];
  return [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)];
}

/** What an edit keeps of a found object. */
function sceneObject(found: FoundSceneObject) {
  const { id, kind, footprint, classes, bottomM, topM, groundM, pointCount } = found;
  return { id, kind, footprint, classes, bottomM, topM, groundM, pointCount };
}

function moveEdit(
  { collection, object }: Moving,
  to: [number, number],
  groundM: number | null,
  words: ScenarioWords,
): NewEdit {
  const from = [object!.centre[0]!, object!.centre[1]!];
  const { unmeasured } = object!;
  return {
    kind: 'move',
    name: words.move,
    on: true,
    collection,
    object: sceneObject(object!),
    from,
    to,
    turnDeg: 0,
    groundM,
    ...(unmeasured ? { unmeasured } : {}),
  };
}

/** Closed ring of a file → open ring of few enough vertices. */
function thinned(ring: readonly (readonly number[])[]): (readonly number[])[] {
  const open = ring.slice(0, -1);
  const step = Math.ceil(open.length / MAX_OUTLINE);
  return step <= 1 ? open : open.filter((_, i) => i % step === 0);
}

/** Binary glTF 2.0, §12: magic, version, length. */
function assertGlb(bytes: ArrayBuffer): void {
  const view = new DataView(bytes);
  const isGlb = bytes.byteLength >= 20 && view.getUint32(0, true) === 0x46546c67 && view.getUint32(4, true) === 2;
  if (!isGlb) throw new Error('expected a binary glTF 2.0 file (.glb)');
  if (view.getUint32(8, true) !== bytes.byteLength) {
    throw new Error(`expected a file of ${view.getUint32(8, true)} bytes, seen ${bytes.byteLength}: it was cut off`);
  }
}
