/**
 * The page's one workspace: the store, and what happens to it when collections load, settings change, and tools act.
 * Everything that components and tools do goes through here; the views follow the store (see ui/view-host.ts).
 */

import { takeScene } from '../api/early.ts';
import { openScene } from '../api/scene.ts';
import { cutSection } from '../api/section.ts';
import { limitsOfDevice } from '../streaming/device-limits.ts';
import { type AlignmentAction, reduceAlignment } from '../tools/alignment/state.ts';
import { alignmentUrl, askedAlignment } from '../tools/alignment/url.ts';
import { type AlignmentWork, createAlignmentWork } from '../tools/alignment/work.ts';
import { type DesignAction, reduceDesign } from '../tools/design/state.ts';
import type { DrawingAction } from '../tools/drawing/state.ts';
import { createFilesWork, type FilesWork } from '../tools/files/work.ts';
import { type MeasureAction, reduceMeasure } from '../tools/measure/state.ts';
import { askedMeasure, measureUrl } from '../tools/measure/url.ts';
import { createMeasureWork, type MeasureWork } from '../tools/measure/work.ts';
import { createOverlaysWork, type OverlaysWork } from '../tools/overlays/work.ts';
import { projectUrl, workTool } from '../tools/project/scene.ts';
import { createProjectWork, type ProjectWork } from '../tools/project/work.ts';
import { failureOf, isAbort } from '../tools/run.ts';
import { reduceSection, type SectionAction, sectionObstacle, sectionRequest } from '../tools/section/state.ts';
import { sectionSettings, sectionUrl } from '../tools/section/url.ts';
import { createStoryWork, type StoryWork, storyUrl } from '../tools/story/work.ts';
import { reduceVolume, type VolumeAction } from '../tools/volume/state.ts';
import { NO_SURFACE } from '../tools/volume/surface-choice.ts';
import { volumeSettings, volumeUrl } from '../tools/volume/url.ts';
import { createVolumeWork, type VolumeWork } from '../tools/volume/work.ts';
import { reduceWay, type WayAction } from '../tools/way/state.ts';
import { askedWay } from '../tools/way/url.ts';
import { createWayWork, type WayWork } from '../tools/way/work.ts';
import { type AppStore, createAppStore, drawnCollections, inSiteFrame } from './app-state.ts';
import { type Appearance, usualAppearance } from './appearance.ts';
import { type CameraPose, normalizePose } from './camera-pose.ts';
import { byDate, type CollectionInfo } from './collection.ts';
import { type CompareAction, epochsOf, NO_COMPARE, nextEpoch, reduceCompare } from './compare.ts';
import { extentOf, framePose } from './framing.ts';
import { closeCollection, openCollection } from './open-collections.ts';
import { drawClip } from './seeing/cut.ts';
import { startSeeingWork } from './seeing/work.ts';
import { createSiteFrame, gridConvergenceDeg, type SiteFrame } from './site-frame.ts';
import { type Projection, type StandardView, standardPose } from './standard-views.ts';
import type { Language, PlanPoint, Tool, UrlState, View } from './url-state.ts';

/** A place without an extent is looked at from this near. */
const NEAR_PLACE_M = 200;
/** Coming from the globe, the site view does not keep a camera farther away than this. */
const FARTHEST_SITE_M = 30_000;

export interface Workspace {
  readonly store: AppStore;
  /** Loads the collections and the frame; the address decides which. */
  load(): Promise<void>;
  setView(view: View): void;
  setLanguage(language: Language): void;
  setTool(tool: Tool): void;
  setAppearance(part: Partial<Appearance>): void;
  setVisible(id: string, visible: boolean): void;
  showOnly(id: string): void;
  showAll(): void;
  /** @returns whether the server knows it @throws {ApiError} when the server cannot be asked */
  openCollection(id: string): Promise<boolean>;
  closeCollection(id: string): void;
  /** Looks at one collection, or at all visible ones. */
  frameCollections(ids: readonly string[]): Promise<void>;
  setProjection(projection: Projection): void;
  /** Turns the camera around what it looks at; `north` keeps its pitch. */
  look(view: StandardView | 'north'): void;
  /** Looks at a place, or at all of its box; the globe shows what lies off the data. @returns whether there are data */
  goTo(place: { lon: number; lat: number; bbox?: readonly [number, number, number, number] }): boolean;
  /** Two epochs in one picture; both become visible. */
  compare(action: CompareAction): void;
  /** Shows the next or previous epoch alone; in a comparison by turns the other side. */
  stepEpoch(by: 1 | -1): void;
  /** Shows one epoch alone; collections without a date stay as they are. */
  showEpoch(id: string): void;
  volume(action: VolumeAction): void;
  measure(action: MeasureAction): void;
  section(action: SectionAction): void;
  way(action: WayAction): void;
  design(action: DesignAction): void;
  alignment(action: AlignmentAction): void;
  /** Draws in the shape that the tool in use works on. */
  draw(action: DrawingAction): void;
  /** What the volume tool asks of the server. */
  readonly work: VolumeWork;
  readonly alignmentWork: AlignmentWork;
  readonly measureWork: MeasureWork;
  /** Files that are opened in this browser. */
  readonly files: FilesWork;
  /** Relief maps, contours and designs over the points. */
  readonly overlays: OverlaysWork;
  readonly wayWork: WayWork;
  /** Keeping and sharing. */
  readonly projects: ProjectWork;
  readonly stories: StoryWork;
  runSection(): Promise<void>;
  stopSection(): void;
}

