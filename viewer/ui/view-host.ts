/**
 * Keeps the two views in step with the store: opens a view when it is first asked for, gives it layers, colours and
 * the camera, and tells the store what it draws. Engines are loaded on first use.
 */
import { mapUrl, terrainUrl, tilesetUrl } from '../api/collections.ts';
import { getHeightRaster, type PlaneBox } from '../api/height-raster.ts';
import type { DifferenceGrid } from '../api/volume.ts';
import { type AppState, drawingOf, elevationRange, inSiteFrame, visibleCollections } from '../state/app-state.ts';
import { collectionColour, needsOf } from '../state/appearance.ts';
import { samePose } from '../state/camera-pose.ts';
import { meanSpacingM } from '../state/collection.ts';
import { epochsOf, viewCompare } from '../state/compare.ts';
import { differenceLimit } from '../state/heat-map-mesh.ts';
import { lookOf } from '../state/layer-look.ts';
import { liftedPlaces } from '../state/lift.ts';
import type { CreateMapView, HeatMap, MapView, MapViewOptions, ViewActivity, ViewLayer } from '../state/map-view.ts';
import { sensorColour, sensorsOf } from '../state/seeing/sensors.ts';
import { openRanges, surfacesFor } from '../state/seeing/state.ts';
import { setSeeing } from '../state/seeing/work.ts';
import type { SiteFrame, SitePosition } from '../state/site-frame.ts';
import { VIEWS, type View } from '../state/url-state.ts';
import type { Workspace } from '../state/workspace.ts';
import { createDecoderPool } from '../streaming/decode/decoder-pool.ts';
import { limitsOfDevice } from '../streaming/device-limits.ts';
import { createPointsAhead } from '../streaming/points-ahead.ts';
import { shownPositions } from '../tools/drawing/shown.ts';
import type { DrawingState } from '../tools/drawing/state.ts';
import { startDrawingTool } from '../tools/drawing/tool.ts';
import { ownPointLayers, ownShapeLayers, ownTree } from '../tools/files/state.ts';
import { liftedHeights, measurementUnder } from '../tools/measure/in-view.ts';
import { outsideShapes } from '../tools/outside/state.ts';
import { workTool } from '../tools/project/scene.ts';
import { createScenarioView } from '../tools/scenario/in-view.ts';
import { syncSight } from '../tools/sight/in-view.ts';
import { sightDrawing } from '../tools/sight/state.ts';
import { dugAppearance, isSameUnderground, undergroundInView } from '../tools/underground/in-view.ts';
import { isSameWater, waterInView } from '../tools/water/in-view.ts';

export interface ViewHost {
  /** The view on the screen, once it is ready. */
  current(): MapView | null;
  /** Where the views draw; they may be moved in the document. */
  readonly containers: Readonly<Record<View, HTMLElement>>;
  /** Calls back after each new picture; returns the unsubscriber, like the others here. */
  onRender(listener: () => void): () => void;
  /** Puts shapes without heights on the ground as far as it is drawn; by itself only when a picture is complete. */
  liftShapes(): void;
  /** The first points are on the screen. */
  onFirstPoints(listener: () => void): () => void;
  /** A drawing click met nothing. */
  onMiss(listener: () => void): () => void;
  /** What assistive technology calls the pictures. */
  setLabels(labelOf: (view: View) => string): void;
  dispose(): void;
}

/** The ground of the globe lies this much under the lowest point, so that no point sinks into it. */
const GROUND_MARGIN_M = 2;
/** Cells a side of the ground that shapes of the globe lie on. */
const GROUND_CELLS = 512;

const ENGINES: Readonly<Record<View, () => Promise<CreateMapView>>> = {
  globe: async () => (await import('../globe/globe-view.ts')).createGlobeView,
  site: async () => (await import('../scene/site-view.ts')).createSiteView,
};

function hasWebgl2(): boolean {
  return document.createElement('canvas').getContext('webgl2') !== null;
}

/** The differences to drape over the ground, or null. */
export function differenceOf(state: AppState): DifferenceGrid | null {
  const { run, showHeatMap } = state.volume;
  const shown = workTool(state) === 'volume' && showHeatMap && run.state === 'done';
  return shown ? (run.result.difference ?? null) : null;
}

