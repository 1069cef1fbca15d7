/** The first scene of a page: the collections of the address, the frame of the first of them, where the camera stands, the tools as they are asked for. */
import { takeScene } from '../api/early.ts';
import { openScene } from '../api/scene.ts';
import { reduceAlignment } from '../tools/alignment/state.ts';
import { askedAlignment } from '../tools/alignment/url.ts';
import { askedMeasure } from '../tools/measure/url.ts';
import { failureOf } from '../tools/run.ts';
import { reduceSection } from '../tools/section/state.ts';
import { sectionSettings } from '../tools/section/url.ts';
import { reduceVolume } from '../tools/volume/state.ts';
import { NO_SURFACE } from '../tools/volume/surface-choice.ts';
import { volumeSettings } from '../tools/volume/url.ts';
import { type AppState, type AppStore, drawnCollections } from './app-state.ts';
import { type Appearance, usualAppearance } from './appearance.ts';
import type { CameraPose } from './camera-pose.ts';
import { byDate, type CollectionInfo } from './collection.ts';
import { extentOf, framePose } from './framing.ts';
import { createSiteFrame, type SiteFrame } from './site-frame.ts';
import type { PlanPoint, UrlState } from './url-state.ts';

/** Opens the collections of the address, and sets view and tools as it asks for. */
export async function loadScene(store: AppStore, asked: UrlState, canvasAspect: () => Promise<number>): Promise<void> {
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
    store.set({ pose: asked.camera ?? startPose(store.get(), await canvasAspect()) });
  } catch (error) {
    const { code, message } = failureOf(error);
    store.set({ load: { state: 'failed', code, message } });
  }
}

export function siteFrameOf({ geoidHeightM, crsCode, proj4, unitM }: CollectionInfo): SiteFrame {
  return createSiteFrame({ code: crsCode, proj4: proj4 ?? '', unitM, geoidHeightM });
}

function appearanceFor(asked: UrlState, collections: readonly CollectionInfo[]): Appearance {
  return { ...usualAppearance(collections), ...asked.appearance };
}

/** Where everything that is drawn is in the picture. */
export function startPose(state: AppState, aspect: number): CameraPose | null {
  const { collections } = state;
  const drawn = drawnCollections(state);
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
export function startSurfaces(collections: readonly CollectionInfo[]) {
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
