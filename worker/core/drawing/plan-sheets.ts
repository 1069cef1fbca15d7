/**
 * Sheets of the plan (平面図), north up: 1:500 where one sheet holds all, else 1:1000 over at most eight sheets cut along the axis, else
 * 1:2500 and smaller. `planModel` is the same on one sheet as large as it needs, for CAD in world coordinates.
 */
import type { CrossSectionsResult } from '../contract/cross-sections.ts';
import type { Window } from './clip.ts';
import { drawingArea, frameSheet, type LegendEntry, type PaperContext, type Rect, sizeAround } from './frame.ts';
import { LAYERS } from './layers.ts';
import { niceStep } from './numbers.ts';
import { axisLine, type ContourLevel, drawPlan } from './plan-content.ts';
import { type Sheet, SheetBuilder } from './sheet.ts';
import { say } from './words.ts';

/** Scales in their order, and how many sheets each may take. */
const SCALES = [
  { scale: 500, sheets: 1 },
  { scale: 1000, sheets: 8 },
  ...[2500, 5000, 10_000, 25_000, 50_000].map((scale) => ({ scale, sheets: 40 })),
];
const PAD = 4;

type Box = { -readonly [Side in keyof Window]: Window[Side] };

function emptyBox(): Box {
  return { minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity };
}

function include(box: Box, east: number, north: number): void {
  box.minX = Math.min(box.minX, east);
  box.maxX = Math.max(box.maxX, east);
  box.minY = Math.min(box.minY, north);
  box.maxY = Math.max(box.maxY, north);
}

/** Groups of consecutive places (ends of sections, vertices of the axis between them) that fit a window. */
function pieces(result: CrossSectionsResult): number[][] {
  const axis = axisLine(result, 0.1);
  if (result.stations.length === 0) return [axis];
  return result.stations.map((station) => [...station.position, ...station.left, ...station.right]);
}

export function extentOf(result: CrossSectionsResult): Window {
  const box = emptyBox();
  for (const points of [axisLine(result, 0.1), ...pieces(result)])
    for (let i = 0; i + 1 < points.length; i += 2) include(box, points[i]!, points[i + 1]!);
  return box;
}

/** The window of each sheet at a scale; consecutive ones share a section. */
function windowsAt(result: CrossSectionsResult, roomE: number, roomN: number): Window[] | null {
  const windows: Box[] = [];
  let box = emptyBox();
  const groups = pieces(result);
  const grown = (from: Box, points: readonly number[]) => {
    const next = { ...from };
    for (let i = 0; i + 1 < points.length; i += 2) include(next, points[i]!, points[i + 1]!);
    return next;
  };
  const fits = (b: Box) => b.maxX - b.minX <= roomE && b.maxY - b.minY <= roomN;
  for (let index = 0; index < groups.length; index++) {
    const next = grown(box, groups[index]!);
    if (fits(next)) {
      box = next;
      continue;
    }
    if (box.maxX < box.minX) return null;
    windows.push(box);
    // the section at the cut stands on both sheets
    box = grown(grown(emptyBox(), groups[index - 1] ?? []), groups[index]!);
    if (!fits(box)) return null;
  }
  windows.push(box);
  return windows.map((b) => centred(b, roomE, roomN));
}

function centred(box: Window, width: number, height: number): Window {
  const [east, north] = [(box.minX + box.maxX) / 2, (box.minY + box.maxY) / 2];
  // to whole metres, so that numbers on the sheet stay short
  const [minX, minY] = [Math.round(east - width / 2), Math.round(north - height / 2)];
  return { minX, minY, maxX: minX + width, maxY: minY + height };
}

export interface PlanCut {
  readonly scale: number;
  readonly windows: readonly Window[];
}

export function cutPlan(result: CrossSectionsResult, area: Rect): PlanCut {
  const room = (scale: number) =>
    [((area.width - 2 * PAD) * scale) / 1000, ((area.height - 2 * PAD) * scale) / 1000] as const;
  const one = extentOf(result);
  for (const { scale, sheets } of SCALES) {
    const [width, height] = room(scale);
    if (one.maxX - one.minX <= width && one.maxY - one.minY <= height)
      return { scale, windows: [centred(one, width, height)] };
    const windows = sheets > 1 ? windowsAt(result, width, height) : null;
    if (windows && windows.length <= sheets) return { scale, windows };
  }
  const scale = niceStep(
    (1000 * Math.max((one.maxX - one.minX) / area.width, (one.maxY - one.minY) / area.height)) / 0.9,
  );
  return { scale, windows: [centred(one, ...room(scale))] };
}

function planLegend(context: PaperContext, contours: readonly ContourLevel[]): LegendEntry[] {
  const { lang } = context;
  const legend: LegendEntry[] = [
    { text: say(lang, 'centreLine'), layer: LAYERS.axis, mark: 'line' },
    { text: say(lang, 'sectionLine'), layer: LAYERS.sectionLine, mark: 'line' },
  ];
  if (contours.some((level) => level.isIndex))
    legend.push({ text: say(lang, 'indexContour'), layer: LAYERS.indexContour, mark: 'line' });
  if (contours.some((level) => !level.isIndex))
    legend.push({ text: say(lang, 'contour'), layer: LAYERS.contour, mark: 'line' });
  legend.push({ text: say(lang, 'gridCross'), layer: LAYERS.grid, mark: 'line' });
  return legend;
}

