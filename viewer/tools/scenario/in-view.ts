/** From the scenario to what a view draws of it. Pure; what did not change is made once. */
import type { Scenario, SceneEdit } from '#core/contract/scenario.ts';
import { groundOf } from '#core/scenario/edit-parts.ts';
import { lostOf } from '#core/scenario/exchange.ts';
import { type MaskPart, maskParts } from '#core/scenario/mask.ts';
import { movedPositions, riseBetween } from '#core/scenario/moved-points.ts';
import { band, extrusion, hatching, joinMeshes, type Mesh, type MeshPart, rgbOf } from '#core/scenario/solids.ts';
import type { AppState } from '../../state/app-state.ts';
import type { PlacedModel, PlacedPoints, ScenarioView } from '../../state/scenario-view.ts';
import { pointsKey, type ScenarioState, shownScenario } from './state.ts';

type Inputs = Pick<AppState, 'scenario' | 'frame' | 'collections'>;

/** Walls and roads go so deep into the ground: its unevenness must not show daylight below them. */
const SINK_M = 0.5;
const DESIGN_RGB = [196, 164, 120] as const;

/** Edits of the shown scenario that can be shown, those whose collection or surface is gone left out. */
export function standingEdits({
  scenario: state,
  collections,
}: Pick<AppState, 'scenario' | 'collections'>): SceneEdit[] {
  const scenario = shownScenario(state);
  if (!scenario) return [];
  const lost = new Set(lostEdits(scenario, state, collections).map(({ edit }) => edit));
  return scenario.edits.filter(({ id, on }) => on && !lost.has(id));
}

export function lostEdits(scenario: Scenario, { designs }: ScenarioState, collections: AppState['collections']) {
  return lostOf(scenario, {
    collections: new Set(collections.map(({ id }) => id)),
    lostSurfaces: new Set(Object.keys(designs).filter((id) => designs[id] === 'lost')),
  });
}

/** Keeps what it made last: a divider that is dragged makes nothing anew. */
export function createScenarioView(): (state: Inputs) => ScenarioView | null {
  let of: readonly unknown[] = [];
  let made: Omit<ScenarioView, 'shown' | 'split'> | null = null;
  let last: ScenarioView | null = null;
  return ({ scenario: state, frame, collections }) => {
    const scenario = shownScenario(state);
    if (!scenario || !frame || (scenario.crs !== null && scenario.crs !== frame.code)) {
      last = null;
      return null;
    }
    const { points, designs, models, shown, blinkBefore, split } = state;
    const now = [scenario, frame, collections, points, designs, models];
    if (!made || now.some((one, at) => one !== of[at])) {
      of = now;
      made = partsOf(standingEdits({ scenario: state, collections }), state, frame.unitM);
      last = null;
    }
    const side = shown === 'blink' ? (blinkBefore ? 'before' : 'after') : shown;
    if (last?.shown !== side || last.split !== split) last = { ...made, shown: side, split };
    return last;
  };
}

function partsOf(
  edits: readonly SceneEdit[],
  state: ScenarioState,
  unitM: number,
): { mask: MaskPart[]; mesh: Mesh; points: PlacedPoints[]; models: PlacedModel[] } {
  const inMetres = (positions: readonly (readonly number[])[]) =>
    positions.map(([east, north, ...rest]) => [east! * unitM, north! * unitM, ...rest]);
  const meshes: MeshPart[] = [];
  const points: PlacedPoints[] = [];
  const models: PlacedModel[] = [];
  for (const edit of edits) {
    for (const ground of groundOf(edit)) meshes.push(hatching(ground, unitM));
    switch (edit.kind) {
      case 'place-building':
        meshes.push(extrusion(inMetres(edit.outline), { ...edit, colour: rgbOf(edit.colour) }));
        break;
      case 'road':
      case 'wall':
        meshes.push(band(inMetres(edit.ground), { ...edit, colour: rgbOf(edit.colour), sinksM: SINK_M }));
        break;
      case 'design': {
        const mesh = state.designs[edit.surface];
        if (mesh && mesh !== 'lost') meshes.push(mesh);
        break;
      }
      case 'move': {
        const measured = state.points[pointsKey(edit.collection, edit.object.id)];
        if (!measured || measured === 'lost') break;
        const move = {
          fromE: edit.from[0]! * unitM,
          fromN: edit.from[1]! * unitM,
          toE: edit.to[0]! * unitM,
          toN: edit.to[1]! * unitM,
          turnDeg: edit.turnDeg,
          riseM: riseBetween(edit.object.groundM, edit.groundM),
        };
        const { colours, spacingM } = measured;
        points.push({ id: edit.id, positions: movedPositions(measured.positions, move), colours, spacingM });
        break;
      }
      case 'place-model': {
        const url = state.models[edit.file.sha256];
        const [east, north] = edit.at;
        const { id, baseM, turnDeg, scale } = edit;
        if (url) models.push({ id, url, east: east! * unitM, north: north! * unitM, baseM, turnDeg, scale });
        break;
      }
    }
  }
  return { mask: maskParts(edits, unitM), mesh: joinMeshes(meshes), points, models };
}

export { DESIGN_RGB };
