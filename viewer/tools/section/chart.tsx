/** The chart of a cross-section: points in their class colours and one ground line a surface. */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import uPlot from 'uplot';
import type { SectionResult } from '../../api/section.ts';
import { classColour, cssColour } from '../../state/point-classes.ts';
import { elevationAxis, elevationExtent, groundLines } from './chart-data.ts';

/** Ground lines: older surfaces blue, newer ones red-brown, then others. */
export const LINE_COLOURS = ['#1f6fb5', '#c4472b', '#3a8f4d', '#8257b3'] as const;

export const CHART_FONT = "12px 'Noto Sans JP Variable', system-ui, sans-serif";

export function lineColour(index: number): string {
  return LINE_COLOURS[index % LINE_COLOURS.length] ?? LINE_COLOURS[0];
}

export interface SectionChartProps {
  readonly result: SectionResult;
  readonly titles: readonly string[];
  /** Vertical over horizontal scale; null fits the data. */
  readonly exaggeration: number | null;
  readonly onHover: (distanceM: number | null) => void;
}

export function SectionChart({ result, titles, exaggeration, onHover }: SectionChartProps) {
  const { t } = useTranslation();
  const holder = useRef<HTMLDivElement>(null);
  const hover = useRef(onHover);
  hover.current = onHover;

  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    const lines = groundLines(result);
    const data: uPlot.AlignedData = [[...lines.distancesM], ...lines.elevationsM.map((line) => [...line])];
    const extent = elevationExtent(result) ?? [0, 1];
    const chart = new uPlot(
      {
        ...sizeOf(element),
        legend: { show: false },
        cursor: { drag: { x: true, y: false }, points: { size: 7 } },
        scales: {
          x: { time: false, range: (_chart, low, high) => [low, high] },
          y: { range: (self) => elevationAxis(extent, exaggeration, plotBox(self, result.lengthM)) },
        },
        axes: [
          chartAxis(t('section.distance'), 34),
          {
            ...chartAxis(t('section.elevation'), 58),
            values: (_chart, values) => values.map((value) => value.toFixed(1)),
          },
        ],
        series: [
          {},
          ...titles.map((title, index) => ({
            label: title,
            stroke: lineColour(index),
            width: 2,
            points: { show: false },
          })),
        ],
        hooks: {
          drawAxes: [(self) => drawPoints(self, result)],
          setCursor: [
            (self) => hover.current(self.cursor.idx == null ? null : (self.data[0][self.cursor.idx] ?? null)),
          ],
        },
      },
      data,
      element,
    );
    const observer = new ResizeObserver(() => chart.setSize(sizeOf(element)));
    observer.observe(element);
    let gone = false;
    // A canvas does not ask for the parts of the font that it lacks: fetch them, then draw the labels again.
    void document.fonts.load(CHART_FONT, t('section.distance') + t('section.elevation')).then(
      () => gone || chart.redraw(false, true),
      () => undefined,
    );
    return () => {
      gone = true;
      observer.disconnect();
      chart.destroy();
      hover.current(null);
    };
  }, [result, titles, exaggeration, t]);

  return <div ref={holder} className="section-chart" role="img" aria-label={t('section.chart')} />;
}

function sizeOf(element: HTMLElement): { width: number; height: number } {
  return { width: Math.max(200, element.clientWidth), height: Math.max(120, element.clientHeight) };
}

function plotBox(chart: uPlot, lengthM: number) {
  const { width, height } = chart.bbox;
  const { min, max } = chart.scales.x ?? {};
  const shownM = min != null && max != null && max > min ? max - min : lengthM;
  return { widthPx: width, heightPx: height, lengthM: shownM };
}

/** An axis in the style of all charts. */
export function chartAxis(label: string, size: number): uPlot.Axis {
  return {
    label,
    size,
    labelSize: 22,
    font: CHART_FONT,
    labelFont: CHART_FONT,
    stroke: '#495057',
    grid: { stroke: '#e9ecef', width: 1 },
  };
}

/** Points under the lines, in the colours of their classes; straight onto the chart's canvas, there may be many. */
function drawPoints(chart: uPlot, result: SectionResult): void {
  const { points } = result;
  if (!points) return;
  const { ctx, bbox } = chart;
  const dotPx = Math.max(1.5, 1.6 * (window.devicePixelRatio || 1));
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.globalAlpha = 0.7;
  for (let index = 0; index < points.distanceM.length; index++) {
    const x = chart.valToPos(points.distanceM[index] ?? 0, 'x', true);
    const y = chart.valToPos(points.elevationM[index] ?? 0, 'y', true);
    ctx.fillStyle = cssColour(classColour(points.class[index] ?? 0));
    ctx.fillRect(x - dotPx / 2, y - dotPx / 2, dotPx, dotPx);
  }
  ctx.restore();
}
