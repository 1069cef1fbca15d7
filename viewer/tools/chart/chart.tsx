/** A chart of heights on a canvas: uPlot has the axes, the zoom and the pointer; draw-model.ts the rest. */
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import uPlot from 'uplot';
import { useIsDark } from '../../ui/colour-scheme.tsx';
import { CHART_FONT, drawModel } from './draw-model.ts';
import type { ChartPlace } from './measure.ts';
import { createMeasureLayer, type MeasureLayer } from './measure-layer.ts';
import { type ChartModel, ordinateRange } from './model.ts';
import { type ChartPaper, chartPaper } from './on-dark.ts';

/** What buttons beside the chart do to it. */
export interface ChartControl {
  /** Below 1 shows less, over 1 more of the abscissa, about its middle. */
  zoom(factor: number): void;
  /** By a share of what is shown. */
  pan(share: number): void;
  reset(): void;
}

/** Pixels a metre, as a click finds them. */
export interface ChartScale {
  readonly xPx: number;
  readonly yPx: number;
}

/** One notch of the wheel. */
const WHEEL_ZOOM = 1.25;

export interface HeightChartProps {
  readonly model: ChartModel;
  readonly control?: Ref<ChartControl>;
  /** A measurement in the chart; with one place the second follows the pointer. Null: clicks measure nothing. */
  readonly measure?: {
    readonly places: readonly ChartPlace[];
    readonly labelOf: (a: ChartPlace, b: ChartPlace) => string;
    readonly onPlace: (at: { x: number; y: number }, scale: ChartScale) => void;
    /** What a place under the pointer would be put on. */
    readonly snap: (at: { x: number; y: number }, scale: ChartScale) => ChartPlace;
  } | null;
  /** Vertical over horizontal scale; null fits the data. */
  readonly exaggeration: number | null;
  /** Metres under the pointer. */
  readonly onHover?: (x: number | null) => void;
  readonly onPick?: (x: number) => void;
}

export function HeightChart({ model, exaggeration, onHover, onPick, measure = null, control }: HeightChartProps) {
  const isDark = useIsDark();
  const holder = useRef<HTMLDivElement>(null);
  const shown = useRef<uPlot | null>(null);
  const layer = useRef<MeasureLayer | null>(null);
  /** What is zoomed in on stays when the chart is drawn anew over the same abscissa: another station, another mark. */
  const stretch = useRef<{ readonly of: string; readonly min: number; readonly max: number } | null>(null);
  const handlers = useRef<Handlers['current']>({ onHover, onPick, measure });
  handlers.current = { onHover, onPick, measure };
  useImperativeHandle(control, () => controlOf(() => shown.current, model.xRange), [model]);

  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    const chart = new uPlot(
      optionsOf({ model, exaggeration, paper: chartPaper(isDark), element, handlers, layer }),
      [[...model.xRange], [null, null]],
      element,
    );
    shown.current = chart;
    layer.current = createMeasureLayer(chart);
    const [low, high] = model.xRange;
    const kept = stretch.current;
    if (kept?.of === `${low} ${high}`) chart.setScale('x', { min: kept.min, max: kept.max });
    const observer = new ResizeObserver(() => chart.setSize(sizeOf(element)));
    observer.observe(element);
    let gone = false;
    // A canvas does not ask for the parts of the font that it lacks: fetch them, then draw the labels again.
    const texts = [
      model.xLabel,
      model.yLabel,
      ...model.texts.map(({ text }) => text),
      ...model.marks.map((m) => m.label),
    ];
    void document.fonts.load(CHART_FONT, texts.join('')).then(
      () => gone || chart.redraw(false, true),
      () => undefined,
    );
    return () => {
      gone = true;
      const { min, max } = chart.scales.x ?? {};
      stretch.current = min == null || max == null ? null : { of: `${low} ${high}`, min, max };
      shown.current = null;
      layer.current = null;
      observer.disconnect();
      chart.destroy();
      handlers.current.onHover?.(null);
    };
  }, [model, exaggeration, isDark]);

  // after every change of the measurement; the pointer's way is followed by the chart itself
  useEffect(() => {
    if (shown.current && layer.current) showMeasure(shown.current, layer.current, measure);
  }, [measure]);

  const name = measure ? 'section-chart is-measuring' : 'section-chart';
  return <div ref={holder} className={name} role="img" aria-label={model.title} />;
}

interface Handlers {
  readonly current: {
    readonly onHover: HeightChartProps['onHover'] | undefined;
    readonly onPick: HeightChartProps['onPick'] | undefined;
    readonly measure: NonNullable<HeightChartProps['measure']> | null;
  };
}

/** @param pointer where the second place would be */
function showMeasure(
  chart: uPlot,
  layer: MeasureLayer,
  measure: Handlers['current']['measure'],
  pointer: { x: number; y: number } | null = null,
): void {
  if (!measure) {
    layer.show([], '');
    return;
  }
  const [first, second] = measure.places;
  const next = second ?? (pointer ? measure.snap(pointer, scaleOf(chart)) : undefined);
  const places = [first, next].filter((place) => place !== undefined);
  layer.show(places, first && next ? measure.labelOf(first, next) : '');
}

/** CSS pixels a metre. */
function scaleOf(chart: uPlot): ChartScale {
  return {
    xPx: Math.abs(chart.valToPos(1, 'x') - chart.valToPos(0, 'x')),
    yPx: Math.abs(chart.valToPos(1, 'y') - chart.valToPos(0, 'y')),
  };
}

