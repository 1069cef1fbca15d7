/** A chart with the bar of what is measured in it. */
import { HeightChart, type HeightChartProps } from './chart.tsx';
import { MeasureBar } from './measure-bar.tsx';
import type { ChartMeasuring } from './use-chart-measure.ts';

export interface MeasuredChartProps extends Omit<HeightChartProps, 'measure'> {
  readonly measuring: ChartMeasuring;
  /** What the abscissa is; the distance along a line unless said. */
  readonly across?: boolean;
  /** Another window asks for another canvas. */
  readonly large?: boolean;
}

export function MeasuredChart({ measuring, across = false, large = false, ...chart }: MeasuredChartProps) {
  return (
    <>
      {measuring.measuring && (
        <MeasureBar
          model={chart.model}
          across={across}
          places={measuring.places}
          onPlaces={measuring.setPlaces}
          onClose={() => measuring.setMeasuring(false)}
        />
      )}
      <HeightChart key={String(large)} {...chart} measure={measuring.measure} />
    </>
  );
}
