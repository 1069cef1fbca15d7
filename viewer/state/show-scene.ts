/** Shows another scene in the page as it is, without loading it anew: layers, look, comparison, measurements, water. The camera is the caller's. */

import { reduceMeasure } from '../tools/measure/state.ts';
import { askedMeasure } from '../tools/measure/url.ts';
import { reduceOutside } from '../tools/outside/state.ts';
import { NO_OVERLAYS } from '../tools/overlays/state.ts';
import type { AppState } from './app-state.ts';
import { usualAppearance } from './appearance.ts';
import { NO_COMPARE } from './compare.ts';
import type { LayerLooks } from './layer-look.ts';
import type { UrlState } from './url-state.ts';
import type { Workspace } from './workspace.ts';

/**
 * What the scene does not name is as on a page that opens it.
 * @returns collections of the scene that the server does not have any more: the rest is shown
 * @throws {ApiError} when the server cannot be asked for a collection that is not open yet
 */
export async function showScene(workspace: Workspace, scene: UrlState): Promise<string[]> {
  const { store } = workspace;
  const missing: string[] = [];
  for (const id of scene.collections ?? []) if (!(await workspace.openCollection(id))) missing.push(id);
  const { collections, overlays, measure, frame } = store.get();
  const shown = new Set(scene.collections ?? collections.map(({ id }) => id));
  const hidden = collections.map(({ id }) => id).filter((id) => !shown.has(id) || scene.hidden?.includes(id));
  const first = collections.find(({ proj4 }) => proj4 !== null && proj4 === frame?.proj4);
  const bare = reduceMeasure(measure, { type: 'load', records: [] });
  const { toolBefore } = store.get();
  const isWater = scene.tool === 'water';
  const isUnderground = scene.tool === 'underground';
  store.set({
    hidden: new Set(hidden),
    view: scene.view ?? 'site',
    // water and pipes are in the picture while their tool, or what stands over it, is open
    toolBefore: isWater
      ? 'water'
      : isUnderground
        ? 'underground'
        : toolBefore === 'water' || toolBefore === 'underground'
          ? 'layers'
          : toolBefore,
    projection: scene.projection ?? 'perspective',
    appearance: { ...usualAppearance(collections), ...scene.appearance },
    overlays: { ...overlays, choice: scene.overlays ?? NO_OVERLAYS },
    measure: scene.measure === undefined ? bare : askedMeasure({ ...store.get(), measure: bare }, first, scene.measure),
    outside: sceneOutside(store.get().outside, scene),
    looks: { ...looksOf(store.get().looks, 'outside'), ...looksOf(scene.looks ?? {}, 'collections') },
  });
  const { clock = store.get().sight.clock, sunOn = false, shadows = true, viewpoint = null } = scene.sight ?? {};
  workspace.sight({ type: 'scene', clock, sunOn, shadows, viewpoint });
  restoreCompare(workspace, scene.compare ?? {});
  await workspace.scenarioWork.show(scene);
  await workspace.ledgerWork.show(scene);
  if (isWater && scene.waterTool) await workspace.waterWork.restore(scene.waterTool);
  if (isUnderground) await workspace.undergroundWork.restore(scene.undergroundTool ?? {});
  return missing;
}

export function restoreCompare(workspace: Workspace, asked: NonNullable<UrlState['compare']>): void {
  workspace.store.set({ compare: { ...NO_COMPARE, ...asked, mode: 'off' } });
  // What moves by itself waits for the user.
  if (asked.mode) workspace.compare({ type: 'mode', mode: asked.mode, playing: false });
}

/** Layers of other servers: those of the scene are there and shown, others hidden; files of the user stay as they are. */
function sceneOutside(outside: AppState['outside'], { outside: wanted = [] }: UrlState): AppState['outside'] {
  const known = new Set(outside.layers.map(({ url }) => url));
  const all = wanted
    .filter(({ url }) => !known.has(url))
    .reduce((state, layer) => reduceOutside(state, { type: 'add', layer }), outside);
  const urls = new Set(wanted.filter(({ visible }) => visible).map(({ url }) => url));
  return {
    ...all,
    layers: all.layers.map((layer) => (layer.isFile ? layer : { ...layer, visible: urls.has(layer.url) })),
  };
}

/** Looks of one kind of layers: numbers of outside layers differ from page to page. */
function looksOf(looks: LayerLooks, kind: 'outside' | 'collections'): LayerLooks {
  return Object.fromEntries(Object.entries(looks).filter(([id]) => id.startsWith('outside:') === (kind === 'outside')));
}