export function createWorkspace(asked: UrlState, canvasAspect: () => Promise<number>): Workspace {
  const store = createAppStore({
    language: asked.lang ?? preferredLanguage(),
    view: asked.view ?? 'site',
    tool: asked.story !== undefined ? 'story' : asked.project === undefined ? (asked.tool ?? 'layers') : 'project',
    ...(asked.tool && asked.tool !== 'project' && asked.tool !== 'story' ? { toolBefore: asked.tool } : {}),
    memoryMiB: asked.memoryMiB,
  });
  if (asked.projection) store.set({ projection: asked.projection });
  if (asked.overlays) store.set({ overlays: { ...store.get().overlays, choice: asked.overlays } });
  // On a phone the panel would cover the picture that one comes to see.
  if (!asked.tool && asked.project === undefined && window.matchMedia('(max-width: 800px)').matches)
    store.set({ panelOpen: false });
  startSeeingWork(store);
  let running: AbortController | null = null;

  const design = (action: DesignAction) => store.set({ design: reduceDesign(store.get().design, action) });
  const volume = (action: VolumeAction) => {
    store.set({ volume: reduceVolume(store.get().volume, action) });
    // A pad that is being drawn ends with the next shape.
    const begins = action.type === 'draw' && action.action.type === 'start';
    if (begins && store.get().design.drawing.active) design({ type: 'draw', action: { type: 'cancel' } });
  };
  const section = (action: SectionAction) => store.set({ section: reduceSection(store.get().section, action) });
  const stopSection = () => {
    running?.abort();
    running = null;
  };
  const alignment = (action: AlignmentAction) =>
    store.set({ alignment: reduceAlignment(store.get().alignment, action) });
  const measure = (action: MeasureAction) => store.set({ measure: reduceMeasure(store.get().measure, action) });
  const way = (action: WayAction) => store.set({ way: reduceWay(store.get().way, action) });
  const wayWork = createWayWork({ store, way });
  const measureWork = createMeasureWork({ store, measure });
  const alignmentWork = createAlignmentWork({ store, alignment });
  const work = createVolumeWork({ store, volume, design, section, alignment, onAlignments: alignmentWork.takeFile });

  const workspace: Workspace = {
    store,
    load: async () => {
      await loadScene(store, asked, canvasAspect);
      const { collections } = store.get();
      const ids = collections.map(({ id }) => id);
      way({ type: 'asked', ...askedWay(asked.way, ids) });
      if (asked.tool === 'section') section({ type: 'name', name: asked.name ?? '' });
      else if (asked.tool === 'volume') volume({ type: 'name', name: asked.name ?? '' });
      if (asked.compare) restoreCompare(workspace, asked.compare);
      await work.restore(asked);
      if (asked.alignment) await alignmentWork.restore(askedAlignment(asked.alignment, [], startSurfaces(collections)));
      await workspace.projects.restore(asked);
      await workspace.stories.restore(asked);
    },
    setView(view) {
      store.set({ view });
      // From so far away a site shows nothing: come down to it.
      const { pose } = store.get();
      if (view === 'site' && pose && pose.rangeM > FARTHEST_SITE_M) void workspace.frameCollections([]);
    },
    setLanguage: (language) => store.set({ language }),
    setTool(tool) {
      const keepsWork = tool === 'project' || tool === 'story';
      store.set({ tool, toolBefore: keepsWork ? workTool(store.get()) : tool, panelOpen: true });
    },
    setAppearance: (part) => store.set({ appearance: { ...store.get().appearance, ...part } }),
    setVisible(id, visible) {
      const hidden = new Set(store.get().hidden);
      if (visible) hidden.delete(id);
      else hidden.add(id);
      store.set({ hidden });
    },
    showOnly(id) {
      const others = store
        .get()
        .collections.map((collection) => collection.id)
        .filter((other) => other !== id);
      store.set({ hidden: new Set(others) });
    },
    showAll: () => store.set({ hidden: new Set() }),
    openCollection: (id) => openCollection(store, id),
    closeCollection: (id) => closeCollection(store, id),
    async frameCollections(ids) {
      const state = store.get();
      const wanted = state.collections.filter(({ id }) => ids.includes(id));
      enterFrameOf(store, wanted[0]);
      const extent = extentOf(ids.length > 0 ? wanted : drawnCollections(store.get()));
      if (extent) store.set({ pose: framePose(extent, { aspect: await canvasAspect() }) });
    },
    setProjection: (projection) => store.set({ projection }),
    look(view) {
      const { pose, frame, view: shown } = store.get();
      if (!pose) return;
      const isSite = shown === 'site' && frame !== null;
      // The site's north is that of its plane coordinates. The globe's camera must see some ground.
      const northDeg = isSite ? -gridConvergenceDeg(frame, pose.lon, pose.lat) : 0;
      const next =
        view === 'north' ? { ...pose, headingDeg: northDeg } : standardPose(pose, view, northDeg, isSite ? 0 : -8);
      store.set({ pose: normalizePose(next) });
    },
    goTo({ lon, lat, bbox }) {
      const { pose, collections } = store.get();
      if (!pose) return false;
      const [west, south, east, north] = bbox ?? [lon, lat, lon, lat];
      const onData = collections.some(
        ({ bbox: box }) => box !== null && west <= box[2] && east >= box[0] && south <= box[3] && north >= box[1],
      );
      const { elevationM, headingDeg, pitchDeg } = pose;
      const extent = { west, south, east, north, minElevationM: elevationM, maxElevationM: elevationM };
      const next = bbox
        ? framePose(extent, { aspect: 1, headingDeg, pitchDeg })
        : { ...pose, lon, lat, rangeM: Math.min(pose.rangeM, NEAR_PLACE_M) };
      // Off the data the site view has nothing to show.
      store.set({ pose: next, ...(onData ? {} : { view: 'globe' as const }) });
      return onData;
    },
    compare(action) {
      const { compare: before, collections, hidden } = store.get();
      const epochs = epochsOf(collections);
      const compare = reduceCompare(before, action, epochs);
      const pair = compare.mode === 'off' ? [] : [compare.left, compare.right];
      const needed = epochs.filter(({ id }) => pair.includes(id)).flatMap(({ ids }) => ids);
      const isShown = needed.every((id) => !hidden.has(id));
      store.set({
        compare,
        ...(isShown ? {} : { hidden: new Set([...hidden].filter((id) => !needed.includes(id))) }),
      });
    },
    stepEpoch(by) {
      const { compare, collections, hidden } = store.get();
      if (compare.mode === 'blink') return workspace.compare({ type: 'turn' });
      const epoch = compare.mode === 'off' ? nextEpoch(epochsOf(collections), hidden, by) : null;
      if (epoch) workspace.showEpoch(epoch.id);
    },
    showEpoch(id) {
      const { collections, hidden } = store.get();
      const epochs = epochsOf(collections);
      const chosen = epochs.find((epoch) => epoch.id === id);
      if (!chosen) return;
      const dated = new Set(epochs.flatMap(({ ids }) => ids));
      const others = [...dated].filter((one) => !chosen.ids.includes(one));
      store.set({ hidden: new Set([...[...hidden].filter((one) => !dated.has(one)), ...others]) });
    },
    volume,
    measure,
    section,
    way,
    design,
    alignment,
    draw(action) {
      const { tool, volume: state } = store.get();
      if (tool === 'layers') drawClip(store, action);
      else if (tool === 'alignment') alignment({ type: 'draw', action });
      else if (tool === 'measure') measure({ type: 'draw', action });
      else if (tool === 'section') section({ type: 'draw', action });
      else if (tool !== 'volume') return;
      else if (state.target === 'pad') design({ type: 'draw', action });
      else volume({ type: 'draw', action, target: state.target });
    },
    work,
    alignmentWork,
    wayWork,
    measureWork,
    files: createFilesWork({
      store,
      capBytes: () => limitsOfDevice(store.get().memoryMiB).capBytes,
      volume: () => work,
      setTool: (tool) => workspace.setTool(tool),
      measureOn: (collection) => measureOn(workspace, collection),
    }),
    overlays: createOverlaysWork(store),
    projects: createProjectWork({ workspaceOf: () => workspace, address: () => urlOf(store) }),
    stories: createStoryWork({ workspaceOf: () => workspace, address: () => urlOf(store) }),
    async runSection() {
      const { section: state, frame } = store.get();
      if (!frame || sectionObstacle(state)) return;
      stopSection();
      running = new AbortController();
      const { signal } = running;
      section({ type: 'run' });
      try {
        section({ type: 'done', result: await cutSection(sectionRequest(state, frame), signal) });
      } catch (error) {
        section(isAbort(error) ? { type: 'stopped' } : { type: 'failed', failure: failureOf(error) });
      }
    },
    stopSection,
  };
  return workspace;
}

