/** A legend drawn into a picture that leaves the page. CSS pixels; the context is scaled. */
import type { LegendModel } from '../../ui/legend-model.ts';
import { PICTURE_FONT, wrapText } from './wrap-text.ts';

const FONT = PICTURE_FONT;
const TEXT = '#1d2730';
const LINE = 18;
const SWATCH = 12;

type Context = CanvasRenderingContext2D;

export interface LegendPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** Everything that is written in it: the fonts of the page come in pieces. */
export function legendText(legend: LegendModel): string {
  const labels = legend.kind === 'ramp' ? [...legend.labels, legend.unit] : legend.entries.map(([, name]) => name);
  return [legend.title, ...labels, ...legend.notes].join('');
}

/** @returns the height that it needs, CSS pixels; `draws` false measures only */
export function drawLegend(context: Context, legend: LegendModel, place: LegendPlace, draws: boolean): number {
  context.textBaseline = 'alphabetic';
  context.textAlign = 'left';
  if (draws) {
    context.font = `600 12px ${FONT}`;
    context.fillStyle = TEXT;
    context.fillText(legend.title, place.x, place.y + 11);
  }
  context.font = `400 12px ${FONT}`;
  const height =
    legend.kind === 'ramp'
      ? drawRamp(context, legend, place, draws)
      : drawSwatches(context, legend.entries, place, draws);
  const notes = legend.notes.flatMap((note) => wrapText(context, note, place.width));
  if (draws) {
    context.textAlign = 'left';
    context.fillStyle = TEXT;
    for (const [index, note] of notes.entries()) context.fillText(note, place.x, place.y + height + 12 + index * LINE);
  }
  return height + notes.length * LINE;
}

function drawRamp(
  context: Context,
  legend: LegendModel & { kind: 'ramp' },
  { x, y, width }: LegendPlace,
  draws: boolean,
): number {
  const length = Math.min(260, width);
  if (draws) {
    const gradient = context.createLinearGradient(x, 0, x + length, 0);
    for (const [index, stop] of legend.stops.entries()) {
      gradient.addColorStop(index / (legend.stops.length - 1), cssOf(stop));
    }
    context.fillStyle = gradient;
    context.fillRect(x, y + 18, length, 12);
    context.fillStyle = TEXT;
    const [low, middle, high] = legend.labels;
    const ends = [
      [low, x, 'left'],
      [middle, x + length / 2, 'center'],
      [legend.unit ? `${high} ${legend.unit}` : high, x + length, 'right'],
    ] as const;
    for (const [label, at, align] of ends) {
      context.textAlign = align;
      context.fillText(label, at, y + 44);
    }
  }
  return 48;
}

function drawSwatches(
  context: Context,
  entries: readonly (readonly [colour: number, name: string])[],
  { x, y, width }: LegendPlace,
  draws: boolean,
): number {
  const widest = Math.max(60, ...entries.map(([, name]) => context.measureText(name).width));
  const columnWidth = SWATCH + 8 + Math.min(widest, width - SWATCH - 8) + 20;
  const columns = Math.max(1, Math.floor((width + 20) / columnWidth));
  const rows = Math.ceil(entries.length / columns);
  if (draws) {
    for (const [index, [colour, name]] of entries.entries()) {
      const left = x + Math.floor(index / rows) * columnWidth;
      const line = y + 18 + (index % rows) * LINE;
      context.fillStyle = cssOf(colour);
      context.fillRect(left, line + 2, SWATCH, SWATCH);
      context.strokeStyle = 'rgb(0 0 0 / 25%)';
      context.lineWidth = 1;
      context.strokeRect(left + 0.5, line + 2.5, SWATCH - 1, SWATCH - 1);
      context.fillStyle = TEXT;
      context.fillText(shortened(context, name, columnWidth - SWATCH - 28), left + SWATCH + 8, line + 12);
    }
  }
  return 18 + rows * LINE;
}

/** Cut off where there is no more room. */
export function shortened(context: Context, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let short = text;
  while (short.length > 1 && context.measureText(`${short}…`).width > width) short = short.slice(0, -1);
  return `${short}…`;
}

const cssOf = (colour: number) => `#${colour.toString(16).padStart(6, '0')}`;
