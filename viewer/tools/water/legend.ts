/** What the colours of the water mean. */
import type { TFunction } from 'i18next';
import { DEPTH_CLASSES } from '#core/water/depth-classes.ts';
import { BLUE_CLASSES, HAZARD_CLASSES } from '../../shaders/water-colour.ts';
import type { AppState } from '../../state/app-state.ts';
import { formatNumber } from '../../ui/format.ts';
import type { LegendModel } from '../../ui/legend-model.ts';
import { waterInView } from './in-view.ts';
import { clockText } from './step-times.ts';
import { openSeries } from './steps.ts';

/** Null where no water is in the picture. */
export function waterLegend(state: AppState, t: TFunction): LegendModel | null {
  const water = waterInView(state);
  if (!water) return null;
  const colours = water.colours === 'blue' ? BLUE_CLASSES : HAZARD_CLASSES;
  const entries = DEPTH_CLASSES.map((depthClass, i): [number, string] => [
    rgb(colours[i] ?? []),
    className(depthClass, t),
  ]).reverse();
  return { kind: 'swatches', title: t('water.legend'), entries, notes: notesOf(state, water.levelM, t) };
}

function notesOf(state: AppState, levelM: number, t: TFunction): string[] {
  const { water } = state;
  if (water.mode !== 'steps') return [t('water.legendLevel', { level: formatNumber(levelM, 2) }), t('water.simulated')];
  const series = openSeries(water.steps);
  const { time } = water.steps;
  const when = series?.isSeconds ? clockText(time) : t('water.stepNumber', { number: formatNumber(time, 1) });
  return [
    t('water.legendTime', { time: when }),
    t('water.givenBy', { source: series?.source ?? t('water.sourceUnknown') }),
    t('water.notComputed'),
    t('water.givenSimulation'),
  ];
}

const rgb = ([red = 0, green = 0, blue = 0]: readonly number[]): number => (red << 16) | (green << 8) | blue;

export function className({ fromM, toM }: Pick<(typeof DEPTH_CLASSES)[number], 'fromM' | 'toM'>, t: TFunction): string {
  const text = (metres: number) => formatNumber(metres, Number.isInteger(metres) ? 0 : 1);
  if (toM === null) return t('water.classOver', { from: text(fromM) });
  if (fromM === 0) return t('water.classUnder', { to: text(toM) });
  return t('water.classBetween', { from: text(fromM), to: text(toM) });
}
