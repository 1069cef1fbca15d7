/**
 * The mass-haul diagram (土積図): cumulative volume Σ (cut · C − fill) over the stations, the balance lines of its lobes,
 * and of each lobe volume and mean haul: the width of the lobe at half its height.
 */
import type { CrossSectionsResult, HaulLobe, SectionVolumes } from '../contract/cross-sections.ts';
import type { PaperLanguage } from '../contract/paper-header.ts';
import { roundHalfUp } from '../measure/rounding.ts';
import { drawingArea, frameSheet, type PaperContext, type Rect } from './frame.ts';
import { LAYERS } from './layers.ts';
import { everyNth, niceStep, spread } from './numbers.ts';
import { type Sheet, SheetBuilder } from './sheet.ts';
import { fitText } from './text-metrics.ts';
import { say } from './words.ts';

const H_SCALES = [200, 500, 1000, 2000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000];
const MARGIN = { left: 24, right: 6, top: 6, bottom: 28 };

interface MassChart {
  readonly frame: Rect;
  /** Of an offset on the axis of distances, and of a volume. */
  readonly x: (distanceM: number) => number;
  readonly y: (volumeM3: number) => number;
  readonly low: number;
  readonly high: number;
}

/** The diagram alone, in a rectangle; null without volumes. */
export function drawMassHaul(
  result: CrossSectionsResult,
  lang: PaperLanguage,
  area: Rect,
): { readonly drawing: SheetBuilder; readonly scale: string } | null {
  const { volumes } = result;
  if (!volumes || volumes.rows.length === 0) return null;
  const frame: Rect = {
    x: area.x + MARGIN.left,
    y: area.y + MARGIN.bottom,
    width: area.width - MARGIN.left - MARGIN.right,
    height: area.height - MARGIN.bottom - MARGIN.top,
  };
  const distances = distancesOf(result, volumes);
  const [begin, end] = [distances[0]!, distances.at(-1)!];
  const horizontal = H_SCALES.find((scale) => ((end - begin) * 1000) / scale <= frame.width) ?? H_SCALES.at(-1)!;
  const masses = volumes.rows.map((row) => row.massM3);
  const [low, high] = [Math.min(0, ...masses), Math.max(0, ...masses)];
  // one centimetre stands for a round volume
  const centimetres = (each: number) => Math.ceil(high / each) - Math.floor(low / each);
  let perCentimetre = niceStep(Math.max(((high - low) * 10) / frame.height, 1e-3));
  while (centimetres(perCentimetre) * 10 > frame.height) perCentimetre = niceStep(perCentimetre * 1.5);
  const levels = Math.floor(low / perCentimetre) + Math.ceil(high / perCentimetre);
  const middle = frame.y + frame.height / 2 - (levels / 2) * 10;
  const chart: MassChart = {
    frame,
    x: (distance) => frame.x + ((distance - begin) * 1000) / horizontal,
    y: (volume) => middle + (volume * 10) / perCentimetre,
    low,
    high,
  };
  const drawing = new SheetBuilder();
  drawAxes(drawing, { chart, volumes, distances, perCentimetre, lang });
  for (const lobe of volumes.lobes) drawLobe(drawing, chart, lobe, { volumes, distances, lang });
  drawing.line(
    LAYERS.massHaul,
    volumes.rows.flatMap((row, index) => [chart.x(distances[index]!), chart.y(row.massM3)]),
  );
  return { drawing, scale: `H=1:${horizontal} V=1cm:${perCentimetre}m³` };
}

/** The diagram on a sheet; null without volumes. */
export function massHaulSheet(result: CrossSectionsResult, context: PaperContext): Sheet | null {
  const { lang, paper } = context;
  const { volumes } = result;
  const drawn = drawMassHaul(result, lang, drawingArea(paper));
  if (!drawn || !volumes) return null;
  const cubic = (value: number) => `${roundHalfUp(value, 0.1)}m³`;
  const surplus = say(lang, volumes.surplusInSituM3 >= 0 ? 'surplus' : 'borrow');
  return frameSheet(drawn.drawing, context, {
    drawing: say(lang, 'massHaul'),
    scale: drawn.scale,
    number: 1,
    count: 1,
    legend: [
      { text: say(lang, 'mass'), layer: LAYERS.massHaul, mark: 'line' },
      { text: say(lang, 'balanceLine'), layer: LAYERS.axis, mark: 'line' },
    ],
    remarks: [
      `${say(lang, 'massBasis')}  C=${volumes.C}  L=${volumes.L}`,
      `${say(lang, 'cut')} ${cubic(volumes.cutM3)}  ${say(lang, 'fill')} ${cubic(volumes.fillM3)}  ${surplus} ${cubic(Math.abs(volumes.surplusInSituM3))}`,
    ],
  });
}

