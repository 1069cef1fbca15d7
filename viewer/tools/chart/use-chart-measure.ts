/** The state of measuring inside a chart: off, no place, one, two. Escape takes back, then ends. */
import { type Dispatch, type SetStateAction, useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber, formatSigned } from '../../ui/format.ts';
import type { HeightChartProps } from './chart.tsx';
import { type ChartPlace, measureBetween, snapPlace } from './measure.ts';
import { slopeWords } from './measure-bar.tsx';
import type { ChartLine, ChartModel } from './model.ts';

/** A vertex attracts from this far. */
const REACH_PX = 10;

/** What is kept of a measurement: `of` is the chart that the places are in. */
export interface KeptMeasure {
  readonly measuring: boolean;
  readonly of: string;
  readonly places: readonly ChartPlace[];
}

export const NO_MEASURE: KeptMeasure = { measuring: false, of: '', places: [] };
const NO_PLACES: readonly ChartPlace[] = [];

export interface ChartMeasuring {
  readonly measuring: boolean;
  readonly places: readonly ChartPlace[];
  setMeasuring(measuring: boolean): void;
  setPlaces(places: readonly ChartPlace[]): void;
  /** For the chart; null while nothing is measured. */
  readonly measure: NonNullable<HeightChartProps['measure']> | null;
}

/**
 * @param corners lines whose vertices attract instead of those that are drawn: exact ones, without samples in between
 * @param outside where the measurement is kept when the chart is made anew in another place (its own window)
 */
export function useChartMeasure(
  model: ChartModel | null,
  corners: readonly Pick<ChartLine, 'parts'>[] | null = null,
  outside: readonly [KeptMeasure, Dispatch<SetStateAction<KeptMeasure>>] | null = null,
): ChartMeasuring {
  const { t } = useTranslation();
  const own = useState(NO_MEASURE);
  const [kept, keep] = outside ?? own;
  const { measuring } = kept;
  // another line has other places
  const of = model ? `${model.title} ${model.xRange.join()}` : '';
  const places = kept.of === of ? kept.places : NO_PLACES;
  const setPlaces = useCallback(
    (next: readonly ChartPlace[]) => keep((before) => ({ ...before, of, places: next })),
    [keep, of],
  );
  const setMeasuring = useCallback((next: boolean) => keep({ ...NO_MEASURE, measuring: next }), [keep]);
  useEffect(() => {
    if (!measuring) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      if (places.length > 0) setPlaces([]);
      else setMeasuring(false);
    };
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [measuring, places, setPlaces, setMeasuring]);
  const measure = useMemo(() => {
    if (!measuring || !model) return null;
    const lines = corners ?? model.lines;
    const snap = (at: { x: number; y: number }, scale: { xPx: number; yPx: number }): ChartPlace => {
      const onCorner = snapPlace(lines, at, { ...scale, reachPx: REACH_PX });
      return onCorner.on === 'vertex' ? onCorner : snapPlace(model.lines, at, { ...scale, reachPx: REACH_PX });
    };
    const labelOf = (a: ChartPlace, b: ChartPlace) => {
      const between = measureBetween(a, b);
      return `${formatNumber(between.lengthM, 2)} m · ${formatSigned(between.dhM, 2)} m · ${slopeWords(t, between)}`;
    };
    return {
      places,
      labelOf,
      snap,
      onPlace: (at: { x: number; y: number }, scale: { xPx: number; yPx: number }) => {
        const place = snap(at, scale);
        setPlaces(places.length === 1 ? [...places, place] : [place]);
      },
    };
  }, [measuring, model, corners, places, setPlaces, t]);
  return { measuring, places, setMeasuring, setPlaces, measure };
}
