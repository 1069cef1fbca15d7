/** Light and view as the globe shows them: sun, eye, rays, seen ground. Pure but for the view that is told. */
import type { Scenario } from '#core/contract/scenario.ts';
import type { AppState } from '../../state/app-state.ts';
import type { MapView } from '../../state/map-view.ts';
import {
  type EyePose,
  NO_SIGHT,
  type SightLayer,
  type SightRay,
  type SunSetting,
  sameEye,
} from '../../state/sight-layer.ts';
import type { SiteFrame } from '../../state/site-frame.ts';
import { workTool } from '../project/scene.ts';
import { standingEdits } from '../scenario/in-view.ts';
import { shownScenario } from '../scenario/state.ts';

/** The sun over the site; null while it is off, or not yet computed. */
export function sunOf({ sight }: Pick<AppState, 'sight'>): SunSetting | null {
  return sight.sunOn && sight.sun ? { ...sight.sun, shadows: sight.shadows } : null;
}

export function eyeOf({ sight }: Pick<AppState, 'sight'>): EyePose | null {
  if (!sight.looking || !sight.viewpoint) return null;
  const { lon, lat, elevationM, headingDeg, pitchDeg, lensMm } = sight.viewpoint;
  return { lon, lat, elevationM, headingDeg, pitchDeg, lensMm };
}

/** Rays and cells of the question that is open. */
export function sightLayerOf(state: AppState): SightLayer {
  const { sight, frame } = state;
  if (workTool(state) !== 'sight' || sight.tab !== 'sight' || !frame) return NO_SIGHT;
  if (sight.question === 'around' && sight.aroundRun.state === 'done') {
    const { grid } = sight.aroundRun.result;
    if (!grid) return NO_SIGHT;
    const { unitM } = frame;
    return { rays: [], cells: { ...grid, originE: grid.originE * unitM, originN: grid.originN * unitM } };
  }
  const finding =
    sight.question === 'line' && sight.lineRun.state === 'done'
      ? sight.lineRun.result.targets[0]
      : sight.question === 'mountain' && sight.mountainRun.state === 'done'
        ? sight.mountainRun.result.summit
        : undefined;
  return finding ? { rays: raysOf(finding, frame), cells: null } : NO_SIGHT;
}

type Finding = {
  readonly ray: readonly { readonly state: SightRay['state']; readonly line: readonly (readonly number[])[] }[];
};

function raysOf({ ray }: Finding, { unitM }: SiteFrame): SightRay[] {
  return ray.map(({ state, line }) => ({
    state,
    line: line.map(([east = 0, north = 0, height = 0]) => [east * unitM, north * unitM, height] as const),
  }));
}

/** Tells a view what has changed since `before`. */
export function syncSight(view: MapView, state: AppState, before: AppState | undefined): void {
  const sun = sunOf(state);
  const sunBefore = before ? sunOf(before) : null;
  if (JSON.stringify(sun) !== JSON.stringify(sunBefore)) view.setSun?.(sun);
  const eye = eyeOf(state);
  if (!sameEye(eye, before ? eyeOf(before) : null)) view.setEye?.(eye);
  const isSame =
    before !== undefined &&
    before.sight.lineRun === state.sight.lineRun &&
    before.sight.aroundRun === state.sight.aroundRun &&
    before.sight.mountainRun === state.sight.mountainRun &&
    before.sight.tab === state.sight.tab &&
    before.sight.question === state.sight.question &&
    workTool(before) === workTool(state) &&
    before.frame === state.frame;
  if (!isSame) view.setSight?.(sightLayerOf(state));
}

/** The scenario that questions can take into account: one with edits, in the system of the site; null: none. */
export function scenarioFor(state: AppState): Pick<Scenario, 'name' | 'edits'> | null {
  const scenario = shownScenario(state.scenario);
  if (!scenario || (scenario.crs !== null && scenario.crs !== state.frame?.code)) return null;
  const edits = standingEdits(state);
  return edits.length > 0 ? { name: scenario.name, edits } : null;
}
