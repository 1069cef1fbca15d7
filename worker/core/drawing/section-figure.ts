/**
 * One cross-section, drawn about (0, 0) = centre line on the datum line (DL):
 *
 *            CL
 *     ╲__    │    __╱        ground of each epoch, design, cut and fill, slopes
 *        ╲___│___╱
 *   DL=120.00 ─────────
 *   offsets, heights          of the bends of the design, else of the ground
 *          NO.3+12.50
 *     GH=…  FH=…   CA=…  BA=…
 */
import type { CrossSectionsResult, SlopeLabel, StationSection } from '../contract/cross-sections.ts';
import type { PaperLanguage } from '../contract/paper-header.ts';
import { LAYERS, surfaceLayers } from './layers.ts';
import { areaText, heightText, lengthText } from './numbers.ts';
import { sectionRegions } from './section-regions.ts';
import { type Layer, SheetBuilder } from './sheet.ts';
import { fitText, textWidthMm } from './text-metrics.ts';
import { say } from './words.ts';

export interface SectionFigure {
  readonly drawing: SheetBuilder;
  /** From the centre line and the datum line, mm. */
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly top: number;
}

/** How the sections of a set are drawn. */
export interface SectionStyle {
  /** 100 for 1:100, of lengths and heights. */
  readonly scale: number;
  readonly lang: PaperLanguage;
  readonly layers: readonly Layer[];
  readonly existing: number;
  readonly compared: number | null;
  /** Whether the compared line was drawn, not measured. */
  readonly isDesign: boolean;
  /** Looking backward: what is right of the axis is drawn on the left. */
  readonly mirrored: boolean;
  readonly leftM: number;
  readonly rightM: number;
}

export function sectionStyle(result: CrossSectionsResult, lang: PaperLanguage, scale: number): SectionStyle {
  const mirrored = result.looking === 'backward';
  const { existing, compared, leftM, rightM, surfaces } = result;
  const isDesign = compared !== null && surfaces[compared]?.kind === 'design';
  return {
    scale,
    lang,
    layers: surfaceLayers(surfaces, existing),
    existing,
    compared,
    isDesign,
    mirrored,
    leftM,
    rightM,
  };
}

/** A section along any line begins at its 0: there is no axis in it. */
const hasAxis = ({ leftM, rightM }: SectionStyle): boolean => leftM > 0 && rightM > 0;

/** Room for the labels of the rows left of the section. */
const SIDE = { left: 19, right: 4 };
const ROW = 8;
const HEAD = 15;
const MAX_DOTS = 1500;

interface HeightRange {
  readonly low: number;
  readonly high: number;
}

/** Lowest and highest of all lines of a section; null when nothing is known there. */
export function heightRange(station: StationSection): HeightRange | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const take = (z: number) => {
    low = Math.min(low, z);
    high = Math.max(high, z);
  };
  for (const line of station.lines) for (const part of line.simplified) for (const vertex of part) take(vertex[1]!);
  if (station.designElevationM !== null) take(station.designElevationM);
  return high >= low ? { low, high } : null;
}

/** A round height at least `gapM` below the lowest one: whole metres, fives when the drawing is small. */
export function datumBelow(low: number, gapM: number, scale: number): number {
  const step = scale > 200 ? 5 : 1;
  return Math.floor((low - gapM) / step + 1e-9) * step;
}

/** Size of a section's box without drawing it. */
export function figureBox(
  station: StationSection,
  style: SectionStyle,
): Omit<SectionFigure, 'drawing'> & { datum: number } {
  const k = 1000 / style.scale;
  const range = heightRange(station) ?? { low: 0, high: 0 };
  const datum = datumBelow(range.low, 6 / k, style.scale);
  const [before, behind] = style.mirrored ? [style.rightM, style.leftM] : [style.leftM, style.rightM];
  return {
    datum,
    left: -before * k - SIDE.left,
    right: behind * k + SIDE.right,
    bottom: -2 * ROW - HEAD,
    top: (range.high - datum) * k + 7,
  };
}

