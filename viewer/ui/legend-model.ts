/** What the colours in the picture mean: for the page and for pictures that leave it. */
import type { TFunction } from 'i18next';
import { type AppState, elevationRange, visibleCollections } from '../state/app-state.ts';
import { collectionColour } from '../state/appearance.ts';
import { type ColourStops, DIFFERENCE_STOPS, ELEVATION_STOPS, INTENSITY_STOPS } from '../state/colour-ramp.ts';
import { differenceLimit } from '../state/heat-map-mesh.ts';
import { classColour } from '../state/point-classes.ts';
import { titleIn } from '../state/title.ts';
import { className } from './class-name.ts';
import { formatNumber, formatSigned } from './format.ts';
import { differenceOf } from './view-host.ts';

export type LegendModel =
  | {
      readonly kind: 'ramp';
      readonly title: string;
      readonly stops: ColourStops;
      readonly labels: readonly [low: string, middle: string, high: string];
      readonly unit: string;
    }
  | {
      readonly kind: 'swatches';
      readonly title: string;
      readonly entries: readonly (readonly [colour: number, name: string])[];
    };

/** @returns null where the colours need no words: photographs */
export function legendModel(state: AppState, t: TFunction): LegendModel | null {
  const difference = differenceOf(state);
  if (difference) {
    const limit = differenceLimit(difference.valuesM);
    const labels = [formatSigned(-limit, 1), '0', formatSigned(limit, 1)] as const;
    return { kind: 'ramp', title: differenceTitle(state, t), stops: DIFFERENCE_STOPS, labels, unit: 'm' };
  }
  const mode = state.appearance.colourMode;
  if (mode === 'rgb') return null;
  const title = t(`appearance.${mode}`);
  if (mode === 'elevation') {
    const [low, high] = elevationRange(state);
    const labels = [formatNumber(low, 0), formatNumber((low + high) / 2, 0), formatNumber(high, 0)] as const;
    return { kind: 'ramp', title, stops: ELEVATION_STOPS, labels, unit: 'm' };
  }
  if (mode === 'intensity') {
    return { kind: 'ramp', title, stops: INTENSITY_STOPS, labels: [t('legend.low'), '', t('legend.high')], unit: '' };
  }
  if (mode === 'class') {
    const entries = classCodes(state).map((code) => [classColour(code), className(t, code)] as const);
    return { kind: 'swatches', title, entries };
  }
  const entries = state.collections.flatMap((collection, index) =>
    state.hidden.has(collection.id)
      ? []
      : [[collectionColour(index), titleIn(state.language, collection.title)] as const],
  );
  return { kind: 'swatches', title, entries };
}

/** With the level of detection, below which colours tell nothing. */
function differenceTitle({ volume }: AppState, t: TFunction): string {
  const { run } = volume;
  if (run.state !== 'done') return t('volume.heatMapNote');
  return t('volume.heatMapLegend', { lod: formatNumber(run.result.significant.lodM, 2) });
}

/** Classes that occur in the visible collections. */
function classCodes(state: AppState): number[] {
  const codes = visibleCollections(state).flatMap(({ classCounts }) => classCounts.map(([code]) => code));
  return [...new Set(codes)].sort((a, b) => a - b);
}
