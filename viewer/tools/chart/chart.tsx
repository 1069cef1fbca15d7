/** A chart of heights on a canvas: uPlot has the axes, the zoom and the pointer; areas, lines and texts are drawn here. */
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { useIsDark } from '../../ui/colour-scheme.tsx';
import { type ChartModel, ordinateRange } from './model.ts';
import { type ChartPaper, chartPaper } from './on-dark.ts';

export const CHART_FONT = "12px 'Noto Sans JP Variable', system-ui, sans-serif";

export interface HeightChartProps {
  readonly model: ChartModel;
  /** Vertical over horizontal scale; null fits the data. */
  readonly exaggeration: number | null;
  /** Metres under the pointer. */
  readonly onHover?: (x: number | null) => void;
  readonly onPick?: (x: number) => void;
}

export function HeightChart({ model, exaggeration, onHover, onPick }: HeightChartProps) {
  const isDark = useIsDark();
  const holder = useRef<HTMLDivElement>(null);
  const handlers = useRef({ onHover, onPick });
  handlers.current = { onHover, onPick };

  useEffect(() => {
    const element = holder.current;
    if (!element) return;
    const chart = new uPlot(
      optionsOf({ model, exaggeration, paper: chartPaper(isDark), element, handlers }),
      [[...model.xRange], [null, null]],
      element,
    );
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
      observer.disconnect();
      chart.destroy();
      handlers.current.onHover?.(null);
    };
  }, [model, exaggeration, isDark]);

  return <div ref={holder} className="section-chart" role="img" aria-label={model.title} />;
}

interface Handlers {
  readonly current: {
    readonly onHover: HeightChartProps['onHover'] | undefined;
    readonly onPick: HeightChartProps['onPick'] | undefined;
  };
}

interface ChartSetup {
  readonly model: ChartModel;
  readonly exaggeration: number | null;
  readonly paper: ChartPaper;
  readonly element: HTMLElement;
  readonly handlers: Handlers;
}