/** Distances along the axis of the rows; where a station is not found its own number serves. */
function distancesOf(result: CrossSectionsResult, volumes: SectionVolumes): number[] {
  const known = new Map(result.stations.map((station) => [station.name, station.distanceM]));
  return volumes.rows.map((row) => known.get(row.name) ?? row.stationM);
}

/** From stations, as lobes have them, to distances: between the rows linearly. */
function distanceAt(volumes: SectionVolumes, distances: readonly number[], stationM: number): number {
  const { rows } = volumes;
  for (let i = 1; i < rows.length; i++) {
    const [a, b] = [rows[i - 1]!.stationM, rows[i]!.stationM];
    if (stationM >= a && stationM <= b && b > a)
      return distances[i - 1]! + ((distances[i]! - distances[i - 1]!) * (stationM - a)) / (b - a);
  }
  return stationM <= (rows[0]?.stationM ?? 0) ? distances[0]! : distances.at(-1)!;
}

interface AxesPlace {
  readonly chart: MassChart;
  readonly volumes: SectionVolumes;
  readonly distances: readonly number[];
  readonly perCentimetre: number;
  readonly lang: PaperLanguage;
}

function drawAxes(sheet: SheetBuilder, { chart, volumes, distances, perCentimetre, lang }: AxesPlace): void {
  const { frame, x, y, low, high } = chart;
  const [left, right] = [x(distances[0]!), x(distances.at(-1)!)];
  for (let level = Math.floor(low / perCentimetre); level <= Math.ceil(high / perCentimetre); level++) {
    const at = y(level * perCentimetre);
    const isZero = level === 0;
    if (isZero) sheet.line(LAYERS.datumLine, [left, at, right, at], { lineWidthMm: 0.18 });
    else sheet.line(LAYERS.dimension, [left, at, right, at], { lineType: 'dotted' });
    const text = roundHalfUp(level * perCentimetre, Math.min(1, perCentimetre));
    sheet.text(LAYERS.stationText, left - 1.5, at, text, { heightMm: 2.2, align: 'right', base: 'middle' });
  }
  const [bottom, top] = [
    y(Math.floor(low / perCentimetre) * perCentimetre),
    y(Math.ceil(high / perCentimetre) * perCentimetre),
  ];
  sheet.line(LAYERS.datumLine, [left, bottom, left, top]);
  sheet.text(LAYERS.titleText, frame.x - 18, (bottom + top) / 2, say(lang, 'axisOfMass'), {
    heightMm: 3,
    align: 'centre',
    base: 'middle',
    rotationDeg: 90,
  });
  const bounds = { min: left, max: right };
  // more stations than there is room for: every second, every fifth …
  const every = everyNth(distances.length, bounds.max - bounds.min, 2.6);
  const named = distances.map((_, index) => index).filter((index) => index % every === 0);
  const spreadOut = spread(
    named.map((index) => x(distances[index]!)),
    2.6,
    bounds,
  );
  const places = new Map(named.map((index, i) => [index, spreadOut[i]!]));
  volumes.rows.forEach((row, index) => {
    const at = x(distances[index]!);
    const label = places.get(index);
    if (label === undefined) return;
    sheet.line(LAYERS.dimension, [at, y(0), at, y(row.massM3)]);
    sheet.line(LAYERS.dimension, [at, bottom, at, bottom - 2, label, bottom - 4]);
    const name = fitText(row.name, 18, 2.2);
    sheet.text(LAYERS.stationText, label, bottom - 5, name.text, {
      heightMm: name.heightMm,
      align: 'right',
      base: 'middle',
      rotationDeg: 90,
    });
  });
}

