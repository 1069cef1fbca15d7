import { alignmentUrl } from '../tools/alignment/url.ts';
import { ledgerUrl } from '../tools/ledger/state.ts';
import { measureUrl } from '../tools/measure/url.ts';
import { renumbered } from '../tools/outside/url.ts';
import { projectUrl, workTool } from '../tools/project/scene.ts';
import { scenarioUrl } from '../tools/scenario/state.ts';
import { sectionUrl } from '../tools/section/url.ts';
import { sightUrl } from '../tools/sight/url.ts';
import { storyUrl } from '../tools/story/work.ts';
import { undergroundUrl } from '../tools/underground/url.ts';
import { volumeUrl } from '../tools/volume/url.ts';
import { waterUrl } from '../tools/water/url.ts';
import type { AppStore } from './app-state.ts';
import type { UrlState } from './url-state.ts';

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
    outside: state.outside.layers,
    looks: renumbered(state.looks, state.outside),
    ...(tool === 'water' ? { waterTool: waterUrl(state.water, unitM) } : {}),
    ...(tool === 'underground' ? { undergroundTool: undergroundUrl(state.underground, unitM) } : {}),
    sight: sightUrl(state.sight, tool === 'sight', unitM),
    overlays: state.overlays.choice,
    ...scenarioUrl(state.scenario),
    ...ledgerUrl(state.ledger),
    ...projectUrl(state),
    ...storyUrl(state),
  };
}