function optionsOf({ model, exaggeration, paper, element, handlers }: ChartSetup): uPlot.Options {
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
        ({ cursor, posToVal }) => {
          const { left } = cursor;
          handlers.current.onHover?.(left === undefined || left < 0 ? null : posToVal(left, 'x'));
        },
      ],
      ready: [
        (self) => {
          let pressed = 0;
          self.over.addEventListener('pointerdown', (event) => (pressed = event.clientX));
          self.over.addEventListener('click', (event) => {
            // A drag zooms; it picks nothing.
            if (Math.abs(event.clientX - pressed) > 4) return;
            handlers.current.onPick?.(self.posToVal(event.offsetX, 'x'));
          });
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

interface Pen {
  readonly ctx: CanvasRenderingContext2D;
  readonly x: (metres: number) => number;
  readonly y: (metres: number) => number;
  readonly ratio: number;
  readonly chart: uPlot;
  readonly paper: ChartPaper;
}

function drawModel(chart: uPlot, model: ChartModel, paper: ChartPaper): void {
  const { ctx, bbox } = chart;
  const pen: Pen = {
    ctx,
    chart,
    paper,
    x: (metres) => chart.valToPos(metres, 'x', true),
    y: (metres) => chart.valToPos(metres, 'y', true),
    ratio: window.devicePixelRatio || 1,
  };
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  drawDots(pen, model);
  drawFills(pen, model);
  drawMarks(pen, model);
  drawLines(pen, model);
  drawTexts(pen, model);
  ctx.restore();
}

function drawDots({ ctx, x, y, ratio }: Pen, { dots }: ChartModel): void {
  if (!dots) return;
  const sizePx = Math.max(1.5, 1.6 * ratio);
  ctx.globalAlpha = 0.7;
  for (let i = 0; i < dots.x.length; i++) {
    ctx.fillStyle = dots.colourOf(i);
    ctx.fillRect(x(dots.x[i] ?? 0) - sizePx / 2, y(dots.y[i] ?? 0) - sizePx / 2, sizePx, sizePx);
  }
  ctx.globalAlpha = 1;
}

function drawFills({ ctx, x, y, ratio, paper }: Pen, { fills }: ChartModel): void {
  if (fills.length === 0) return;
  const hatch = hatchOf(ctx, ratio, paper.fills.cut);
  for (const { kind, ring } of fills) {
    ctx.beginPath();
    for (let i = 0; i + 1 < ring.length; i += 2) ctx.lineTo(x(ring[i] ?? 0), y(ring[i + 1] ?? 0));
    ctx.closePath();
    ctx.fillStyle = kind === 'cut' ? (hatch ?? paper.fills.cut) : `${paper.fills[kind]}38`;
    ctx.fill();
  }
}

/** Lines at 45°: cut is told from fill without its colour too. */
function hatchOf(ctx: CanvasRenderingContext2D, ratio: number, colour: string): CanvasPattern | null {
  const size = Math.round(8 * ratio);
  const tile = document.createElement('canvas');
  tile.width = size;
  tile.height = size;
  const pen = tile.getContext('2d');
  if (!pen) return null;
  pen.fillStyle = `${colour}24`;
  pen.fillRect(0, 0, size, size);
  pen.strokeStyle = `${colour}b0`;
  pen.lineWidth = 1.2 * ratio;
  for (const shift of [-size, 0, size]) {
    pen.beginPath();
    pen.moveTo(shift, size);
    pen.lineTo(shift + size, 0);
    pen.stroke();
  }
  return ctx.createPattern(tile, 'repeat');
}

function drawMarks({ ctx, x, ratio, chart, paper }: Pen, { marks }: ChartModel): void {
  const { top, height } = chart.bbox;
  ctx.font = CHART_FONT.replace('12px', `${12 * ratio}px`);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  for (const mark of marks) {
    const at = x(mark.x);
    ctx.strokeStyle = paper.ink(mark.colour);
    ctx.lineWidth = (mark.strong ? 2 : 1) * ratio;
    ctx.setLineDash(mark.strong ? [] : [9 * ratio, 3 * ratio, 2 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(at, top);
    ctx.lineTo(at, top + height);
    ctx.stroke();
    ctx.fillStyle = paper.ink(mark.colour);
    ctx.fillText(mark.label, at + 4 * ratio, top + 3 * ratio);
  }
  ctx.setLineDash([]);
}

function drawLines({ ctx, x, y, ratio, paper }: Pen, { lines }: ChartModel): void {
  ctx.lineJoin = 'round';
  for (const { parts, colour, widthPx, dashed } of lines) {
    ctx.strokeStyle = paper.ink(colour);
    ctx.lineWidth = widthPx * ratio;
    ctx.setLineDash(dashed ? [8 * ratio, 4 * ratio] : []);
    for (const part of parts) {
      ctx.beginPath();
      for (const [a = 0, b = 0] of part) ctx.lineTo(x(a), y(b));
      ctx.stroke();
    }
  }
  ctx.setLineDash([]);
}

/** Texts over the lines, each where it has room and none other stands. */
function drawTexts({ ctx, x, y, ratio, paper }: Pen, { texts }: ChartModel): void {
  ctx.font = CHART_FONT.replace('12px', `600 ${12 * ratio}px`);
  ctx.textAlign = 'center';
  ctx.textBaseline = 'bottom';
  const taken: [number, number, number][] = [];
  for (const { x: at, y: height, text, colour, fitsM } of texts) {
    const widthPx = ctx.measureText(text).width;
    const [middle, foot] = [x(at), y(height) - 7 * ratio];
    if (widthPx > Math.abs(x(at + fitsM) - middle)) continue;
    if (taken.some(([m, f, w]) => Math.abs(m - middle) < (w + widthPx) / 2 + 4 && Math.abs(f - foot) < 15 * ratio))
      continue;
    taken.push([middle, foot, widthPx]);
    ctx.lineWidth = 4 * ratio;
    ctx.strokeStyle = paper.halo;
    ctx.strokeText(text, middle, foot);
    ctx.fillStyle = paper.ink(colour);
    ctx.fillText(text, middle, foot);
  }
}
