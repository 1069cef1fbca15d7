/**
 * A scenario as the processes of sight take it: what its edits remove, and boxes for what they place. Walls and roads become
 * level boxes from step to step of their ground; designs and models have no box, and are told. Pure.
 */
import type { Scenario, SceneEdit } from '../contract/scenario.ts';
import type { Obstacles } from '../contract/sight-input.ts';
import { MAX_OBSTACLES, MAX_REMOVED } from '../sight/limits.ts';
import { movedPositions, riseBetween } from './moved-points.ts';
import { signedArea } from './solids.ts';

type Outline = readonly (readonly number[])[];
type Feature = Obstacles['features'][number];
export type RemovedArea = { type: 'Polygon'; coordinates: number[][][] };

export interface SightEdits {
  readonly obstacles?: Obstacles;
  readonly removed?: RemovedArea[];
  /** Edits that are on and not in it: of a kind that has no box, or more than a question takes. */
  readonly left: readonly SceneEdit[];
}

/** Boxes that one wall or road may have. */
const MAX_STEPS = 50;

/** @param unitM metres of a unit of the scenario's positions */
export function sightEdits({ edits }: Pick<Scenario, 'edits'>, unitM: number): SightEdits {
  const removed: RemovedArea[] = [];
  const placed: Feature[] = [];
  const left: SceneEdit[] = [];
  for (const edit of edits) {
    if (!edit.on) continue;
    const [away, boxes] = partsOf(edit, unitM);
    const fits = removed.length + away.length <= MAX_REMOVED && placed.length + boxes.length <= MAX_OBSTACLES;
    if (!fits || away.length + boxes.length === 0) {
      left.push(edit);
      continue;
    }
    removed.push(...away);
    placed.push(...boxes);
  }
  return {
    ...(placed.length > 0 ? { obstacles: { type: 'FeatureCollection' as const, features: placed } } : {}),
    ...(removed.length > 0 ? { removed } : {}),
    left,
  };
}

function partsOf(edit: SceneEdit, unitM: number): [removed: RemovedArea[], placed: Feature[]] {
  switch (edit.kind) {
    case 'hide':
      return [[area(edit.outline)], []];
    case 'hide-objects':
      return [
        edit.objects
          .map(({ footprint }) => footprint)
          .filter(isFlatArea)
          .map(area),
        [],
      ];
    case 'move': {
      const { object, from, to, turnDeg, groundM } = edit;
      const riseM = riseBetween(object.groundM, groundM);
      const [fromE = 0, fromN = 0] = from;
      const [toE = 0, toN = 0] = to;
      const flat = object.footprint.flatMap(([e = 0, n = 0]) => [e, n, 0]);
      const moved = movedPositions(flat, { fromE, fromN, toE, toN, turnDeg, riseM: 0 });
      const outline = object.footprint.map((_, i) => [moved[3 * i]!, moved[3 * i + 1]!]);
      const box = { baseM: object.bottomM + riseM, heightM: object.topM - object.bottomM };
      if (!isFlatArea(object.footprint)) return [[], []];
      return [[area(object.footprint)], [boxOver(edit, outline, box)]];
    }
    case 'place-building':
      return [[], [boxOver(edit, edit.outline, edit)]];
    case 'wall':
    case 'road':
      return [[], bandBoxes(edit, unitM)];
    default:
      return [[], []];
  }
}

/** What is as thin as a line stands on no ground. */
const isFlatArea = (outline: Outline): boolean => Math.abs(signedArea(outline)) > 1e-4;

function area(outline: Outline): RemovedArea {
  const ring = outline.map(([e = 0, n = 0]) => [e, n]);
  return { type: 'Polygon', coordinates: [[...ring, ring[0]!]] };
}

function boxOver(edit: SceneEdit, outline: Outline, { baseM, heightM }: { baseM: number; heightM: number }): Feature {
  const properties = { ...(edit.name === '' ? {} : { name: edit.name.slice(0, 80) }), baseM, heightM };
  return { type: 'Feature', geometry: area(outline), properties };
}

/** A box a step, as wide as the band, on the middle of the ground under it. */
function bandBoxes(edit: Extract<SceneEdit, { kind: 'wall' | 'road' }>, unitM: number): Feature[] {
  const { ground, widthM, heightM } = edit;
  const stride = Math.ceil((ground.length - 1) / MAX_STEPS);
  const stops = ground.filter((_, i) => i % stride === 0 || i === ground.length - 1);
  return stops.slice(1).flatMap(([bE = 0, bN = 0, bM = 0], i) => {
    const [aE = 0, aN = 0, aM = 0] = stops[i]!;
    const length = Math.hypot(bE - aE, bN - aN);
    if (!(length > 0)) return [];
    const half = widthM / unitM / 2;
    const [sideE, sideN] = [(-(bN - aN) / length) * half, ((bE - aE) / length) * half];
    const outline = [
      [aE - sideE, aN - sideN],
      [bE - sideE, bN - sideN],
      [bE + sideE, bN + sideN],
      [aE + sideE, aN + sideN],
    ];
    return [boxOver(edit, outline, { baseM: (aM + bM) / 2, heightM })];
  });
}
