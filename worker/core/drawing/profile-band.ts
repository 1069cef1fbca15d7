/**
 * The band (帯) below a profile: grades, heights, distances, stations, curves. Values stand upright at their stations;
 * where stations are closer than a line of text they are moved apart, and a short leader shows where they belong.
 */
import type { PaperLanguage } from '../contract/paper-header.ts';
import { LAYERS } from './layers.ts';
import { everyNth, heightText, lengthText, spread } from './numbers.ts';
import type { ProfileMark, ProfileModel } from './profile-model.ts';
import type { SheetBuilder } from './sheet.ts';
import { fitText, textWidthMm } from './text-metrics.ts';
import { type DrawingWord, say } from './words.ts';

interface BandRow {
  readonly name: DrawingWord;
  readonly heightMm: number;
  readonly value?: (station: ProfileMark, before: ProfileMark | undefined) => string;
}

const hundredths = (value: number): number => Math.round(Number(heightText(value)) * 100);

function heightAbove(high: number | null, low: number | null): string {
  if (high === null || low === null) return '';
  // of the rounded heights, so that a reader gets the same
  const difference = hundredths(high) - hundredths(low);
  return difference > 0 ? heightText(difference / 100) : '';
}

const DESIGN_ROWS: readonly BandRow[] = [
  { name: 'gradient', heightMm: 12 },
  { name: 'fillHeight', heightMm: 10, value: (s) => heightAbove(s.designElevationM, s.groundElevationM) },
  { name: 'cutHeight', heightMm: 10, value: (s) => heightAbove(s.groundElevationM, s.designElevationM) },
  {
    name: 'plannedHeight',
    heightMm: 12,
    value: (s) => (s.designElevationM === null ? '' : heightText(s.designElevationM)),
  },
];
const ROWS: readonly BandRow[] = [
  {
    name: 'groundHeight',
    heightMm: 12,
    value: (s) => (s.groundElevationM === null ? '' : heightText(s.groundElevationM)),
  },
  { name: 'cumulative', heightMm: 13, value: (s) => lengthText(s.distanceM) },
  {
    name: 'single',
    heightMm: 11,
    value: (s, before) =>
      before ? lengthText((Math.round(s.distanceM * 100) - Math.round(before.distanceM * 100)) / 100) : '',
  },
  { name: 'station', heightMm: 15, value: (s) => s.name },
  { name: 'curve', heightMm: 13 },
];

export const LABEL_WIDTH = 24;
/** Between the chart and the band, for the leaders. */
const LEADER = 4;
const TEXT_MM = 2.2;
const GAP_MM = 2.6;

function rowsOf(result: ProfileModel): readonly BandRow[] {
  const hasDesign = result.profile.design !== null || result.stations.some((s) => s.designElevationM !== null);
  return hasDesign ? [...DESIGN_ROWS, ...ROWS] : ROWS;
}

export function bandHeight(result: ProfileModel): number {
  return rowsOf(result).reduce((sum, row) => sum + row.heightMm, LEADER);
}

export interface BandPlace {
  /** Left end of the band on the sheet; labels first, the chart begins at x + LABEL_WIDTH. */
  readonly x: number;
  readonly bottom: number;
  readonly widthMm: number;
  readonly from: number;
  readonly to: number;
  /** Of a distance on the sheet. */
  readonly at: (distanceM: number) => number;
}

export function drawBand(sheet: SheetBuilder, result: ProfileModel, lang: PaperLanguage, place: BandPlace): void {
  const { x, bottom, widthMm, from, to, at } = place;
  const rows = rowsOf(result);
  const right = x + widthMm;
  let top = bottom + bandHeight(result) - LEADER;
  const bounds = { min: x + LABEL_WIDTH + GAP_MM / 2, max: right - GAP_MM / 2 };
  const inside = result.stations
    .map((station, index) => ({ station, before: result.stations[index - 1] }))
    .filter(({ station }) => station.distanceM >= from - 1e-6 && station.distanceM <= to + 1e-6);
  // where they are too many for the band, every second, fifth … has its values
  const every = everyNth(inside.length, bounds.max - bounds.min, GAP_MM);
  const stations = inside.filter((_, index) => index % every === 0);
  const places = spread(
    stations.map(({ station }) => at(station.distanceM)),
    GAP_MM,
    bounds,
  );
  stations.forEach(({ station }, index) => {
    const true_ = at(station.distanceM);
    sheet.line(LAYERS.band, [true_, top + LEADER, true_, top + LEADER - 1.5, places[index]!, top]);
  });
  sheet.line(LAYERS.band, [x, top, right, top], { lineWidthMm: 0.35 });
  for (const row of rows) {
    const floor = top - row.heightMm;
    sheet.line(LAYERS.band, [x, floor, right, floor]);
    const label = fitText(say(lang, row.name), LABEL_WIDTH - 3, 3);
    const middle = (top + floor) / 2;
    sheet.text(LAYERS.titleText, x + LABEL_WIDTH / 2, middle, label.text, {
      heightMm: label.heightMm,
      align: 'centre',
      base: 'middle',
    });
    if (row.value) {
      stations.forEach(({ station, before }, index) => {
        const value = fitText(row.value!(station, before), row.heightMm - 1, TEXT_MM);
        sheet.text(LAYERS.stationText, places[index]!, middle, value.text, {
          heightMm: value.heightMm,
          align: 'centre',
          base: 'middle',
          rotationDeg: 90,
        });
      });
    } else if (row.name === 'gradient') drawGrades(sheet, result, place, { top, floor });
    else drawCurves(sheet, result, lang, place, { top, floor });
    top = floor;
  }
  const all = bandHeight(result) - LEADER;
  sheet.rectangle(LAYERS.band, x, bottom, widthMm, all, { lineWidthMm: 0.35 });
  sheet.line(LAYERS.band, [x + LABEL_WIDTH, bottom, x + LABEL_WIDTH, bottom + all]);
}

