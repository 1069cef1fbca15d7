/**
 * The page's one workspace: the store, and what happens to it when collections load, settings change, and tools act.
 * Everything that components and tools do goes through here; the views follow the store (see ui/view-host.ts).
 */

import { getCollection, listCollections } from '../api/collections.ts';
import { geoidHeightM } from '../api/geoid-height.ts';
import { getItemFacts } from '../api/items.ts';
import { cutSection } from '../api/section.ts';
import { type AlignmentAction, reduceAlignment } from '../tools/alignment/state.ts';
import { alignmentUrl, askedAlignment } from '../tools/alignment/url.ts';
import { type AlignmentWork, createAlignmentWork } from '../tools/alignment/work.ts';
import { type DesignAction, reduceDesign } from '../tools/design/state.ts';
import type { DrawingAction } from '../tools/drawing/state.ts';
import { projectUrl, workTool } from '../tools/project/scene.ts';
import { createProjectWork, type ProjectWork } from '../tools/project/work.ts';
import { failureOf, isAbort } from '../tools/run.ts';
import {
  MAX_SURFACES,
  reduceSection,
  type SectionAction,
  sectionObstacle,
  sectionRequest,
} from '../tools/section/state.ts';
import { reduceVolume, type VolumeAction } from '../tools/volume/state.ts';
import { formatSurface, NO_SURFACE, parseSurface } from '../tools/volume/surface-choice.ts';
import { volumeSettings, volumeUrl } from '../tools/volume/url.ts';
import { createVolumeWork, type VolumeWork } from '../tools/volume/work.ts';
import { type AppState, type AppStore, createAppStore, drawnCollections, inSiteFrame } from './app-state.ts';
import { type Appearance, DEFAULT_APPEARANCE } from './appearance.ts';
import type { CameraPose } from './camera-pose.ts';
import { byDate, type CollectionInfo } from './collection.ts';
import { extentOf, framePose } from './framing.ts';
import { createSiteFrame, type SiteFrame } from './site-frame.ts';
import type { Language, PlanPoint, Tool, UrlState, View } from './url-state.ts';

/** Without names in the address this many collections are opened. */
const MAX_OPENED = 12;
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
  /** Looks at one collection, or at all visible ones. */
  frameCollections(ids: readonly string[]): Promise<void>;
  volume(action: VolumeAction): void;
  section(action: SectionAction): void;
  design(action: DesignAction): void;
  alignment(action: AlignmentAction): void;
  /** Draws in the shape that the tool in use works on. */
  draw(action: DrawingAction): void;
  /** What the volume tool asks of the server. */
  readonly work: VolumeWork;
  readonly alignmentWork: AlignmentWork;
  /** Keeping and sharing. */
  readonly projects: ProjectWork;
  runSection(): Promise<void>;
  stopSection(): void;
}