/** The tools measure on a collection that the user has just brought: it is what is compared. */
function measureOn({ store, volume, section }: Workspace, collection: string): void {
  const { volume: volumes, section: sections } = store.get();
  const isFirst = volumes.settings.existing.collection === null && volumes.settings.existing.kind === 'collection';
  const kind = 'collection' as const;
  volume({ type: 'surface', side: isFirst ? 'existing' : 'compared', part: { kind, collection, sensor: null } });
  const { surfaces } = sections.settings;
  if (!surfaces.includes(collection)) section({ type: 'settings', settings: { surfaces: [...surfaces, collection] } });
}

function restoreCompare(workspace: Workspace, asked: NonNullable<UrlState['compare']>): void {
  workspace.store.set({ compare: { ...NO_COMPARE, ...asked, mode: 'off' } });
  // What moves by itself waits for the user.
  if (asked.mode) workspace.compare({ type: 'mode', mode: asked.mode, playing: false });
}

function preferredLanguage(): Language {
  return navigator.languages.some((language) => language.startsWith('ja')) || navigator.languages.length === 0
    ? 'ja'
    : 'en';
}

async function loadScene(store: AppStore, asked: UrlState, canvasAspect: () => Promise<number>): Promise<void> {
  try {
    const { found, missing } = await openScene(asked.collections ?? [], await takeScene());
    if (found.length === 0 && missing.length === 0) return store.set({ load: { state: 'empty' } });
    const collections = [...found].sort(byDate);
    const first = collections.find((collection) => collection.proj4 !== null && collection.boundsM !== null);
    if (!first) {
      return store.set({ missing, load: { state: 'failed', code: 'NOT_FOUND', message: missing.join(', ') } });
    }
    const frame = siteFrameOf(first);
    store.set({
      collections,
      missing,
      frame,
      hidden: new Set(asked.hidden ?? []),
      appearance: appearanceFor(asked, collections),
      load: { state: 'ready' },
      ...toolsFor(store, asked, frame, collections),
    });
    store.set({ pose: asked.camera ?? startPose(store, await canvasAspect()) });
  } catch (error) {
    const { code, message } = failureOf(error);
    store.set({ load: { state: 'failed', code, message } });
  }
}