export function drawSection(station: StationSection, style: SectionStyle): SectionFigure {
  const drawing = new SheetBuilder();
  const box = figureBox(station, style);
  const k = 1000 / style.scale;
  const x = (offset: number) => (style.mirrored ? -offset : offset) * k;
  const y = (elevation: number) => (elevation - box.datum) * k;
  const pen: Pen = { drawing, style, x, y };
  drawRegions(pen, station);
  drawPoints(pen, station);
  const [from, to] = [box.left + SIDE.left, box.right - SIDE.right];
  station.lines.forEach((line, index) => {
    if (index !== style.compared) drawLine(pen, style.layers[index]!, line.simplified);
  });
  // the compared line above all others
  if (style.compared !== null) {
    drawLine(pen, style.layers[style.compared]!, station.lines[style.compared]?.simplified ?? []);
  }
  drawGaps(pen, station);
  for (const slope of station.slopes) drawSlope(pen, slope);
  if (hasAxis(style)) {
    drawing.line(LAYERS.axis, [0, -1, 0, box.top - 4]);
    drawing.text(LAYERS.stationText, 0, box.top - 3.5, 'CL', { heightMm: 2.5, align: 'centre' });
  }
  drawing.line(LAYERS.datumLine, [from, 0, to, 0]);
  drawing.text(LAYERS.stationText, from, 0.7, `DL=${heightText(box.datum)}`, { heightMm: 2.2 });
  drawRows(pen, station, from);
  drawHead(pen, station, (from + to) / 2, to - from + SIDE.left);
  return { drawing, left: box.left, right: box.right, bottom: box.bottom, top: box.top };
}

interface Pen {
  readonly drawing: SheetBuilder;
  readonly style: SectionStyle;
  readonly x: (offset: number) => number;
  readonly y: (elevation: number) => number;
}

function drawLine({ drawing, x, y }: Pen, layer: Layer, parts: readonly (readonly (readonly number[])[])[]): void {
  for (const part of parts) {
    drawing.line(
      layer,
      part.flatMap((vertex) => [x(vertex[0]!), y(vertex[1]!)]),
    );
  }
}

function drawRegions({ drawing, style, x, y }: Pen, station: StationSection): void {
  const existing = station.lines[style.existing];
  const compared = style.compared === null ? undefined : station.lines[style.compared];
  if (!existing || !compared) return;
  const regions = sectionRegions(existing.simplified, compared.simplified);
  const paper = (ring: number[]) => ring.map((value, index) => (index % 2 === 0 ? x(value) : y(value)));
  drawing.fill(LAYERS.cut, regions.cut.map(paper), 45);
  drawing.fill(LAYERS.fill, regions.fill.map(paper), 135);
}

/** The points beside the section, one for each fifth of a millimetre. */
function drawPoints({ drawing, x, y }: Pen, station: StationSection): void {
  const { points } = station;
  if (!points) return;
  const seen = new Set<string>();
  const dots: number[] = [];
  for (let i = 0; i < points.offsetM.length && seen.size < MAX_DOTS; i++) {
    const at = [x(points.offsetM[i]!), y(points.elevationM[i]!)] as const;
    const key = `${Math.round(at[0] * 5)} ${Math.round(at[1] * 5)}`;
    // a bird or a mast above the section does not enlarge it
    if (seen.has(key) || at[1] < 0) continue;
    seen.add(key);
    dots.push(...at);
  }
  const top = figureTop(station, y);
  const inside = dots.filter((_, i) => dots[i | 1]! <= top);
  drawing.dots(LAYERS.points, inside, 0.12);
}

function figureTop(station: StationSection, y: (elevation: number) => number): number {
  const range = heightRange(station);
  return range ? y(range.high) + 2 : 0;
}

/** Where the existing ground is not known: a tick at both sides, and a word where there is room. */
function drawGaps({ drawing, style, x, y }: Pen, station: StationSection): void {
  const parts = station.lines[style.existing]?.simplified ?? [];
  for (let i = 1; i < parts.length; i++) {
    const [end, begin] = [parts[i - 1]!.at(-1)!, parts[i]![0]!];
    const [x0, y0, x1, y1] = [x(end[0]!), y(end[1]!), x(begin[0]!), y(begin[1]!)];
    for (const [px, py] of [
      [x0, y0],
      [x1, y1],
    ] as const)
      drawing.line(LAYERS.groundText, [px, py - 1.2, px, py + 1.2]);
    const text = say(style.lang, 'notMeasured');
    const heightMm = 1.8;
    if (Math.abs(x1 - x0) >= textWidthMm(text, heightMm) * 0.8)
      drawing.text(LAYERS.groundText, (x0 + x1) / 2, (y0 + y1) / 2 + 2, text, { heightMm, align: 'centre' });
  }
}