interface Row {
  readonly top: number;
  readonly floor: number;
}

/** A text in the middle of a stretch, when there is room for it. */
function textBetween(sheet: SheetBuilder, text: string, left: number, right: number, y: number): void {
  const fitted = fitText(text, right - left - 1, TEXT_MM, 0.75);
  if (fitted.text.endsWith('…')) return;
  sheet.text(LAYERS.stationText, (left + right) / 2, y, fitted.text, {
    heightMm: fitted.heightMm,
    align: 'centre',
    base: 'middle',
  });
}

/** Each grade as a line that rises or falls across the row, with i and L above it. */
function drawGrades(sheet: SheetBuilder, result: ProfileModel, place: BandPlace, { top, floor }: Row): void {
  for (const grade of result.profile.design?.grades ?? []) {
    const [from, to] = [Math.max(grade.fromM, place.from), Math.min(grade.toM, place.to)];
    if (!(to > from)) continue;
    const [left, right] = [place.at(from), place.at(to)];
    const rise = grade.percent > 0 ? 1 : grade.percent < 0 ? -1 : 0;
    const middle = floor + (top - floor) * 0.32;
    sheet.line(LAYERS.band, [left, middle - rise * 2, right, middle + rise * 2]);
    for (const [end, x] of [
      [grade.fromM, left],
      [grade.toM, right],
    ] as const)
      if (end === from || end === to) sheet.line(LAYERS.band, [x, floor, x, top]);
    const sign = rise > 0 ? '+' : '';
    const text = `i=${sign}${lengthText(grade.percent)}%  L=${lengthText(grade.toM - grade.fromM)}m`;
    textBetween(sheet, text, left, right, floor + (top - floor) * 0.76);
  }
}

/** Curvature: a box up for a curve to the right, down for one to the left, sloping sides for clothoids. */
function drawCurves(
  sheet: SheetBuilder,
  result: ProfileModel,
  lang: PaperLanguage,
  place: BandPlace,
  { top, floor }: Row,
): void {
  const middle = (top + floor) / 2;
  const reach = (top - floor) / 2 - 1.5;
  for (const element of result.alignment.elements) {
    const [from, to] = [
      Math.max(element.distanceM, place.from),
      Math.min(element.distanceM + element.lengthM, place.to),
    ];
    if (!(to > from)) continue;
    const [left, right] = [place.at(from), place.at(to)];
    const level = (distance: number) => {
      const t = (distance - element.distanceM) / element.lengthM;
      const curvature = element.startCurvature + (element.endCurvature - element.startCurvature) * t;
      const strongest = Math.max(Math.abs(element.startCurvature), Math.abs(element.endCurvature));
      return strongest === 0 ? middle : middle + (reach * curvature) / strongest;
    };
    const [y0, y1] = [level(from), level(to)];
    if (element.kind === 'arc')
      sheet.line(LAYERS.axis, [left, middle, left, y0, right, y1, right, middle], { lineType: 'continuous' });
    else sheet.line(LAYERS.axis, [left, y0, right, y1], { lineType: 'continuous' });
    const strongest = Math.max(Math.abs(element.startCurvature), Math.abs(element.endCurvature));
    const sign = Math.sign(element.startCurvature + element.endCurvature);
    const length = lengthText(element.lengthM);
    const radius = strongest > 0 ? lengthText(1 / strongest) : '';
    if (element.kind === 'line') {
      textBetween(sheet, `${say(lang, 'straight')} L=${length}`, left, right, middle + 2.2);
    } else if (element.kind === 'arc') {
      textBetween(sheet, `R=${radius}`, left, right, middle + sign * 2.2);
      textBetween(sheet, `CL=${length}`, left, right, middle - sign * 2.2);
    } else {
      const isSimple = element.startCurvature === 0 || element.endCurvature === 0;
      const parameter = isSimple ? `A=${lengthText(Math.sqrt(element.lengthM / strongest))} ` : '';
      textBetween(sheet, `${parameter}L=${length}`, left, right, middle - sign * 2.6);
    }
  }
  drawCurvePoints(sheet, result, place, { top, floor });
}

/** BC, EC, KA, KE beside the ends of the elements. */
function drawCurvePoints(sheet: SheetBuilder, result: ProfileModel, place: BandPlace, { top, floor }: Row): void {
  const heightMm = 1.8;
  let free = Number.NEGATIVE_INFINITY;
  for (const point of result.alignment.points) {
    const { distanceM, name } = point;
    if (distanceM < place.from - 1e-6 || distanceM > place.to + 1e-6) continue;
    const x = place.at(distanceM);
    sheet.line(LAYERS.band, [x, floor, x, floor + 1.2]);
    const width = textWidthMm(name, heightMm);
    const isLast = x + width > place.x + place.widthMm;
    const left = isLast ? x - width - 0.4 : x + 0.4;
    if (left < free || width > top - floor) continue;
    sheet.text(LAYERS.stationText, left, floor + 0.3, name, { heightMm });
    free = left + width;
  }
}
