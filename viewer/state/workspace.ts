/**
 * The page's one workspace: the store, and what happens to it when collections load, settings change, and tools act.
 * Everything that components and tools do goes through here; the views follow the store (see ui/view-host.ts).
 */
import { cutSection } from '../api/section.ts';
import { limitsOfDevice } from '../streaming/device-limits.ts';
import { type AlignmentAction, reduceAlignment } from '../tools/alignment/state.ts';
import { askedAlignment } from '../tools/alignment/url.ts';
import { type AlignmentWork, createAlignmentWork } from '../tools/alignment/work.ts';
import { type DesignAction, reduceDesign } from '../tools/design/state.ts';
import type { DrawingAction } from '../tools/drawing/state.ts';
import { createFilesWork, type FilesWork } from '../tools/files/work.ts';
import { createLedgerWork, type LedgerWork } from '../tools/ledger/work.ts';
import { type MeasureAction, reduceMeasure } from '../tools/measure/state.ts';
import { askedMeasure } from '../tools/measure/url.ts';
import { createMeasureWork, type MeasureWork } from '../tools/measure/work.ts';
import { reduceOutside } from '../tools/outside/state.ts';
import { createOutsideWork, type OutsideWork } from '../tools/outside/work.ts';
import { createOverlaysWork, type OverlaysWork } from '../tools/overlays/work.ts';
import { workTool } from '../tools/project/scene.ts';
import { createProjectWork, type ProjectWork } from '../tools/project/work.ts';
import { failureOf, isAbort } from '../tools/run.ts';
import { createScenarioWork, type ScenarioWork } from '../tools/scenario/work.ts';
import { reduceSection, type SectionAction, sectionObstacle, sectionRequest } from '../tools/section/state.ts';
import { reduceSight, type SightAction } from '../tools/sight/state.ts';
import { askedSight } from '../tools/sight/url.ts';
import { createSightWork, type SightWork } from '../tools/sight/work.ts';
import { createStoryWork, type StoryWork } from '../tools/story/work.ts';
import { EMPTY_UNDERGROUND, reduceUnderground, type UndergroundAction } from '../tools/underground/state.ts';
import { createUndergroundWork, type UndergroundWork } from '../tools/underground/work.ts';
import { reduceVolume, type VolumeAction } from '../tools/volume/state.ts';
import { createVolumeWork, type VolumeWork } from '../tools/volume/work.ts';
import { EMPTY_WATER, reduceWater, type WaterAction } from '../tools/water/state.ts';
import { createWaterWork, type WaterWork } from '../tools/water/work.ts';
import { reduceWay, type WayAction } from '../tools/way/state.ts';
import { askedWay } from '../tools/way/url.ts';
import { createWayWork, type WayWork } from '../tools/way/work.ts';
import { type AppStore, createAppStore, drawnCollections, inSiteFrame } from './app-state.ts';
import type { Appearance } from './appearance.ts';
import { normalizePose } from './camera-pose.ts';
import type { CollectionInfo } from './collection.ts';
import { type CompareAction, epochsOf, nextEpoch, reduceCompare } from './compare.ts';
import { loadScene, siteFrameOf, startSurfaces } from './first-scene.ts';
import { extentOf, framePose } from './framing.ts';
import { closeCollection, openCollection } from './open-collections.ts';
import { urlOf } from './scene-url.ts';
import { drawClip } from './seeing/cut.ts';
import { startSeeingWork } from './seeing/work.ts';
import { restoreCompare } from './show-scene.ts';
import { gridConvergenceDeg } from './site-frame.ts';
import { type Projection, type StandardView, standardPose } from './standard-views.ts';
import { type Language, type Tool, TWIN_TOOLS, type UrlState, type View } from './url-state.ts';

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
  water(action: WaterAction): void;
  underground(action: UndergroundAction): void;
  sight(action: SightAction): void;
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
  /** Layers of other servers and files on the globe. */
  readonly outside: OutsideWork;
  readonly wayWork: WayWork;
  readonly scenarioWork: ScenarioWork;
  readonly ledgerWork: LedgerWork;
  readonly waterWork: WaterWork;
  readonly undergroundWork: UndergroundWork;
  readonly sightWork: SightWork;
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
  if (asked.looks) store.set({ looks: asked.looks });
  for (const layer of asked.outside ?? []) {
    store.set({ outside: reduceOutside(store.get().outside, { type: 'add', layer }) });
  }
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
  const sight = (action: SightAction) => {
    store.set({ sight: reduceSight(store.get().sight, action) });
    sightWork.follow();
  };
  const sightWork = createSightWork({ store, sight, projects: () => workspace.projects });
  const wayWork = createWayWork({ store, way });
  const water = (action: WaterAction) => store.set({ water: reduceWater(store.get().water, action) });
  const waterWork = createWaterWork({ store, water });
  const underground = (action: UndergroundAction) =>
    store.set({ underground: reduceUnderground(store.get().underground, action) });
  const undergroundWork = createUndergroundWork({ store, underground });
  const measureWork = createMeasureWork({ store, measure });
  const alignmentWork = createAlignmentWork({ store, alignment });
  const scenarioWork = createScenarioWork({ store, address: () => urlOf(store) });
  const ledgerWork = createLedgerWork({
    store,
    address: () => urlOf(store),
    canvasAspect,
    goTo: (place) => workspace.goTo(place),
  });
  const work = createVolumeWork({
    store,
    volume,
    design,
    section,
    sight,
    alignment,
    onAlignments: alignmentWork.takeFile,
  });

  const workspace: Workspace = {
    store,
    load: async () => {
      await loadScene(store, asked, canvasAspect);
      const { collections } = store.get();
      const ids = collections.map(({ id }) => id);
      const seen = ids.filter((id) => !store.get().hidden.has(id));
      const { frame } = store.get();
      const place = { open: ids, collection: seen.at(-1) ?? ids.at(-1) ?? null, day: sightWork.today() };
      store.set({ sight: askedSight(asked.sight, { ...place, unitM: frame?.unitM ?? 1 }) });
      sightWork.follow();
      way({ type: 'asked', ...askedWay(asked.way, ids) });
      if (asked.tool === 'section') section({ type: 'name', name: asked.name ?? '' });
      else if (asked.tool === 'volume') volume({ type: 'name', name: asked.name ?? '' });
      if (asked.compare) restoreCompare(workspace, asked.compare);
      await work.restore(asked);
      if (asked.alignment) await alignmentWork.restore(askedAlignment(asked.alignment, [], startSurfaces(collections)));
      if (asked.waterTool) await waterWork.restore(asked.waterTool);
      if (asked.undergroundTool) await undergroundWork.restore(asked.undergroundTool);
      await Promise.all([workspace.projects.restore(asked), scenarioWork.restore(asked), ledgerWork.restore(asked)]);
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
      if (TWIN_TOOLS.includes(tool)) workspace.setView('globe');
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
      if (store.get().sight.looking) sight({ type: 'look', looking: false });
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
      if (store.get().sight.looking) sight({ type: 'look', looking: false });
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
    water,
    underground,
    sight,
    design,
    alignment,
    draw(action) {
      const { tool, volume: state } = store.get();
      if (tool === 'layers') drawClip(store, action);
      else if (tool === 'alignment') alignment({ type: 'draw', action });
      else if (tool === 'measure') measure({ type: 'draw', action });
      else if (tool === 'section') section({ type: 'draw', action });
      else if (tool === 'scenario') scenarioWork.dispatch({ type: 'draw', action });
      else if (tool === 'water') water({ type: 'draw', action });
      else if (tool === 'ledger') ledgerWork.dispatch({ type: 'draw', action });
      else if (tool === 'sight') sight({ type: 'draw', action });
      else if (tool !== 'volume') return;
      else if (state.target === 'pad') design({ type: 'draw', action });
      else volume({ type: 'draw', action, target: state.target });
    },
    work,
    alignmentWork,
    wayWork,
    waterWork,
    undergroundWork,
    sightWork,
    measureWork,
    scenarioWork,
    ledgerWork,
    files: createFilesWork({
      store,
      capBytes: () => limitsOfDevice(store.get().memoryMiB).capBytes,
      volume: () => work,
      setTool: (tool) => workspace.setTool(tool),
      measureOn: (collection) => measureOn(workspace, collection),
    }),
    outside: createOutsideWork(store, canvasAspect),
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

function preferredLanguage(): Language {
  return navigator.languages.some((language) => language.startsWith('ja')) || navigator.languages.length === 0
    ? 'ja'
    : 'en';
}

/** Goes to the plane coordinates of a collection of another CRS; drawings of the old frame end there. */
function enterFrameOf(store: AppStore, collection: CollectionInfo | undefined): void {
  const { frame, view, volume, section, design, alignment, water } = store.get();
  if (!collection?.proj4 || view !== 'site' || inSiteFrame(collection, frame)) return;
  const clear = { type: 'draw', action: { type: 'clear' } } as const;
  const withoutArea = reduceVolume(reduceVolume(volume, clear), { ...clear, target: 'tie' });
  store.set({
    frame: siteFrameOf(collection),
    volume: { ...withoutArea, lines: {} },
    section: reduceSection(section, clear),
    design: reduceDesign(design, clear),
    alignment: { ...reduceAlignment(alignment, clear), lines: {} },
    water: { ...EMPTY_WATER, settings: water.settings },
    underground: EMPTY_UNDERGROUND,
    pointer: null,
  });
  const measure = askedMeasure(store.get(), collection);
  store.set({ measure });
}