/** 1:1.5 above the middle of its slope, along it. */
function drawSlope({ drawing, x, y }: Pen, slope: SlopeLabel): void {
  const ends = [
    [x(slope.fromM), y(slope.fromElevationM)],
    [x(slope.toM), y(slope.toElevationM)],
  ] as [number, number][];
  const [a, b] = ends.sort((p, q) => p[0] - q[0]) as [[number, number], [number, number]];
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const length = Math.hypot(dx, dy);
  const heightMm = 2.2;
  if (length < textWidthMm(slope.text, heightMm)) return;
  const [nx, ny] = [-dy / length, dx / length];
  drawing.text(LAYERS.slopeText, (a[0] + b[0]) / 2 + nx * 0.7, (a[1] + b[1]) / 2 + ny * 0.7, slope.text, {
    heightMm,
    align: 'centre',
    rotationDeg: (Math.atan2(dy, dx) * 180) / Math.PI,
  });
}

interface Bend {
  readonly offset: number;
  readonly elevation: number;
}

/** The bends worth a label: those of the design where there is one, else of the ground, far enough apart on paper. */
function bendsOf({ style, x }: Pen, station: StationSection): Bend[] {
  const parts = station.lines[style.compared ?? style.existing]?.simplified ?? [];
  const all = parts.flat().map((vertex) => ({ offset: vertex[0]!, elevation: vertex[1]! }));
  const atAxis = style.compared === null ? station.groundElevationM : null;
  const axis =
    atAxis === null ? all.filter((bend) => Math.abs(bend.offset) < 1e-6) : [{ offset: 0, elevation: atAxis }];
  const ends = parts.flatMap((part) => [part[0]!, part.at(-1)!]).map(([offset, elevation]) => ({ offset, elevation }));
  const kept: Bend[] = [];
  for (const bend of [...axis, ...ends, ...all] as Bend[]) {
    if (kept.every((other) => Math.abs(x(other.offset) - x(bend.offset)) >= 2.6)) kept.push(bend);
  }
  return kept;
}

function drawRows(pen: Pen, station: StationSection, from: number): void {
  const { drawing, style, x } = pen;
  const bends = bendsOf(pen, station);
  const height = say(style.lang, style.isDesign ? 'plannedHeight' : 'groundHeight');
  const label = (text: string, row: number) => {
    const fitted = fitText(text, SIDE.left - 4, 2);
    drawing.text(LAYERS.dimension, from - 3, -row * ROW - ROW / 2, fitted.text, {
      heightMm: fitted.heightMm,
      align: 'right',
      base: 'middle',
    });
  };
  if (bends.length === 0) return;
  label(say(style.lang, 'offset'), 0);
  label(height, 1);
  for (const { offset, elevation } of bends) {
    const at = x(offset);
    drawing.line(LAYERS.dimension, [at, 0, at, -0.8]);
    const shown = style.mirrored ? -offset : offset;
    const vertical = { heightMm: 1.8, align: 'right', base: 'middle', rotationDeg: 90 } as const;
    drawing.text(LAYERS.dimension, at, -1.1, lengthText(Math.abs(shown) < 0.005 ? 0 : shown), vertical);
    drawing.text(LAYERS.dimension, at, -1.1 - ROW, heightText(elevation), vertical);
  }
}

function drawHead({ drawing, style }: Pen, station: StationSection, middle: number, width: number): void {
  const top = -2 * ROW;
  const name = fitText(station.name, width, 4);
  drawing.text(LAYERS.stationText, middle, top - 5.5, name.text, { heightMm: name.heightMm, align: 'centre' });
  const half = textWidthMm(name.text, name.heightMm) / 2;
  drawing.line(LAYERS.datumLine, [middle - half - 1, top - 6.2, middle + half + 1, top - 6.2]);
  const missing = say(style.lang, 'missingHeight');
  const height = (value: number | null) => (value === null ? missing : heightText(value));
  const facts = hasAxis(style) ? [`GH=${height(station.groundElevationM)}`] : [];
  if (station.designElevationM !== null) facts.push(`FH=${height(station.designElevationM)}`);
  if (station.skewDeg !== 0) facts.push(`∠${lengthText(station.skewDeg)}°`);
  const line = (text: string, y: number) => {
    const fitted = fitText(text, width, 2.5);
    drawing.text(LAYERS.quantity, middle, y, fitted.text, { heightMm: fitted.heightMm, align: 'centre' });
  };
  line(facts.join('  '), top - 10);
  const { area } = station;
  if (!area) return;
  const areas = [`CA=${areaText(area.cutM2)}m²`, `BA=${areaText(area.fillM2)}m²`];
  if (area.voidM >= 0.005) areas.push(`${say(style.lang, 'notMeasured')} ${lengthText(area.voidM)}m`);
  line(areas.join('  '), top - 13.6);
}
