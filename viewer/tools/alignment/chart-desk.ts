/** What the charts of the dock are set to; kept by the dock, since its own window makes the charts anew. */
import { useState } from 'react';
import { NO_MEASURE } from '../chart/use-chart-measure.ts';

export function useChartDesk() {
  const measure = useState(NO_MEASURE);
  const [slopes, setSlopes] = useState(true);
  const [exaggeration, setExaggeration] = useState<number | null>(null);
  return { measure, slopes, setSlopes, exaggeration, setExaggeration };
}

export type ChartDesk = ReturnType<typeof useChartDesk>;

export interface ViewProps<Result> {
  readonly result: Result;
  readonly desk: ChartDesk;
}