/** North arrow and scale bar, in the upper right corner. */
function drawNorth(sheet: SheetBuilder, area: Rect, scale: number): void {
  const x = area.x + area.width - 14;
  const y = area.y + area.height - 26;
  sheet.line(LAYERS.titleLine, [x, y, x, y + 16], { lineWidthMm: 0.35 });
  sheet.fill(LAYERS.frame, [[x, y + 18, x - 2.2, y + 10, x, y + 11.5]], null);
  sheet.line(LAYERS.titleLine, [x, y + 18, x - 2.2, y + 10, x, y + 11.5, x + 2.2, y + 10], { closed: true });
  sheet.text(LAYERS.titleText, x, y + 19, 'N', { heightMm: 4, align: 'centre' });
  const metres = niceStep((20 * scale) / 1000);
  const bar = (metres * 1000) / scale;
  const [left, bottom] = [area.x + area.width - 8 - 2 * bar, area.y + area.height - 34];
  for (const part of [0, 1, 2, 3]) {
    const from = left + (part * bar) / 2;
    const ring = [from, bottom, from + bar / 2, bottom, from + bar / 2, bottom + 1.2, from, bottom + 1.2];
    if (part % 2 === 0) sheet.fill(LAYERS.frame, [ring], null);
    sheet.line(LAYERS.titleLine, ring, { closed: true });
  }
  for (const part of [0, 1, 2]) {
    const text = part === 2 ? `${metres * 2}m` : String(metres * part);
    sheet.text(LAYERS.titleText, left + part * bar, bottom + 1.8, text, { heightMm: 2, align: 'centre' });
  }
}

export function planSheets(
  result: CrossSectionsResult,
  context: PaperContext,
  contours: readonly ContourLevel[] = [],
): Sheet[] {
  const { lang, paper } = context;
  const area = drawingArea(paper);
  const { scale, windows } = cutPlan(result, area);
  return windows.map((window, index) => {
    const sheet = new SheetBuilder();
    const view = { window, scale, x: area.x + PAD, y: area.y + PAD };
    drawPlan(sheet, { result, contours }, view);
    const others = windows.filter((_, other) => Math.abs(other - index) === 1);
    drawJoins(sheet, others, view);
    drawNorth(sheet, area, scale);
    const place = {
      east: window.minX - (view.x * scale) / 1000,
      north: window.minY - (view.y * scale) / 1000,
      scale,
    };
    return frameSheet(
      sheet,
      context,
      {
        drawing: say(lang, 'plan'),
        scale: `1:${scale} (${paper})`,
        number: index + 1,
        count: windows.length,
        legend: planLegend(context, contours),
      },
      undefined,
      place,
    );
  });
}

/** Where the neighbouring sheets begin. */
function drawJoins(
  sheet: SheetBuilder,
  others: readonly Window[],
  { window, scale, x, y }: { window: Window; scale: number; x: number; y: number },
): void {
  const k = 1000 / scale;
  for (const other of others) {
    const [left, right] = [Math.max(other.minX, window.minX), Math.min(other.maxX, window.maxX)];
    const [low, high] = [Math.max(other.minY, window.minY), Math.min(other.maxY, window.maxY)];
    if (!(right > left && high > low)) continue;
    const [px, py] = [x + (left - window.minX) * k, y + (low - window.minY) * k];
    sheet.rectangle(LAYERS.grid, px, py, (right - left) * k, (high - low) * k, { lineType: 'double-chain' });
  }
}

/** The whole plan on one sheet as large as it needs, at the scale of the sheets. */
export function planModel(
  result: CrossSectionsResult,
  context: PaperContext,
  contours: readonly ContourLevel[] = [],
): Sheet {
  const { lang, paper } = context;
  const { scale, windows } = cutPlan(result, drawingArea(paper));
  const box = emptyBox();
  for (const window of [...windows, extentOf(result)]) {
    include(box, window.minX, window.minY);
    include(box, window.maxX, window.maxY);
  }
  const size = sizeAround(
    ((box.maxX - box.minX) * 1000) / scale + 2 * PAD,
    ((box.maxY - box.minY) * 1000) / scale + 2 * PAD,
  );
  const area = drawingArea(paper, size);
  const sheet = new SheetBuilder();
  const view = { window: box, scale, x: area.x + PAD, y: area.y + PAD };
  drawPlan(sheet, { result, contours }, view);
  drawNorth(sheet, area, scale);
  const place = { east: box.minX - (view.x * scale) / 1000, north: box.minY - (view.y * scale) / 1000, scale };
  const title = { drawing: say(lang, 'plan'), scale: `1:${scale}`, number: 1, count: 1 };
  return frameSheet(sheet, context, { ...title, legend: planLegend(context, contours) }, size, place);
}