/** Shows a stretch of the abscissa, kept within the model's. */
function showStretch(chart: uPlot, middle: number, width: number, [low, high]: readonly [number, number]): void {
  const held = Math.min(high - low, Math.max((high - low) / 2000, width));
  const min = Math.min(high - held, Math.max(low, middle - held / 2));
  chart.setScale('x', { min, max: min + held });
}

function controlOf(chartOf: () => uPlot | null, range: readonly [number, number]): ChartControl {
  const shift = (factor: number, share: number) => {
    const chart = chartOf();
    const { min, max } = chart?.scales.x ?? {};
    if (!chart || min == null || max == null) return;
    showStretch(chart, (min + max) / 2 + share * (max - min), (max - min) * factor, range);
  };
  return {
    zoom: (factor) => shift(factor, 0),
    pan: (share) => shift(1, share),
    reset: () => chartOf()?.setScale('x', { min: range[0], max: range[1] }),
  };
}

interface ChartSetup {
  readonly model: ChartModel;
  readonly exaggeration: number | null;
  readonly paper: ChartPaper;
  readonly element: HTMLElement;
  readonly handlers: Handlers;
  readonly layer: { readonly current: MeasureLayer | null };
}

function optionsOf({ model, exaggeration, paper, element, handlers, layer }: ChartSetup): uPlot.Options {
  const [low, high] = model.xRange;
  const names = model.xNames;
  return {
    ...sizeOf(element),
    legend: { show: false },
    cursor: { drag: { x: true, y: false, dist: 6 }, points: { show: false }, y: true },
    scales: {
      x: { time: false, dir: model.mirrored ? -1 : 1, range: (_chart, a, b) => [a ?? low, b ?? high] },
      y: { range: (self) => ordinateRange(model.yExtent, exaggeration, plotBox(self, high - low)) },
    },
    axes: [
      {
        ...chartAxis(model.xLabel, 34, paper),
        ...(names
          ? {
              splits: (self: uPlot) => namesThatFit(self, names).map(({ x }) => x),
              values: (_chart: uPlot, xs: number[]) => xs.map((x) => names.find((n) => n.x === x)?.name ?? ''),
            }
          : {}),
      },
      {
        ...chartAxis(model.yLabel, 62, paper),
        values: (_chart, values) => values.map((value) => value.toFixed(model.yDecimals)),
      },
    ],
    series: [{}, { show: true, points: { show: false } }],
    hooks: {
      drawAxes: [(self) => drawModel(self, model, paper)],
      setCursor: [
        (self) => {
          const { left = -1, top = -1 } = self.cursor;
          const at = left < 0 ? null : { x: self.posToVal(left, 'x'), y: self.posToVal(top, 'y') };
          handlers.current.onHover?.(at?.x ?? null);
          const { measure } = handlers.current;
          if (layer.current && measure?.places.length === 1) showMeasure(self, layer.current, measure, at);
        },
      ],
      draw: [(self) => layer.current && showMeasure(self, layer.current, handlers.current.measure)],
      ready: [
        (self) => {
          let pressed = 0;
          self.over.addEventListener('pointerdown', (event) => (pressed = event.clientX));
          self.over.addEventListener('click', (event) => {
            // A drag zooms; it picks nothing.
            if (Math.abs(event.clientX - pressed) > 4) return;
            const box = self.over.getBoundingClientRect();
            const at = {
              x: self.posToVal(event.clientX - box.left, 'x'),
              y: self.posToVal(event.clientY - box.top, 'y'),
            };
            const { measure, onPick } = handlers.current;
            if (measure) measure.onPlace(at, scaleOf(self));
            else onPick?.(at.x);
          });
          const onWheel = (event: WheelEvent) => {
            const { min, max } = self.scales.x ?? {};
            if (min == null || max == null) return;
            event.preventDefault();
            const at = self.posToVal(event.clientX - self.over.getBoundingClientRect().left, 'x');
            const factor = event.deltaY > 0 ? WHEEL_ZOOM : 1 / WHEEL_ZOOM;
            const middle = at + ((min + max) / 2 - at) * factor;
            showStretch(self, middle, (max - min) * factor, model.xRange);
          };
          self.over.addEventListener('wheel', onWheel, { passive: false });
        },
      ],
    },
  };
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

/** Names that do not run into one another. */
function namesThatFit(chart: uPlot, names: NonNullable<ChartModel['xNames']>) {
  let last = Number.NEGATIVE_INFINITY;
  const { min = 0, max = 0 } = chart.scales.x ?? {};
  return names.filter(({ x, name }) => {
    if (x < (min ?? 0) || x > (max ?? 0)) return false;
    const at = chart.valToPos(x, 'x');
    if (Math.abs(at - last) < name.length * 7 + 10) return false;
    last = at;
    return true;
  });
}

/** An axis in the style of all charts. */
export function chartAxis(label: string, size: number, paper: ChartPaper): uPlot.Axis {
  return {
    label,
    size,
    labelSize: 22,
    font: CHART_FONT,
    labelFont: CHART_FONT,
    stroke: paper.axis,
    grid: { stroke: paper.grid, width: 1 },
    ticks: { stroke: paper.grid, width: 1 },
  };
}