interface LobePlace {
  readonly volumes: SectionVolumes;
  readonly distances: readonly number[];
  readonly lang: PaperLanguage;
}

/** Balance line, arrow at half height over the mean haul, and the numbers. */
function drawLobe(
  sheet: SheetBuilder,
  chart: MassChart,
  lobe: HaulLobe,
  { volumes, distances, lang }: LobePlace,
): void {
  const from = distanceAt(volumes, distances, lobe.fromStationM);
  const to = distanceAt(volumes, distances, lobe.toStationM);
  const [left, right] = [chart.x(from), chart.x(to)];
  const inside = curvePoints(volumes, distances, from, to);
  const level = massAt(volumes, distances, from);
  const peak = inside.reduce((best, mass) => (Math.abs(mass - level) > Math.abs(best - level) ? mass : best), level);
  const volume = `${roundHalfUp(lobe.volumeM3, 0.1)}m³`;
  if (lobe.kind === 'balanced')
    sheet.line(LAYERS.axis, [left, chart.y(level), right, chart.y(level)], {
      lineWidthMm: 0.5,
    });
  let middle = (left + right) / 2;
  const half = chart.y((level + peak) / 2);
  const lines = [`${say(lang, lobe.kind)} ${volume}`];
  if (lobe.haulM !== null) {
    lines.push(`${say(lang, 'haul')} ${roundHalfUp(lobe.haulM, 0.1)}m`);
    const reach = Math.abs(chart.x(lobe.haulM) - chart.x(0)) / 2;
    const centre = halfCentre(volumes, distances, { from, to, height: (level + peak) / 2 });
    const at = chart.x(centre);
    middle = at;
    sheet.line(LAYERS.slopeText, [at - reach, half, at + reach, half]);
    const tip = lobe.direction === 'backward' ? at - reach : at + reach;
    const back = lobe.direction === 'backward' ? 2.5 : -2.5;
    sheet.line(LAYERS.slopeText, [tip + back, half + 0.9, tip, half, tip + back, half - 0.9]);
  }
  const width = Math.max(right - left - 2, 26);
  lines.forEach((text, index) => {
    const fitted = fitText(text, width, 2.5);
    const y = lobe.haulM === null ? half - index * 3.6 : half + (index === 0 ? 1 : -3.6);
    sheet.text(LAYERS.quantity, middle, y, fitted.text, { heightMm: fitted.heightMm, align: 'centre' });
  });
}

function massAt(volumes: SectionVolumes, distances: readonly number[], distance: number): number {
  const { rows } = volumes;
  for (let i = 1; i < rows.length; i++) {
    const [a, b] = [distances[i - 1]!, distances[i]!];
    if (distance <= b + 1e-9)
      return rows[i - 1]!.massM3 + ((rows[i]!.massM3 - rows[i - 1]!.massM3) * (distance - a)) / (b - a || 1);
  }
  return rows.at(-1)?.massM3 ?? 0;
}

function curvePoints(volumes: SectionVolumes, distances: readonly number[], from: number, to: number): number[] {
  const inside = volumes.rows.filter((_, i) => distances[i]! > from && distances[i]! < to).map((row) => row.massM3);
  return [massAt(volumes, distances, from), ...inside, massAt(volumes, distances, to)];
}

/** The middle of the lobe where the curve crosses half of its height. */
function halfCentre(
  volumes: SectionVolumes,
  distances: readonly number[],
  { from, to, height }: { from: number; to: number; height: number },
): number {
  const crossings: number[] = [];
  const steps = 400;
  let before = massAt(volumes, distances, from) - height;
  for (let i = 1; i <= steps; i++) {
    const distance = from + ((to - from) * i) / steps;
    const now = massAt(volumes, distances, distance) - height;
    if (before * now <= 0 && before !== now) crossings.push(distance - ((to - from) / steps) * (now / (now - before)));
    before = now;
  }
  const [first, last] = [crossings[0], crossings.at(-1)];
  return first === undefined || last === undefined ? (from + to) / 2 : (first + last) / 2;
}
