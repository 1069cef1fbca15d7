/** Everything the page knows, in one store. */
import { type AlignmentState, EMPTY_ALIGNMENT } from '../tools/alignment/state.ts';
import { type DesignState, EMPTY_DESIGN } from '../tools/design/state.ts';
import type { DrawingState } from '../tools/drawing/state.ts';
import { EMPTY_FILES, type FilesState, ownElevations } from '../tools/files/state.ts';
import { EMPTY_LEDGER, type LedgerState } from '../tools/ledger/state.ts';
import { EMPTY_MEASURE, type MeasureState } from '../tools/measure/state.ts';
import { EMPTY_OUTSIDE, type OutsideState } from '../tools/outside/state.ts';
import { EMPTY_OVERLAYS, type OverlaysState } from '../tools/overlays/state.ts';
import { EMPTY_PROJECT, type ProjectState } from '../tools/project/state.ts';
import { EMPTY_SCENARIO, type ScenarioState } from '../tools/scenario/state.ts';
import { EMPTY_SECTION, type SectionState } from '../tools/section/state.ts';
import { EMPTY_SIGHT, type SightState, sightDrawing } from '../tools/sight/state.ts';
import { EMPTY_STORY, type StoryState } from '../tools/story/state.ts';
import { EMPTY_UNDERGROUND, type UndergroundState } from '../tools/underground/state.ts';
import { EMPTY_VOLUME, type VolumeState } from '../tools/volume/state.ts';
import { EMPTY_WATER, type WaterState, waterDrawing } from '../tools/water/state.ts';
import { EMPTY_WAY, type WayState } from '../tools/way/state.ts';
import { type Appearance, DEFAULT_APPEARANCE } from './appearance.ts';
import type { CameraPose } from './camera-pose.ts';
import type { CollectionInfo } from './collection.ts';
import { type CompareState, NO_COMPARE } from './compare.ts';
import type { Readout } from './coordinates.ts';
import type { LayerLooks } from './layer-look.ts';
import type { ViewActivity, ViewFailure } from './map-view.ts';
import { EMPTY_SEEING, type SeeingState } from './seeing/state.ts';
import type { SiteFrame, SitePosition } from './site-frame.ts';
import type { Projection } from './standard-views.ts';
import { createStore, type Store } from './store.ts';
import type { Language, Tool, View } from './url-state.ts';

export type LoadState =
  | { readonly state: 'loading' }
  | { readonly state: 'ready' }
  | { readonly state: 'empty' }
  | { readonly state: 'failed'; readonly code: string; readonly message: string };

export interface AppState {
  readonly load: LoadState;
  readonly language: Language;
  readonly view: View;
  readonly tool: Tool;
  /** The tool whose work stays in the picture while the projects are looked at. */
  readonly toolBefore: Tool;
  readonly panelOpen: boolean;
  /** Opened collections, oldest first. */
  readonly collections: readonly CollectionInfo[];
  /** Ids asked for in the address that the server does not know. */
  readonly missing: readonly string[];
  readonly hidden: ReadonlySet<string>;
  readonly frame: SiteFrame | null;
  readonly appearance: Appearance;
  readonly pose: CameraPose | null;
  /** Of the site view; the globe knows perspective only. */
  readonly projection: Projection;
  readonly compare: CompareState;
  /** How coordinates are written under the picture. */
  readonly readout: Readout;
  /** What lies over the page. */
  readonly dialog: 'keys' | 'goTo' | null;
  /** Whether the page, and the ground of the picture with it, is dark. */
  readonly dark: boolean;
  readonly activity: ViewActivity;
  /** The point under the resting pointer. */
  readonly pointer: SitePosition | null;
  readonly volume: VolumeState;
  readonly measure: MeasureState;
  readonly seeing: SeeingState;
  readonly section: SectionState;
  readonly way: WayState;
  readonly water: WaterState;
  readonly underground: UndergroundState;
  /** Sun, visibility, viewpoints. */
  readonly sight: SightState;
  readonly design: DesignState;
  readonly alignment: AlignmentState;
  readonly project: ProjectState;
  readonly scenario: ScenarioState;
  readonly story: StoryState;
  /** Lists of features with attributes. */
  readonly ledger: LedgerState;
  /** Files that were opened in this browser. */
  readonly files: FilesState;
  /** Layers of other servers and files on the globe. */
  readonly outside: OutsideState;
  /** How single layers of the globe differ from the others, by their ids. */
  readonly looks: LayerLooks;
  /** Relief maps, contours and designs over the points. */
  readonly overlays: OverlaysState;
  /** Whether this server takes files and designs; null until it is known. */
  readonly writesAllowed: boolean | null;
  /** The last failure of a view to load or draw; null when all is well. */
  readonly viewError: ViewFailure | null;
  readonly webglMissing: boolean;
  /** Memory for points that the address asks for, MiB. */
  readonly memoryMiB: number | undefined;
}

