/** Where an edit is, and where its unmeasured ground is named. Metres of the site frame. Pure. */

import type { SceneEdit, UnmeasuredGround } from '#core/contract/scenario.ts';
import { groundOf } from '#core/scenario/edit-parts.ts';
import { ringHolds } from '#core/scenario/mask.ts';

export interface EditPlace {
  readonly east: number;
  readonly north: number;
  /** null where the edit knows none. */
  readonly heightM: number | null;
  readonly reachM: number;
}

export function placeOf(edit: SceneEdit, unitM: number): EditPlace {
  const positions = positionsOf(edit);
  let [minE, minN, maxE, maxN] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [east, north] of positions) {
    minE = Math.min(minE, east! * unitM);
    maxE = Math.max(maxE, east! * unitM);
    minN = Math.min(minN, north! * unitM);
    maxN = Math.max(maxN, north! * unitM);
  }
  return {
    east: (minE + maxE) / 2,
    north: (minN + maxN) / 2,
    heightM: heightOf(edit),
    reachM: Math.hypot(maxE - minE, maxN - minN) / 2,
  };
}

function positionsOf(edit: SceneEdit): readonly (readonly number[])[] {
  switch (edit.kind) {
    case 'hide':
    case 'place-building':
      return edit.outline;
    case 'hide-objects':
      return edit.objects.flatMap(({ footprint }) => footprint);
    case 'move':
      return [edit.from, edit.to];
    case 'place-model':
      return [edit.at];
    case 'design':
      return edit.outlines.flat();
    default:
      return edit.line;
  }
}

function heightOf(edit: SceneEdit): number | null {
  switch (edit.kind) {
    case 'hide':
      return edit.heightsM?.[0] ?? null;
    case 'hide-objects':
      return edit.objects[0]!.groundM ?? edit.objects[0]!.bottomM;
    case 'move':
      return edit.groundM ?? edit.object.groundM;
    case 'place-building':
    case 'place-model':
      return edit.baseM;
    case 'road':
    case 'wall':
      return edit.ground[0]![2]!;
    default:
      return null;
  }
}

export interface GroundLabel {
  readonly east: number;
  readonly north: number;
  readonly height: number;
  readonly areaM2: number;
}

/** One a piece of unmeasured ground, in the middle of its cells; the largest first. What something new stands on is not seen. */
export function groundLabels(edits: readonly SceneEdit[], unitM: number): GroundLabel[] {
  const covers = edits.flatMap((edit) => {
    const rings = edit.kind === 'place-building' ? [edit.outline] : edit.kind === 'design' ? edit.outlines : [];
    return rings.map((ring) => ring.flat().map((value) => value * unitM));
  });
  return edits
    .flatMap((edit) => groundOf(edit).map((ground) => labelOf(ground, unitM)))
    .filter(({ areaM2, east, north }) => areaM2 > 0 && !covers.some((ring) => ringHolds(ring, east, north)))
    .sort((a, b) => b.areaM2 - a.areaM2);
}

function labelOf({ originE, originN, cellSizeM, cols, heightsM }: UnmeasuredGround, unitM: number): GroundLabel {
  let [count, east, north, height] = [0, 0, 0, 0];
  for (const [cell, heightM] of heightsM.entries()) {
    if (heightM === null) continue;
    count += 1;
    east += originE * unitM + ((cell % cols) + 0.5) * cellSizeM;
    north += originN * unitM + (Math.floor(cell / cols) + 0.5) * cellSizeM;
    height += heightM;
  }
  return { east: east / count, north: north / count, height: height / count, areaM2: count * cellSizeM ** 2 };
}
