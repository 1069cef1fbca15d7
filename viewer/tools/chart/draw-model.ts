/** A chart's model on uPlot's canvas: points, areas, marks, lines, texts. */
import type uPlot from 'uplot';
import type { ChartModel } from './model.ts';
import type { ChartPaper } from './on-dark.ts';
import { labelRows } from './parts.ts';

export const CHART_FONT = "12px 'Noto Sans JP Variable', system-ui, sans-serif";

interface Pen {
  readonly ctx: CanvasRenderingContext2D;
  readonly x: (metres: number) => number;
  readonly y: (metres: number) => number;
  readonly ratio: number;
  readonly chart: uPlot;
  readonly paper: ChartPaper;
}

export function drawModel(chart: uPlot, model: ChartModel, paper: ChartPaper): void {
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
  const labels = drawMarks(pen, model);
  drawLines(pen, model);
  drawTexts(pen, model, labels);
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

/** Room that a label has taken, pixels of the canvas. */
interface LabelBox {
  readonly from: number;
  readonly to: number;
  readonly top: number;
  readonly foot: number;
}

const LABEL_PX = 15;

/** @returns where the labels stand */
function drawMarks({ ctx, x, ratio, chart, paper }: Pen, { marks }: ChartModel): LabelBox[] {
  const { top, height } = chart.bbox;
  ctx.font = CHART_FONT.replace('12px', `${12 * ratio}px`);
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  const begin = (mark: ChartModel['marks'][number]) => x(mark.x) + 4 * ratio;
  const end = (mark: ChartModel['marks'][number]) => begin(mark) + ctx.measureText(mark.label).width + 6 * ratio;
  const rows = labelRows(marks.map((mark) => [begin(mark), end(mark)]));
  const rowTop = (index: number) => top + (3 + 14 * (rows[index] ?? 0)) * ratio;
  for (const [index, mark] of marks.entries()) {
    const at = x(mark.x);
    ctx.strokeStyle = paper.ink(mark.colour);
    ctx.lineWidth = (mark.strong ? 2 : 1) * ratio;
    ctx.setLineDash(mark.strong ? [] : [9 * ratio, 3 * ratio, 2 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(at, top);
    ctx.lineTo(at, top + height);
    ctx.stroke();
    ctx.fillStyle = paper.ink(mark.colour);
    ctx.fillText(mark.label, begin(mark), rowTop(index));
  }
  ctx.setLineDash([]);
  return marks.map((mark, index) => {
    const labelTop = rowTop(index);
    return { from: begin(mark), to: end(mark), top: labelTop, foot: labelTop + LABEL_PX * ratio };
  });
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

/** Texts over the lines, else under them, each where it has room and none other stands. */
function drawTexts({ ctx, x, y, ratio, paper }: Pen, { texts }: ChartModel, labels: readonly LabelBox[]): void {
  ctx.font = CHART_FONT.replace('12px', `600 ${12 * ratio}px`);
  ctx.textAlign = 'center';
  ctx.textBaseline = 'bottom';
  const taken = [...labels];
  for (const { x: at, y: height, text, colour, fitsM } of texts) {
    const widthPx = ctx.measureText(text).width;
    const middle = x(at);
    if (widthPx > Math.abs(x(at + fitsM) - middle)) continue;
    const boxAt = (foot: number): LabelBox => ({
      from: middle - widthPx / 2 - 2,
      to: middle + widthPx / 2 + 2,
      top: foot - LABEL_PX * ratio,
      foot,
    });
    const box = [y(height) - 7 * ratio, y(height) + (7 + LABEL_PX) * ratio]
      .map(boxAt)
      .find((own) => taken.every((other) => !overlap(own, other)));
    if (!box) continue;
    taken.push(box);
    ctx.lineWidth = 4 * ratio;
    ctx.strokeStyle = paper.halo;
    ctx.strokeText(text, middle, box.foot);
    ctx.fillStyle = paper.ink(colour);
    ctx.fillText(text, middle, box.foot);
  }
}

function overlap(a: LabelBox, b: LabelBox): boolean {
  return a.from < b.to && b.from < a.to && a.top < b.foot && b.top < a.foot;
}
