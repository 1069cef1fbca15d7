/** Seeds, walls, channels, shelters and routes over the picture. SVG of numbers only. */
import type { AppState } from '../../state/app-state.ts';
import type { MapView } from '../../state/map-view.ts';
import type { SitePosition } from '../../state/site-frame.ts';
import type { PlaceMark } from '../../ui/place-marks.ts';
import { dot, pathOf } from '../drawing/markup.ts';
import { depthOf, onGrid, type PlanPlace, routeParts } from './places.ts';
import { shownLevel } from './state.ts';

/** More names than these would hide the picture. */
const MAX_NAMED = 40;

export function waterMarkup(view: MapView, state: AppState): string {
  const { water } = state;
  const barriers = water.barriers.map(({ kind, vertices, levelM }) => {
    const line = vertices.map((vertex) => ({ ...vertex, height: levelM }));
    const { d } = pathOf(view, line);
    return `<path class="drawing-halo" d="${d}"/><path class="water-line is-${kind}" d="${d}"/>`;
  });
  return [...barriers, ...routesMarkup(view, state), ...sheltersMarkup(view, state)].join('');
}

const gridOf = ({ water }: AppState) => (water.run.state === 'done' ? (water.run.result.grid ?? null) : null);

function routesMarkup(view: MapView, state: AppState): string[] {
  const grid = gridOf(state);
  const level = shownLevel(state.water);
  return state.water.places.routes.flatMap(({ vertices }) => {
    if (!grid || !level) {
      const { d } = pathOf(
        view,
        vertices.map((place) => onGround(state, place)),
      );
      return [`<path class="drawing-halo" d="${d}"/><path class="water-route" d="${d}"/>`];
    }
    const { parts } = routeParts(grid, state.frame?.unitM ?? 1, vertices, level.levelM);
    return parts.map(({ isWet, line }) => {
      const { d } = pathOf(
        view,
        line.map(({ east, north, groundM }) => ({ east, north, height: groundM })),
      );
      return `<path class="drawing-halo" d="${d}"/><path class="water-route${isWet ? ' is-wet' : ''}" d="${d}"/>`;
    });
  });
}

function sheltersMarkup(view: MapView, state: AppState): string[] {
  const level = shownLevel(state.water);
  return state.water.places.shelters.map(({ at }) => {
    const depth = level ? depthOf(inWater(state, at), level.levelM) : null;
    const name = depth === null ? '' : depth > 0 ? ' is-wet' : ' is-dry';
    return dot(view, onGround(state, at), `water-shelter${name}`, 7);
  });
}

/** Names of shelters; they are text, whatever they say. */
export function shelterMarks(view: MapView, state: AppState): PlaceMark[] {
  if (state.tool !== 'water') return [];
  return state.water.places.shelters.slice(0, MAX_NAMED).flatMap(({ name, at }) => {
    const place = view.project(onGround(state, at));
    return place ? [{ ...place, title: name, withDot: false }] : [];
  });
}

function inWater(state: AppState, at: PlanPlace) {
  const grid = gridOf(state);
  return grid ? onGrid(grid, state.frame?.unitM ?? 1, at) : null;
}

function onGround(state: AppState, at: PlanPlace): SitePosition {
  const known = inWater(state, at)?.groundM;
  return { ...at, height: known ?? state.pose?.elevationM ?? 0 };
}
