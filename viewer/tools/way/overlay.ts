/** Along the way in the picture: the place under the pointer of the profile, and the wires with their lowest places. SVG of numbers only. */
import type { AlignmentChecksResult, ProfileResult } from '../../api/way.ts';
import type { AppState } from '../../state/app-state.ts';
import type { MapView } from '../../state/map-view.ts';
import type { SitePosition } from '../../state/site-frame.ts';
import { alignmentMarkup } from '../alignment/overlay.ts';
import { ordinateAt } from '../chart/model.ts';
import { knownParts } from '../chart/parts.ts';
import { dot, pathOf } from '../drawing/markup.ts';
import { placeAt } from './places.ts';

/** Pieces of a hanging wire. */
const WIRE_PIECES = 12;

export function wayMarkup(view: MapView, state: AppState): string {
  const { way, alignment } = state;
  if (way.mode === 'section') return '';
  const axis = way.axis === 'alignment' && alignment.run.state !== 'done' ? alignmentMarkup(view, state) : '';
  if (way.mode === 'profile') {
    const hover = way.profileRun.state === 'done' ? hoverDot(view, way.profileRun.result, way.hoverM) : '';
    return axis + hover;
  }
  const { wiresRun, span } = way;
  const unitM = state.frame?.unitM ?? 1;
  return axis + (wiresRun.state === 'done' ? wiresMarkup(view, wiresRun.result, span, unitM) : '');
}

function hoverDot(view: MapView, result: ProfileResult, hoverM: number | null): string {
  const ground = result.profile.lines[result.existing];
  if (hoverM === null || !ground) return '';
  const height = ordinateAt(knownParts(ground.offsetsM, ground.elevationsM), hoverM);
  const place = placeAt(result.alignment, hoverM);
  return height === null || !place ? '' : dot(view, { ...place, height }, 'drawing-hover', 6);
}

function wiresMarkup(view: MapView, { wires }: AlignmentChecksResult, chosen: number | null, unitM: number): string {
  return (wires?.spans ?? [])
    .map(({ id, from, to, sagM, judgement, clearance }) => {
      const verdict = judgement.verdict === 'ok' ? '' : ' is-bad';
      const name = `wire-span${verdict}${id === chosen ? ' is-chosen' : ''}`;
      const line = hangingLine(from, to, sagM, unitM);
      const place = clearance && {
        east: (clearance.position[0] ?? 0) * unitM,
        north: (clearance.position[1] ?? 0) * unitM,
      };
      const drop = place && [
        { ...place, height: clearance.wireElevationM },
        { ...place, height: clearance.roadElevationM },
      ];
      return (
        `<path class="${name}" d="${pathOf(view, line).d}"/>` +
        (drop ? `<path class="wire-drop${verdict}" d="${pathOf(view, drop).d}"/>` : '')
      );
    })
    .join('');
}

/** A wire between its outermost points, sagging as a parabola. */
export function hangingLine(
  from: readonly number[],
  to: readonly number[],
  sagM: number,
  unitM: number,
): SitePosition[] {
  const [fromE = 0, fromN = 0, fromH = 0] = from;
  const [toE = 0, toN = 0, toH = 0] = to;
  return Array.from({ length: WIRE_PIECES + 1 }, (_, i) => {
    const part = i / WIRE_PIECES;
    return {
      east: (fromE + part * (toE - fromE)) * unitM,
      north: (fromN + part * (toN - fromN)) * unitM,
      height: fromH + part * (toH - fromH) - 4 * sagM * part * (1 - part),
    };
  });
}
