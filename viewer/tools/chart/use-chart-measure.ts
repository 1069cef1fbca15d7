/** The state of measuring inside a chart: off, no place, one, two. Escape takes back, then ends. */
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber, formatSigned } from '../../ui/format.ts';
import type { HeightChartProps } from './chart.tsx';
import { type ChartPlace, measureBetween, snapPlace } from './measure.ts';
import { slopeWords } from './measure-bar.tsx';
import type { ChartLine, ChartModel } from './model.ts';

/** A vertex attracts from this far. */
const REACH_PX = 10;

export interface ChartMeasuring {
  readonly measuring: boolean;
  readonly places: readonly ChartPlace[];
  setMeasuring(measuring: boolean): void;
  setPlaces(places: readonly ChartPlace[]): void;
  /** For the chart; null while nothing is measured. */
  readonly measure: NonNullable<HeightChartProps['measure']> | null;
}

/** @param corners lines whose vertices attract instead of those that are drawn: exact ones, without samples in between */
export function useChartMeasure(
  model: ChartModel | null,
  corners: readonly Pick<ChartLine, 'parts'>[] | null = null,
): ChartMeasuring {
  const { t } = useTranslation();
  const [measuring, setMeasuring] = useState(false);
  const [places, setPlaces] = useState<readonly ChartPlace[]>([]);
  const range = model ? `${model.title} ${model.xRange.join()}` : '';
  // another line has other places
  // biome-ignore lint/correctness/useExhaustiveDependencies: what changed is not used
  useEffect(() => setPlaces([]), [range]);
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
  }, [measuring, places]);
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
  }, [measuring, model, corners, places, t]);
  return {
    measuring,
    places,
    setMeasuring: (next) => {
      setMeasuring(next);
      if (!next) setPlaces([]);
    },
    setPlaces,
    measure,
  };
}
