/**
 * Sheets of the profile (縦断図): lengths 1:500 when all of it fits one sheet, else 1:1000 over several; heights 1:100 or
 * 1:200, and where that is too high for a sheet the datum line (DL) steps.
 */
import { clipPart } from './clip.ts';
import { drawingArea, frameSheet, type LegendEntry, type PaperContext, type Rect } from './frame.ts';
import { LAYERS, surfaceLayers } from './layers.ts';
import { heightText, lengthText, niceStep } from './numbers.ts';
import { bandHeight, drawBand, LABEL_WIDTH } from './profile-band.ts';
import type { ProfileModel } from './profile-model.ts';
import { datumBelow } from './section-figure.ts';
import { type Layer, type Sheet, SheetBuilder } from './sheet.ts';
import { verticalLine } from './vertical-line.ts';
import { say } from './words.ts';

const H_SCALES = [500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000];
const V_SCALES = [100, 200, 500, 1000, 2000, 5000];
const MAX_SHEETS = 20;
const MAX_STEPS = 4;
const MARGIN = { left: 6, right: 12, top: 16, below: 7, bottom: 4 };

interface ProfileLine {
  readonly layer: Layer;
  readonly parts: readonly (readonly (readonly number[])[])[];
}

/** A stretch with one datum line. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly datum: number;
}

interface Chart {
  readonly left: number;
  readonly bottom: number;
  readonly widthMm: number;
  readonly heightMm: number;
}

function linesOf(result: ProfileModel): ProfileLine[] {
  const layers = surfaceLayers(result.surfaces, result.existing);
  const lines: ProfileLine[] = [];
  result.profile.lines.forEach((line, index) => {
    // with a designed profile its own line is drawn, not what a surface shows of it
    const isDesign = result.surfaces[index]?.kind === 'design' && result.profile.design !== null;
    if (!isDesign) lines.push({ layer: layers[index]!, parts: line.simplified });
  });
  if (result.profile.design) lines.push({ layer: LAYERS.design, parts: [verticalLine(result.profile.design.points)] });
  return lines;
}

function chartOf(area: Rect, result: ProfileModel): Chart {
  const bottom = area.y + MARGIN.bottom + bandHeight(result);
  return {
    left: area.x + MARGIN.left + LABEL_WIDTH,
    bottom,
    widthMm: area.width - MARGIN.left - LABEL_WIDTH - MARGIN.right,
    heightMm: area.y + area.height - bottom,
  };
}

/** Cuts a stretch wherever the lines leave the height that fits above one datum line. */
export function stretchesOf(
  lines: readonly ProfileLine[],
  from: number,
  to: number,
  { room, scale }: { room: number; scale: number },
): Stretch[] {
  const pitch = Math.max(1, (to - from) / 400);
  const heights = lines
    .flatMap(({ parts }) => parts.flatMap((part) => withPoints(clipPart(part, from, to), pitch)))
    .sort((a, b) => a[0] - b[0]);
  const stretches: Stretch[] = [];
  const gapM = (MARGIN.below * scale) / 1000;
  let begin = from;
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let before: [number, number] | null = null;
  const close = (end: number) => {
    const datum = low <= high ? datumBelow(low, gapM, scale) : 0;
    if (end > begin) stretches.push({ from: begin, to: end, datum });
  };
  for (const point of heights) {
    const [nextLow, nextHigh] = [Math.min(low, point[1]), Math.max(high, point[1])];
    if (before && nextHigh - datumBelow(nextLow, gapM, scale) > room && before[0] > begin) {
      close(before[0]);
      begin = before[0];
      [low, high] = [Math.min(before[1], point[1]), Math.max(before[1], point[1])];
    } else [low, high] = [nextLow, nextHigh];
    before = point;
  }
  close(to);
  return stretches;
}

/** With further points on it, at most `pitch` apart. */
function withPoints(piece: readonly [number, number][], pitch: number): [number, number][] {
  return piece.flatMap(([x, z], index): [number, number][] => {
    const before = piece[index - 1];
    if (!before) return [[x, z]];
    const parts = Math.max(1, Math.ceil((x - before[0]) / pitch));
    return Array.from({ length: parts }, (_, part): [number, number] => {
      const t = (part + 1) / parts;
      return [before[0] + t * (x - before[0]), before[1] + t * (z - before[1])];
    });
  });
}

