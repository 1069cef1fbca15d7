/** What of the water tool is in the picture. Pure. */
import type { InundationResult } from '../../api/inundation.ts';
import type { AppState } from '../../state/app-state.ts';
import { levelField, type ViewWater, type WaterField } from '../../state/water-surface.ts';
import { workTool } from '../project/scene.ts';
import { shownLevel } from './state.ts';
import { fieldAt, openSeries } from './steps.ts';

const fields = new WeakMap<InundationResult, WaterField>();

/** The same field for the same result: the views know it by its identity. */
function fieldOf(result: InundationResult, unitM: number): WaterField | null {
  const { grid } = result;
  if (!grid) return null;
  const known = fields.get(result);
  if (known) return known;
  const { cols, rows, originE, originN, cellSizeM, heightsM, connectsAboveM } = grid;
  const field = levelField(
    { cols, rows, originE: originE * unitM, originN: originN * unitM, cellSizeM },
    heightsM,
    connectsAboveM,
  );
  fields.set(result, field);
  return field;
}

/** Null where the tool has nothing to show. */
export function waterInView(state: AppState): ViewWater | null {
  const { water, frame } = state;
  if (workTool(state) !== 'water' || !frame) return null;
  const { colours, opacity } = water.settings;
  if (water.mode === 'steps') {
    const series = openSeries(water.steps);
    if (!series) return null;
    const { field, part } = fieldAt(series, water.steps.time);
    return { kind: 'steps', field, levelM: 0, part, colours, opacity };
  }
  const level = shownLevel(water);
  const field = water.run.state === 'done' ? fieldOf(water.run.result, frame.unitM) : null;
  return level && field ? { kind: 'level', field, levelM: level.levelM, part: 0, colours, opacity } : null;
}

/** Whether two pictures are the same: the views are told of others only. */
export function isSameWater(a: ViewWater | null, b: ViewWater | null): boolean {
  if (a === null || b === null) return a === b;
  const keys = ['kind', 'field', 'levelM', 'part', 'colours', 'opacity'] as const;
  return keys.every((key) => a[key] === b[key]);
}
