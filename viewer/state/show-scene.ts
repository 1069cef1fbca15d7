/** Shows another scene in the page as it is, without loading it anew: layers, look, comparison, measurements. The camera is the caller's. */

import { reduceMeasure } from '../tools/measure/state.ts';
import { askedMeasure } from '../tools/measure/url.ts';
import { NO_OVERLAYS } from '../tools/overlays/state.ts';
import { usualAppearance } from './appearance.ts';
import { NO_COMPARE } from './compare.ts';
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
  store.set({
    hidden: new Set(hidden),
    view: scene.view ?? 'site',
    projection: scene.projection ?? 'perspective',
    appearance: { ...usualAppearance(collections), ...scene.appearance },
    overlays: { ...overlays, choice: scene.overlays ?? NO_OVERLAYS },
    measure: scene.measure === undefined ? bare : askedMeasure({ ...store.get(), measure: bare }, first, scene.measure),
    compare: { ...NO_COMPARE, ...scene.compare, mode: 'off' },
  });
  // what moves by itself waits for the user
  if (scene.compare?.mode) workspace.compare({ type: 'mode', mode: scene.compare.mode, playing: false });
  return missing;
}