interface ProfileScales {
  readonly horizontal: number;
  readonly vertical: number;
  readonly ranges: readonly (readonly [number, number])[];
}

/** The scales, and the distances that each sheet shows. */
export function profileScales(result: ProfileModel, area: Rect): ProfileScales {
  const chart = chartOf(area, result);
  const lines = linesOf(result);
  const length = result.alignment.lengthM;
  const [begin, end] = [result.stations[0]?.distanceM ?? 0, result.stations.at(-1)?.distanceM ?? length];
  const span = (scale: number) => Math.max(20, Math.floor((chart.widthMm * scale) / 1000 / 20) * 20);
  const sheetsAt = (scale: number) => Math.max(1, Math.ceil((end - begin - 1e-6) / span(scale)));
  const horizontal = H_SCALES.find((scale) => sheetsAt(scale) <= (scale === 500 ? 1 : MAX_SHEETS)) ?? H_SCALES.at(-1)!;
  const step = span(horizontal);
  const ranges = Array.from({ length: sheetsAt(horizontal) }, (_, i): [number, number] => [
    begin + i * step,
    Math.min(end, begin + (i + 1) * step),
  ]);
  const vertical =
    V_SCALES.find((scale) =>
      ranges.every(([from, to]) => {
        const room = ((chart.heightMm - MARGIN.top) * scale) / 1000;
        return stretchesOf(lines, from, to, { room, scale }).length <= MAX_STEPS;
      }),
    ) ?? V_SCALES.at(-1)!;
  return { horizontal, vertical, ranges };
}

export function profileSheets(result: ProfileModel, context: PaperContext): Sheet[] {
  const { lang, paper } = context;
  const area = drawingArea(paper);
  const { horizontal, vertical, ranges } = profileScales(result, area);
  const chart = chartOf(area, result);
  const lines = linesOf(result);
  const layers = surfaceLayers(result.surfaces, result.existing);
  const legend: LegendEntry[] = result.surfaces
    .map((surface, index) => ({ text: surface.name, layer: layers[index]!, mark: 'line' as const, kind: surface.kind }))
    .filter((entry) => entry.kind === 'ground' || result.profile.design === null);
  if (result.profile.design) legend.push({ text: say(lang, 'plannedHeight'), layer: LAYERS.design, mark: 'line' });
  return ranges.map(([from, to], index) => {
    const sheet = new SheetBuilder();
    const at = (distance: number) => chart.left + 4 + ((distance - from) * 1000) / horizontal;
    const room = ((chart.heightMm - MARGIN.top) * vertical) / 1000;
    const stretches = stretchesOf(lines, from, to, { room, scale: vertical });
    for (const stretch of stretches) drawStretch(sheet, { stretch, chart, at, vertical, lines, result });
    drawBand(sheet, result, lang, {
      x: area.x + MARGIN.left,
      bottom: area.y + MARGIN.bottom,
      widthMm: LABEL_WIDTH + (to - from) * (1000 / horizontal) + 8,
      from,
      to,
      at,
    });
    return frameSheet(sheet, context, {
      drawing: say(lang, 'profile'),
      scale: `H=1:${horizontal} V=1:${vertical} (${paper})`,
      number: index + 1,
      count: ranges.length,
      legend,
    });
  });
}

interface StretchPlace {
  readonly stretch: Stretch;
  readonly chart: Chart;
  readonly at: (distance: number) => number;
  readonly vertical: number;
  readonly lines: readonly ProfileLine[];
  readonly result: ProfileModel;
}

function drawStretch(sheet: SheetBuilder, place: StretchPlace): void {
  const { stretch, chart, at, vertical, lines, result } = place;
  const y = (elevation: number) => chart.bottom + ((elevation - stretch.datum) * 1000) / vertical;
  const [left, right] = [at(stretch.from), at(stretch.to)];
  drawStaff(sheet, place, y);
  sheet.line(LAYERS.datumLine, [left, chart.bottom, right, chart.bottom]);
  drawOrdinates(sheet, place, y);
  const top = chart.bottom + chart.heightMm - 3;
  for (const { layer, parts } of lines) {
    for (const part of parts) {
      const piece = clipPart(part, stretch.from, stretch.to);
      sheet.line(
        layer,
        piece.flatMap(([distance, elevation]) => [at(distance), Math.min(y(elevation), top)]),
      );
    }
  }
  for (const point of result.profile.design?.points ?? []) {
    const isOutside = point.distanceM < stretch.from || point.distanceM >= stretch.to;
    if (point.curveLengthM === 0 || isOutside) continue;
    drawVerticalCurve(sheet, point, at(point.distanceM), y(point.elevationM), top);
  }
}