/** The differences in the site frame; the grid's origin comes in CRS units. */
function heatMapOf(difference: DifferenceGrid, { volume, frame }: AppState): HeatMap {
  const unitM = frame?.unitM ?? 1;
  const lodM = volume.run.state === 'done' ? volume.run.result.significant.lodM : undefined;
  return {
    ...difference,
    ...(lodM === undefined ? {} : { lodM }),
    originE: difference.originE * unitM,
    originN: difference.originN * unitM,
    limitM: differenceLimit(difference.valuesM),
  };
}

export function createViewHost(workspace: Workspace): ViewHost {
  const { store } = workspace;
  const containers = { globe: createContainer(), site: createContainer() };
  const decoders = createDecoderPool();
  const ahead = createPointsAhead(decoders);
  const missed = createListeners();
  const firstPoints = createListeners();
  let labelOf: ((view: View) => string) | null = null;
  const views: { [K in View]?: MapView } = {};
  const opening = new Set<View>();
  /** Views that could not be opened: trying again at every change would fail again. */
  const failed = new Set<View>();
  const rendered = createListeners();
  let disposed = false;
  let shownFrame: SiteFrame | null = null;
  let synced: Partial<Record<View, AppState>> = {};
  let stopTool: (() => void) | null = null;
  let toolView: MapView | null = null;
  const scenarioView = createScenarioView();

  const follow = () => {
    const state = store.get();
    if (disposed || !state.frame || !state.pose || state.webglMissing) return;
    if (state.view === 'site' && !views.site) ahead.start(visibleCollections(state));
    if (state.frame !== shownFrame) closeViews(state.frame);
    for (const name of ['globe', 'site'] as const) {
      const isShown = name === state.view;
      containers[name].hidden = !isShown;
      const view = views[name];
      if (isShown && !view) void open(name);
      if (view) syncView(view, name, state, isShown);
    }
    followTool(state);
    // Coordinates may be typed, or read from a file, while the picture rests.
    if (!state.activity.loading) liftShapes();
  };

  /** A view lives in one site frame: another one starts it anew. */
  const closeViews = (frame: SiteFrame) => {
    shownFrame = frame;
    failed.clear();
    stopTool?.();
    stopTool = null;
    toolView = null;
    synced = {};
    for (const name of ['globe', 'site'] as const) {
      views[name]?.dispose();
      delete views[name];
    }
  };

  const open = async (name: View) => {
    if (opening.has(name) || failed.has(name)) return;
    opening.add(name);
    store.set({ activity: { loading: true, pointCount: 0 } });
    try {
      if (name === 'globe' && !hasWebgl2()) throw new Error('expected WebGL 2');
      const create = await ENGINES[name]();
      const { frame, pose } = store.get();
      if (disposed || !frame || !pose) return;
      const view = await create(viewOptions(name, frame, pose));
      if (disposed || store.get().frame !== frame) view.dispose();
      else views[name] = view;
    } catch (error) {
      failed.add(name);
      const message = error instanceof Error ? error.message : String(error);
      store.set({ webglMissing: !hasWebgl2(), viewError: { kind: 'broken', message } });
    } finally {
      opening.delete(name);
    }
    follow();
  };

  const groundHeights: MapViewOptions['groundHeights'] = async (id, box, signal) => {
    const { collections, frame } = store.get();
    const info = collections.find((collection) => collection.id === id);
    if (!info?.boundsM || !inSiteFrame(info, frame)) return null;
    const [w, s, , e, n] = info.boundsM;
    const cut = [Math.max(w, box[0]), Math.max(s, box[1]), Math.min(e, box[2]), Math.min(n, box[3])] as const;
    if (!(cut[0] < cut[2] && cut[1] < cut[3])) return null;
    const native = cut.map((metres) => Number((metres / info.unitM).toFixed(3))) as unknown as PlaneBox;
    return getHeightRaster({ collection: id, surface: 'dtm', box: native, cells: GROUND_CELLS }, signal);
  };

  const viewOptions = (
    name: View,
    frame: NonNullable<AppState['frame']>,
    pose: NonNullable<AppState['pose']>,
  ): MapViewOptions => ({
    container: containers[name],
    frame,
    pose,
    tilesetUrl: (id) => tilesetUrl(name === 'globe' ? '3dtiles' : '3dtiles-local', id),
    terrainUrl,
    mapUrl,
    groundHeights,
    ownTree: (layer) => ownTree(store.get().files, layer),
    limits: limitsOfDevice(store.get().memoryMiB),
    onActivity: (activity) => store.get().view === name && setActivity(activity),
    onRender: () => {
      if (store.get().view === name) rendered.call();
    },
    onFirstPoints: () => firstPoints.call(),
    decoders,
    takePoints: ahead.take,
    onPose: (next) => store.get().view === name && store.set({ pose: next }),
    onError: (failure) => store.set({ viewError: failure }),
    onOutside: (id, news) => workspace.outside.drawn(id, news),
  });

  const setActivity = (activity: ViewActivity) => {
    const { activity: before } = store.get();
    const isSame = (['loading', 'pointCount', 'bytes', 'requests'] as const).every(
      (key) => before[key] === activity[key],
    );
    if (isSame) return;
    store.set({ activity });
    if (!activity.loading) {
      liftShapes();
      takeSample();
    }
  };

  /** What histograms are made of; nobody looks at them while another tool is open. */
  const takeSample = () => {
    const { view, tool, panelOpen, appearance } = store.get();
    const isLookedAt = (tool === 'layers' && panelOpen) || needsOf(appearance).time;
    const sample = isLookedAt ? views[view]?.samplePoints?.() : undefined;
    if (sample) setSeeing(store, { sample });
  };

  /** Shapes without heights are put on the ground as soon as the points there are loaded. */
  const liftShapes = () => {
    const { view: shown, volume, section, design, alignment, water, sight } = store.get();
    const view = views[shown];
    if (!view) return;
    const lift = (vertex: SitePosition) => ({
      ...vertex,
      height: view.heightAt(vertex.east, vertex.north) ?? vertex.height,
    });
    const lifted = ({ heightsKnown, vertices }: DrawingState) => {
      const onGround = heightsKnown ? null : liftedPlaces(view, vertices);
      return onGround && ({ type: 'draw', action: { type: 'lift', vertices: onGround } } as const);
    };
    const shapes = [volume.drawing, volume.tie, section.drawing, design.drawing, alignment.drawing, water.seed];
    const [area, tie, line, pad, axis, seed] = shapes.map(lifted);
    if (area) workspace.volume(area);
    if (tie) workspace.volume({ ...tie, target: 'tie' });
    if (line) workspace.section(line);
    if (pad) workspace.design(pad);
    if (axis) workspace.alignment(axis);
    if (seed) workspace.water({ ...seed, target: 'seed' });
    for (const drawing of [sight.line, sight.point]) {
      const raised = lifted(drawing);
      if (raised && sightDrawing(sight) === drawing) workspace.sight(raised);
    }
    for (const action of liftedHeights(view, store.get().measure)) workspace.measure(action);
    if (volume.areaSet && !volume.areaSet.heightsKnown) workspace.volume({ type: 'liftAreas', lift });
  };

  const syncView = (view: MapView, name: View, state: AppState, isShown: boolean) => {
    const before = synced[name];
    if (before === state) return;
    synced = { ...synced, [name]: state };
    const changed = (...keys: (keyof AppState)[]) => !before || keys.some((key) => before[key] !== state[key]);
    if (changed('view')) view.setActive(isShown);
    const recoloured = before?.appearance.colourMode !== state.appearance.colourMode;
    if (changed('collections', 'hidden', 'files', 'looks') || recoloured) {
      view.setGround(groundPatches(state));
      view.setLayers([...viewLayers(state), ...(name === 'site' ? ownPointLayers(state.files) : [])]);
    }
    if (changed('files', 'overlays', 'outside') || before?.ledger.layers !== state.ledger.layers) {
      const others = [...outsideShapes(state.outside), ...state.ledger.layers];
      view.setShapes?.([...state.overlays.layers, ...ownShapeLayers(state.files), ...others]);
    }
    if (changed('outside', 'looks')) view.setOutside?.(state.outside.layers, state.looks);
    const surfaces = before?.seeing.surfaces !== state.seeing.surfaces;
    if (changed('collections', 'appearance') || surfaces) view.setSurfaces?.((id) => surfacesFor(state, id));
    const times = before?.seeing.sample?.timeRangeS?.join() !== state.seeing.sample?.timeRangeS?.join();
    const underground = undergroundInView(state);
    const beforeUnder = before ? undergroundInView(before) : null;
    const dug = underground?.walls !== beforeUnder?.walls;
    if (changed('appearance', 'collections', 'hidden', 'files') || surfaces || times || dug) {
      view.setAppearance(dugAppearance(state), openRanges(state, elevationRange(state)));
    }
    if (changed('dark')) view.setDark(state.dark);
    if (changed('projection')) view.setProjection(state.projection);
    if (changed('compare', 'collections')) view.setCompare(viewCompare(state.compare, epochsOf(state.collections)));
    if (!before && labelOf) view.canvas.setAttribute('aria-label', labelOf(name));
    if (changed('scenario', 'collections', 'frame')) view.setScenario?.(scenarioView(state));
    const difference = differenceOf(state);
    if (difference !== (before ? differenceOf(before) : null)) {
      view.setHeatMap(difference && heatMapOf(difference, state));
    }
    const water = waterInView(state);
    if (!isSameWater(water, before ? waterInView(before) : null)) view.setWater?.(water);
    if (!isSameUnderground(underground, beforeUnder)) view.setUnderground?.(underground);
    syncSight(view, state, before);
    if (isShown && state.pose && !samePose(state.pose, view.getPose())) view.setPose(state.pose);
  };

  const followTool = (state: AppState) => {
    const view = views[state.view] ?? null;
    if (view === toolView) return;
    stopTool?.();
    toolView = view;
    stopTool = view
      ? startDrawingTool({
          view,
          getState: () => drawingOf(store.get()),
          dispatch: workspace.draw,
          onMiss: () => missed.call(),
          snaps: () => store.get().tool !== 'measure' || store.get().measure.snaps,
          edits: () => editsOf(store.get()),
          shown: (drawing) => shownPositions(store.get(), drawing),
          onClick: (at) => {
            const { tool, measure } = store.get();
            if (tool === 'measure') workspace.measure({ type: 'select', id: measurementUnder(view, measure, at) });
            if (tool === 'ledger') void workspace.ledgerWork.clicked(view, at);
          },
        })
      : null;
  };

  const unsubscribe = store.subscribe(follow);
  // engine and decoder come while the scene is asked for
  ENGINES[store.get().view]().catch(() => undefined);
  if (store.get().view === 'site') decoders.warm();
  follow();
  return {
    containers,
    current: () => views[store.get().view] ?? null,
    onRender: rendered.add,
    liftShapes,
    onFirstPoints: firstPoints.add,
    onMiss: missed.add,
    setLabels(next) {
      labelOf = next;
      for (const name of VIEWS) views[name]?.canvas.setAttribute('aria-label', next(name));
    },
    dispose() {
      disposed = true;
      unsubscribe();
      stopTool?.();
      for (const view of Object.values(views)) view.dispose();
      decoders.dispose();
    },
  };
}

