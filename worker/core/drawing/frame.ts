/**
 * The frame of a sheet (図枠): border, and below the drawing one strip with legend, notes on the data, and title block.
 *
 *   ┌──────────────────────────────┐
 *   │            area              │
 *   ├─────────┬─────────┬──────────┤
 *   │ legend  │ notes   │ title    │
 *   └─────────┴─────────┴──────────┘
 */
import type { PaperHeader, PaperLanguage } from '../contract/paper-header.ts';
import { LAYERS } from './layers.ts';
import type { Layer, Sheet, SheetBuilder, WorldPlace } from './sheet.ts';
import { cleanText, fitText, wrapText } from './text-metrics.ts';
import { type DrawingWord, say } from './words.ts';

/** Landscape, [width, height] in mm. */
export const PAPER_SIZES = { A1: [841, 594], A3: [420, 297], A4: [297, 210] } as const;
export type PaperSize = keyof typeof PAPER_SIZES;

export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface LegendEntry {
  readonly text: string;
  readonly layer: Layer;
  readonly mark: 'line' | 'area' | 'dots';
  /** Of an area. */
  readonly angleDeg?: number;
}

/** What is the same on every sheet of a set. */
export interface PaperContext {
  readonly header: PaperHeader;
  readonly lang: PaperLanguage;
  readonly notes: readonly string[];
  /** Stations that the set covers; the header's own text goes before it. */
  readonly stations: string;
  readonly paper: PaperSize;
}

export interface SheetTitle {
  readonly drawing: string;
  readonly scale: string;
  readonly number: number;
  readonly count: number;
  readonly legend: readonly LegendEntry[];
  /** Lines above the notes, of this sheet alone. */
  readonly remarks?: readonly string[];
}

const MARGIN = { left: 20, other: 10 };
const STRIP = 30;
const ROW = STRIP / 5;

/** The size of a sheet that is not of a series, for plans in world coordinates. */
export interface CustomSize {
  readonly widthMm: number;
  readonly heightMm: number;
}

function sizeOf(paper: PaperSize, custom?: CustomSize): CustomSize {
  const [widthMm, heightMm] = PAPER_SIZES[paper];
  return custom ?? { widthMm, heightMm };
}

/** Where a drawing may be on a sheet. */
export function drawingArea(paper: PaperSize, custom?: CustomSize): Rect {
  const { widthMm, heightMm } = sizeOf(paper, custom);
  return {
    x: MARGIN.left,
    y: MARGIN.other + STRIP,
    width: widthMm - MARGIN.left - MARGIN.other,
    height: heightMm - 2 * MARGIN.other - STRIP,
  };
}

/** The size of paper that leaves `width` × `height` for the drawing. */
export function sizeAround(width: number, height: number): CustomSize {
  return { widthMm: width + MARGIN.left + MARGIN.other, heightMm: height + 2 * MARGIN.other + STRIP };
}

/** Puts the frame around a drawing and finishes the sheet. */
export function frameSheet(
  sheet: SheetBuilder,
  context: PaperContext,
  title: SheetTitle,
  custom?: CustomSize,
  world?: WorldPlace,
): Sheet {
  const { widthMm, heightMm } = sizeOf(context.paper, custom);
  const area = drawingArea(context.paper, custom);
  const bottom = MARGIN.other;
  sheet.rectangle(LAYERS.frame, area.x, bottom, area.width, area.height + STRIP);
  sheet.line(LAYERS.frame, [area.x, area.y, area.x + area.width, area.y], { lineWidthMm: 0.35 });
  const titleWidth = Math.min(176, area.width * 0.46);
  const legendWidth = Math.min(86, area.width * 0.2);
  const titleX = area.x + area.width - titleWidth;
  const notesX = area.x + legendWidth;
  for (const x of [titleX, notesX]) sheet.line(LAYERS.frame, [x, bottom, x, area.y], { lineWidthMm: 0.35 });
  drawTitle(sheet, context, title, { x: titleX, y: bottom, width: titleWidth, height: STRIP });
  const notes = [...(title.remarks ?? []), ...context.notes];
  drawNotes(sheet, notes, { x: notesX, y: bottom, width: titleX - notesX, height: STRIP });
  drawLegend(sheet, context.lang, title.legend, { x: area.x, y: bottom, width: legendWidth, height: STRIP });
  const name = `${title.drawing} ${title.number}/${title.count}`;
  return sheet.finish(name, widthMm, heightMm, world);
}