/**
 * The scale of heights at the beginning of a stretch: left of the chart, or where the datum line steps to the right of the
 * step, without the numbers that a line would cross.
 */
function drawStaff(sheet: SheetBuilder, place: StretchPlace, y: (z: number) => number): void {
  const { stretch, chart, at, vertical } = place;
  const begin = at(stretch.from);
  const isFirst = Math.abs(begin - chart.left - 4) < 1e-6;
  const staffTop = chart.bottom + chart.heightMm - MARGIN.top + 4;
  const staff = isFirst ? chart.left : begin;
  const side = isFirst ? -1 : 1;
  const align = isFirst ? 'right' : 'left';
  sheet.line(LAYERS.datumLine, [staff, chart.bottom, staff, staffTop], isFirst ? {} : { lineType: 'dashed' });
  const taken = isFirst ? [] : heightsNear(place, 11).map(y);
  const step = Math.max(1, niceStep((10 * vertical) / 1000));
  for (let elevation = Math.ceil(stretch.datum / step) * step; y(elevation) <= staffTop; elevation += step) {
    const level = y(elevation);
    sheet.line(LAYERS.datumLine, [staff + side, level, staff, level]);
    // the lowest number would stand on that of the datum line
    const isFree = level - chart.bottom > 3.5 && taken.every((other) => Math.abs(other - level) > 1.6);
    const text = { heightMm: 2, align, base: 'middle' } as const;
    if (isFree) sheet.text(LAYERS.stationText, staff + side * 1.5, level, heightText(elevation), text);
  }
  const datum = { heightMm: 2.5, align } as const;
  sheet.text(LAYERS.stationText, staff + side * 1.5, chart.bottom + 0.4, `DL=${heightText(stretch.datum)}`, datum);
}

/** Heights of the lines along the first millimetres of a stretch. */
function heightsNear({ stretch, at, lines }: StretchPlace, widthMm: number): number[] {
  const perMetre = at(stretch.from + 1) - at(stretch.from);
  const to = stretch.from + widthMm / perMetre;
  return lines.flatMap(({ parts }) =>
    parts.flatMap((part) => withPoints(clipPart(part, stretch.from, to), 1 / perMetre).map(([, z]) => z)),
  );
}

/** From the datum line up to the ground at each station. */
function drawOrdinates(
  sheet: SheetBuilder,
  { stretch, chart, at, result }: StretchPlace,
  y: (z: number) => number,
): void {
  for (const station of result.stations) {
    const { distanceM, groundElevationM, designElevationM } = station;
    if (distanceM < stretch.from - 1e-6 || distanceM > stretch.to + 1e-6) continue;
    const height = Math.max(groundElevationM ?? stretch.datum, designElevationM ?? stretch.datum);
    const top = Math.min(y(height), chart.bottom + chart.heightMm - 3);
    if (top > chart.bottom) sheet.line(LAYERS.dimension, [at(distanceM), chart.bottom, at(distanceM), top]);
  }
}

type DesignPoint = NonNullable<ProfileModel['profile']['design']>['points'][number];

/** VCL, VCR and y above a point of vertical intersection. */
function drawVerticalCurve(sheet: SheetBuilder, point: DesignPoint, x: number, y: number, top: number): void {
  const labelBottom = Math.min(y + 12, top - 10);
  sheet.line(LAYERS.dimension, [x, y, x, labelBottom - 0.5]);
  sheet.circle(LAYERS.slopeText, x, y, 0.7);
  const lines = [`VCL=${lengthText(point.curveLengthM)}`];
  if (point.curveRadiusM !== null) lines.push(`VCR=${lengthText(point.curveRadiusM)}`);
  lines.push(`y=${lengthText(point.middleOrdinateM)}`);
  lines.reverse().forEach((text, index) => {
    sheet.text(LAYERS.slopeText, x, labelBottom + index * 3, text, { heightMm: 2.2, align: 'centre' });
  });
}