/** An axis keeps its vertices: each has a curve. Areas of a file are not drawn here. */
function editsOf({ tool, volume }: AppState): 'nothing' | 'drag' | 'all' {
  if (tool === 'alignment') return 'drag';
  return tool === 'volume' && volume.areaSet && volume.target === 'area' ? 'nothing' : 'all';
}

function createContainer(): HTMLElement {
  const container = document.createElement('div');
  container.className = 'canvas-holder';
  container.hidden = true;
  return container;
}

function createListeners() {
  const listeners = new Set<() => void>();
  return {
    call: () => {
      for (const listener of listeners) listener();
    },
    add: (listener: () => void) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

/** Of all opened collections: hiding one must not take the ground away until a new one is loaded. Surfaces of the visible ones. */
function groundPatches({ collections, hidden }: AppState) {
  return collections.flatMap(({ id, bbox, boundsM, hasSurfaces }) => {
    const surfacesOf = hasSurfaces && !hidden.has(id) ? id : null;
    return bbox && boundsM ? [{ bbox, elevationM: boundsM[2] - GROUND_MARGIN_M, surfacesOf }] : [];
  });
}

function viewLayers(state: AppState): ViewLayer[] {
  return state.collections.map((collection, index) => ({
    id: collection.id,
    visible: !state.hidden.has(collection.id),
    colour:
      state.appearance.colourMode === 'sensor'
        ? sensorColour(sensorsOf(collection).join(', '))
        : collectionColour(index),
    inSiteFrame: inSiteFrame(collection, state.frame),
    hasColour: collection.hasColour,
    spacingM: meanSpacingM(collection),
    intensityRange: collection.intensityRange,
    unitM: collection.unitM,
    verticalUnitM: collection.verticalUnitM,
    look: lookOf(state.looks, collection.id),
  }));
}