export function createWorkspace(asked: UrlState, canvasAspect: () => Promise<number>): Workspace {
  const store = createAppStore({
    language: asked.lang ?? preferredLanguage(),
    view: asked.view ?? 'site',
    tool: asked.project === undefined ? (asked.tool ?? 'layers') : 'project',
    ...(asked.tool && asked.tool !== 'project' ? { toolBefore: asked.tool } : {}),
  });
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
  const alignmentWork = createAlignmentWork({ store, alignment });
  const work = createVolumeWork({ store, volume, design, section, alignment, onAlignments: alignmentWork.takeFile });

  const workspace: Workspace = {
    store,
    load: async () => {
      await loadScene(store, asked, canvasAspect);
      const { collections } = store.get();
      await work.restore(asked);
      if (asked.alignment) await alignmentWork.restore(askedAlignment(asked.alignment, [], startSurfaces(collections)));
      await workspace.projects.restore(asked);
    },
    setView(view) {
      store.set({ view });
      // From so far away a site shows nothing: come down to it.
      const { pose } = store.get();
      if (view === 'site' && pose && pose.rangeM > FARTHEST_SITE_M) void workspace.frameCollections([]);
    },
    setLanguage: (language) => store.set({ language }),
    setTool(tool) {
      store.set({ tool, toolBefore: tool === 'project' ? workTool(store.get()) : tool, panelOpen: true });
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
    async frameCollections(ids) {
      const state = store.get();
      const wanted = state.collections.filter(({ id }) => ids.includes(id));
      await enterFrameOf(store, wanted[0]);
      const extent = extentOf(ids.length > 0 ? wanted : drawnCollections(store.get()));
      if (extent) store.set({ pose: framePose(extent, { aspect: await canvasAspect() }) });
    },
    volume,
    section,
    design,
    alignment,
    draw(action) {
      const { tool, volume: state } = store.get();
      if (tool === 'alignment') alignment({ type: 'draw', action });
      else if (tool === 'section') section({ type: 'draw', action });
      else if (tool !== 'volume') return;
      else if (state.target === 'pad') design({ type: 'draw', action });
      else volume({ type: 'draw', action, target: state.target });
    },
    work,
    alignmentWork,
    projects: createProjectWork({ workspaceOf: () => workspace, address: () => urlOf(store) }),
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

function preferredLanguage(): Language {
  return navigator.languages.some((language) => language.startsWith('ja')) || navigator.languages.length === 0
    ? 'ja'
    : 'en';
}

async function loadScene(store: AppStore, asked: UrlState, canvasAspect: () => Promise<number>): Promise<void> {
  try {
    const { found, missing } = await findCollections(asked.collections);
    if (found.length === 0 && missing.length === 0) return store.set({ load: { state: 'empty' } });
    const collections = await Promise.all(found.sort(byDate).map(withItemFacts));
    const first = collections.find((collection) => collection.proj4 !== null && collection.boundsM !== null);
    if (!first) {
      return store.set({ missing, load: { state: 'failed', code: 'NOT_FOUND', message: missing.join(', ') } });
    }
    const frame = await siteFrameOf(first);
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

async function findCollections(
  ids: readonly string[] | undefined,
): Promise<{ found: CollectionInfo[]; missing: string[] }> {
  if (!ids || ids.length === 0) return { found: (await listCollections()).slice(0, MAX_OPENED), missing: [] };
  const answers = await Promise.all(ids.map((id) => getCollection(id)));
  return {
    found: answers.filter((collection) => collection !== null),
    missing: ids.filter((_, index) => answers[index] === null),
  };
}

/** What only an item tells: colours and the range of intensities. A collection without items stays as it is. */
async function withItemFacts(collection: CollectionInfo): Promise<CollectionInfo> {
  const facts = await getItemFacts(collection.id).catch(() => null);
  return facts ? { ...collection, ...facts } : collection;
}

/** The frame of a collection. The geoid height is 0 when it cannot be known: then the views stand apart by it. */
async function siteFrameOf({ id, anchor, verticalUnitM, crsCode, proj4, unitM }: CollectionInfo): Promise<SiteFrame> {
  const geoid = anchor ? await geoidHeightM(id, anchor.itemId, anchor.height * verticalUnitM).catch(() => 0) : 0;
  return createSiteFrame({ code: crsCode, proj4: proj4 ?? '', unitM, geoidHeightM: geoid });
}

/** Goes to the plane coordinates of a collection of another CRS; drawings of the old frame end there. */
async function enterFrameOf(store: AppStore, collection: CollectionInfo | undefined): Promise<void> {
  const { frame, view, volume, section, design, alignment } = store.get();
  if (!collection?.proj4 || view !== 'site' || inSiteFrame(collection, frame)) return;
  const clear = { type: 'draw', action: { type: 'clear' } } as const;
  const withoutArea = reduceVolume(reduceVolume(volume, clear), { ...clear, target: 'tie' });
  store.set({
    frame: await siteFrameOf(collection),
    volume: { ...withoutArea, lines: {} },
    section: reduceSection(section, clear),
    design: reduceDesign(design, clear),
    alignment: { ...reduceAlignment(alignment, clear), lines: {} },
    pointer: null,
  });
}

function appearanceFor(asked: UrlState, collections: readonly CollectionInfo[]): Appearance {
  const anyColour = collections.some((collection) => collection.hasColour);
  return {
    ...DEFAULT_APPEARANCE,
    colourMode: asked.colourMode ?? (anyColour ? 'rgb' : 'elevation'),
    ...(asked.pointSizePx === undefined ? {} : { pointSizePx: asked.pointSizePx }),
  };
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
  volume = reduceVolume(volume, { type: 'settings', settings: volumeSettings(asked, ids, fallback) });
  section = reduceSection(section, {
    type: 'settings',
    settings: {
      surfaces: asked.cut ? ids.filter((id) => asked.cut?.includes(id)) : ids.slice(0, 4),
      more: (asked.more ?? []).slice(0, MAX_SURFACES).flatMap((text) => {
        const part = asked.tool === 'section' ? parseSurface(text) : null;
        return part ? [{ ...NO_SURFACE, ...part }] : [];
      }),
      ...(asked.widthM === undefined ? {} : { widthM: asked.widthM }),
    },
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
  return { volume, section, alignment: alignmentFor(store, asked, frame, collections, height) };
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
    settings: { ...wanted.settings, ...(asked.alignment || ids.length > 1 ? {} : { compares: false }) },
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
    colourMode: state.appearance.colourMode,
    pointSizePx: state.appearance.pointSizePx,
    ...(state.pose ? { camera: state.pose } : {}),
    ...(drawing?.closed && !(tool === 'volume' && volume.areaSet)
      ? { shape: drawing.vertices.map(({ east, north }) => [east / unitM, north / unitM] as const) }
      : {}),
    ...(tool === 'volume' ? volumeUrl(volume, unitM) : {}),
    ...(tool === 'section' && drawing?.closed ? { widthM: section.settings.widthM, ...sectionSurfaces(state) } : {}),
    ...(tool === 'alignment' ? { alignment: alignmentUrl(state.alignment, unitM) } : {}),
    ...projectUrl(state),
  };
}

/** Which surfaces the section cuts, where they are not those that it begins with. */
function sectionSurfaces({ section, collections }: AppState): Pick<UrlState, 'cut' | 'more'> {
  const { surfaces, more } = section.settings;
  const first = collections.slice(0, 4).map(({ id }) => id);
  return {
    ...(surfaces.join() === first.join() ? {} : { cut: surfaces }),
    ...(more.length === 0 ? {} : { more: more.flatMap((choice) => formatSurface(choice) ?? []) }),
  };
}