function siteFrameOf({ geoidHeightM, crsCode, proj4, unitM }: CollectionInfo): SiteFrame {
  return createSiteFrame({ code: crsCode, proj4: proj4 ?? '', unitM, geoidHeightM });
}

/** Goes to the plane coordinates of a collection of another CRS; drawings of the old frame end there. */
function enterFrameOf(store: AppStore, collection: CollectionInfo | undefined): void {
  const { frame, view, volume, section, design, alignment } = store.get();
  if (!collection?.proj4 || view !== 'site' || inSiteFrame(collection, frame)) return;
  const clear = { type: 'draw', action: { type: 'clear' } } as const;
  const withoutArea = reduceVolume(reduceVolume(volume, clear), { ...clear, target: 'tie' });
  store.set({
    frame: siteFrameOf(collection),
    volume: { ...withoutArea, lines: {} },
    section: reduceSection(section, clear),
    design: reduceDesign(design, clear),
    alignment: { ...reduceAlignment(alignment, clear), lines: {} },
    pointer: null,
  });
  const measure = askedMeasure(store.get(), collection);
  store.set({ measure });
}

function appearanceFor(asked: UrlState, collections: readonly CollectionInfo[]): Appearance {
  return { ...usualAppearance(collections), ...asked.appearance };
}

function startPose(store: AppStore, aspect: number): CameraPose | null {
  const { collections } = store.get();
  const drawn = drawnCollections(store.get());
  const extent = extentOf(drawn.length > 0 ? drawn : collections);
  return extent ? framePose(extent, { aspect }) : null;
}