function drawTitle(sheet: SheetBuilder, { header, lang, stations }: PaperContext, title: SheetTitle, at: Rect): void {
  const labelWidth = Math.min(24, at.width * 0.145);
  const half = at.width * 0.62;
  const third = at.width / 3;
  const place = (row: number) => at.y + at.height - row * ROW;
  const cell = (name: DrawingWord, value: string, row: number, x: number, width: number) => {
    const y = place(row);
    sheet.rectangle(LAYERS.titleLine, x, y - ROW, width, ROW);
    sheet.line(LAYERS.titleLine, [x + labelWidth, y - ROW, x + labelWidth, y]);
    const label = fitText(say(lang, name), labelWidth - 2, 2.5);
    sheet.text(LAYERS.titleText, x + labelWidth / 2, y - ROW / 2, label.text, {
      heightMm: label.heightMm,
      align: 'centre',
      base: 'middle',
    });
    const fitted = fitText(value, width - labelWidth - 3, 3);
    sheet.text(LAYERS.titleText, x + labelWidth + 1.5, y - ROW / 2, fitted.text, {
      heightMm: fitted.heightMm,
      base: 'middle',
    });
  };
  const given = cleanText(header.station ?? '');
  cell('projectName', header.projectName ?? '', 0, at.x, at.width);
  cell('routeName', header.routeName ?? '', 1, at.x, at.width);
  cell('drawingName', title.drawing, 2, at.x, half);
  cell('scale', title.scale, 2, at.x + half, at.width - half);
  cell('station', given === '' ? stations : given, 3, at.x, half);
  cell('number', `${title.number} / ${title.count}`, 3, at.x + half, at.width - half);
  cell('office', header.office ?? '', 4, at.x, third);
  cell('author', header.author ?? '', 4, at.x + third, third);
  cell('date', header.date ?? '', 4, at.x + 2 * third, at.width - 2 * third);
}

function drawNotes(sheet: SheetBuilder, notes: readonly string[], at: Rect): void {
  const heightMm = 2;
  const pitch = 3.1;
  const room = Math.floor((at.height - 2) / pitch);
  // the last line (request hash) always has its place
  const lines: string[] = [];
  notes.forEach((note, index) => {
    const left = room - lines.length - (notes.length - 1 - index);
    if (left > 0) lines.push(...wrapText(note, (at.width - 4) / heightMm, Math.min(2, left)));
  });
  lines.slice(0, room).forEach((line, index) => {
    const y = at.y + at.height - 2.6 - index * pitch;
    sheet.text(LAYERS.titleText, at.x + 2, y, line, { heightMm, base: 'middle' });
  });
}

function drawLegend(sheet: SheetBuilder, lang: PaperLanguage, entries: readonly LegendEntry[], at: Rect): void {
  if (entries.length === 0) return;
  sheet.text(LAYERS.titleText, at.x + 2, at.y + at.height - 2.8, say(lang, 'legend'), {
    heightMm: 2.5,
    base: 'middle',
  });
  const rows = 5;
  const columns = Math.ceil(entries.length / rows);
  const width = (at.width - 2) / Math.max(2, columns);
  entries.forEach((entry, index) => {
    const x = at.x + 2 + Math.floor(index / rows) * width;
    const y = at.y + at.height - 7.6 - (index % rows) * 4.8;
    if (entry.mark === 'line') sheet.line(entry.layer, [x, y, x + 11, y]);
    else if (entry.mark === 'area') {
      sheet.fill(entry.layer, [[x, y - 1.6, x + 11, y - 1.6, x + 11, y + 1.6, x, y + 1.6]], entry.angleDeg ?? 45);
    } else sheet.dots(entry.layer, [x + 2, y, x + 4, y + 0.6, x + 6, y - 0.4, x + 8, y + 0.3, x + 10, y], 0.15);
    const fitted = fitText(entry.text, width - 14, 2.5);
    sheet.text(LAYERS.titleText, x + 12.5, y, fitted.text, { heightMm: fitted.heightMm, base: 'middle' });
  });
}