export type AppStore = Store<AppState>;

export function createAppStore(
  initial: Pick<AppState, 'language' | 'view' | 'tool'> & { toolBefore?: Tool; memoryMiB?: number | undefined },
): AppStore {
  return createStore<AppState>({
    memoryMiB: undefined,
    ...initial,
    toolBefore:
      initial.toolBefore ?? (initial.tool === 'project' || initial.tool === 'story' ? 'layers' : initial.tool),
    load: { state: 'loading' },
    panelOpen: true,
    collections: [],
    missing: [],
    hidden: new Set(),
    frame: null,
    appearance: DEFAULT_APPEARANCE,
    pose: null,
    projection: 'perspective',
    compare: NO_COMPARE,
    readout: 'plane',
    dialog: null,
    dark: false,
    activity: { loading: true, pointCount: 0 },
    pointer: null,
    volume: EMPTY_VOLUME,
    measure: EMPTY_MEASURE,
    seeing: EMPTY_SEEING,
    section: EMPTY_SECTION,
    way: EMPTY_WAY,
    water: EMPTY_WATER,
    underground: EMPTY_UNDERGROUND,
    sight: EMPTY_SIGHT,
    design: EMPTY_DESIGN,
    alignment: EMPTY_ALIGNMENT,
    project: EMPTY_PROJECT,
    scenario: EMPTY_SCENARIO,
    story: EMPTY_STORY,
    ledger: EMPTY_LEDGER,
    files: EMPTY_FILES,
    outside: EMPTY_OUTSIDE,
    looks: {},
    overlays: EMPTY_OVERLAYS,
    writesAllowed: null,
    viewError: null,
    webglMissing: false,
  });
}

export function visibleCollections(state: AppState): CollectionInfo[] {
  return state.collections.filter((collection) => !state.hidden.has(collection.id));
}

/** Whether the collection can be drawn in the site frame as it is. */
export function inSiteFrame(collection: CollectionInfo, frame: SiteFrame | null): boolean {
  return frame !== null && collection.proj4 === frame.proj4;
}

/** The collections that the view on the screen can show. */
export function drawnCollections(state: AppState): CollectionInfo[] {
  const visible = visibleCollections(state);
  return state.view === 'globe' ? visible : visible.filter((collection) => inSiteFrame(collection, state.frame));
}

/** Elevations that the ramp spans when the user chose none: those of the visible collections, metres. */
export function elevationRange(state: AppState): readonly [low: number, high: number] {
  if (state.appearance.elevationRangeM) return state.appearance.elevationRangeM;
  const boxes = visibleCollections(state).flatMap((collection) => (collection.boundsM ? [collection.boundsM] : []));
  const own = ownElevations(state.files);
  if (boxes.length === 0 && !own) return [0, 100];
  const low = Math.min(...boxes.map((box) => box[2]), ...(own ? [own[0]] : []));
  const high = Math.max(...boxes.map((box) => box[5]), ...(own ? [own[1]] : []));
  return high > low ? [low, high] : [low, low + 1];
}

/** The drawing that the pointer and the keys work on. */
export function drawingOf({
  tool,
  seeing,
  measure,
  volume,
  section,
  sight,
  design,
  alignment,
  scenario,
  water,
  ledger,
}: AppState): DrawingState | null {
  if (tool === 'layers') return seeing.drawing;
  if (tool === 'measure') return measure.drawing;
  if (tool === 'alignment') return alignment.drawing;
  if (tool === 'section') return section.drawing;
  if (tool === 'scenario') return scenario.drawing;
  if (tool === 'water') return waterDrawing(water);
  if (tool === 'ledger') return ledger.drawing;
  if (tool === 'sight') return sightDrawing(sight);
  if (tool !== 'volume') return null;
  if (volume.target === 'pad') return design.drawing;
  return volume.target === 'tie' ? volume.tie : volume.drawing;
}