/** The tools as the address describes them, else oldest against newest. */
function toolsFor(store: AppStore, asked: UrlState, frame: SiteFrame, collections: readonly CollectionInfo[]) {
  let { volume, section } = store.get();
  const ids = collections.map((collection) => collection.id);
  const fallback = startSurfaces(collections);
  volume = reduceVolume(volume, {
    type: 'settings',
    settings: volumeSettings(asked.tool === 'section' ? {} : asked, ids, fallback),
  });
  section = reduceSection(section, {
    type: 'settings',
    settings: sectionSettings(asked, ids),
  });
  const box = collections[0]?.boundsM;
  const height = box ? (box[2] + box[5]) / 2 : 0;
  const drawn = (shape: UrlState['shape']) => {
    const place = ([east, north]: PlanPoint) => ({ east: east * frame.unitM, north: north * frame.unitM, height });
    return { type: 'draw', action: { type: 'replace', vertices: (shape ?? []).map(place) } } as const;
  };
  if (asked.shape && asked.tool === 'volume') volume = reduceVolume(volume, drawn(asked.shape));
  if (asked.shape && asked.tool === 'section') section = reduceSection(section, drawn(asked.shape));
  if (asked.tie && asked.tool === 'volume') volume = reduceVolume(volume, { ...drawn(asked.tie), target: 'tie' });
  const measure = askedMeasure({ ...store.get(), frame, collections }, collections[0], asked.measure);
  return { volume, section, measure, alignment: alignmentFor(store, asked, frame, collections, height) };
}

/** Oldest against newest; of one survey alone a plane. */
function startSurfaces(collections: readonly CollectionInfo[]) {
  const oldest = { ...NO_SURFACE, collection: collections[0]?.id ?? null };
  const newest = { ...NO_SURFACE, collection: collections.at(-1)?.id ?? null };
  return {
    existing: oldest,
    compared: collections.length < 2 ? { ...newest, kind: 'plane' as const } : newest,
  };
}

function alignmentFor(
  store: AppStore,
  asked: UrlState,
  frame: SiteFrame,
  collections: readonly CollectionInfo[],
  height: number,
) {
  const ids = collections.map(({ id }) => id);
  const wanted = askedAlignment(asked.alignment ?? {}, ids, startSurfaces(collections));
  const { points, name, startStationM, stored } = wanted;
  let alignment = reduceAlignment(store.get().alignment, {
    type: 'settings',
    // One survey alone has nothing to be compared with.
    settings: { ...wanted.settings, ...(asked.tool === 'alignment' || ids.length > 1 ? {} : { compares: false }) },
  });
  if (points) {
    const vertices = points.map(({ position: [east, north] }) => ({
      east: east * frame.unitM,
      north: north * frame.unitM,
      height,
    }));
    alignment = reduceAlignment(alignment, { type: 'draw', action: { type: 'replace', vertices } });
    alignment = reduceAlignment(alignment, { type: 'curves', curves: points.map(({ curve }) => curve) });
  }
  const source = stored ? 'file' : 'drawn';
  return reduceAlignment(alignment, { type: 'axis', part: { name, startStationM, stored, source } });
}

/** The scene as the address bar shows it. */
export function urlOf(store: AppStore): UrlState {
  const state = store.get();
  const { volume, section, frame } = state;
  const tool = workTool(state);
  const drawing = tool === 'volume' ? volume.drawing : tool === 'section' ? section.drawing : null;
  const unitM = frame?.unitM ?? 1;
  return {
    collections: state.collections.map((collection) => collection.id),
    ...(state.hidden.size > 0 ? { hidden: [...state.hidden].sort() } : {}),
    view: state.view,
    lang: state.language,
    tool,
    appearance: state.appearance,
    ...(state.memoryMiB === undefined ? {} : { memoryMiB: state.memoryMiB }),
    ...(state.pose ? { camera: state.pose } : {}),
    projection: state.projection,
    compare: state.compare,
    ...(drawing?.closed && !(tool === 'volume' && volume.areaSet)
      ? { shape: drawing.vertices.map(({ east, north }) => [east / unitM, north / unitM] as const) }
      : {}),
    ...(tool === 'volume' ? volumeUrl(volume, unitM) : {}),
    ...(tool === 'section' ? sectionUrl(state, unitM) : {}),
    ...measureUrl(state.measure),
    ...(tool === 'alignment' ? { alignment: alignmentUrl(state.alignment, unitM) } : {}),
    overlays: state.overlays.choice,
    ...projectUrl(state),
    ...storyUrl(state),
  };
}
