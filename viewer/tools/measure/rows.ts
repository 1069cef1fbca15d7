/** The numbers of a measurement as rows, for tables, labels, text and files alike. Pure but for the words. */
import type { MeasureResult, SurfaceMeasure } from '#core/contract/measure.ts';
import type { MeasureKind } from '#core/contract/measure-kinds.ts';
import type { SitePosition } from '../../state/site-frame.ts';
import { formatNumber, formatSigned } from '../../ui/format.ts';
import { type Estimate, estimateOf } from './estimate.ts';

/** Key of the row's words in the texts of the tool. */
export type RowKey =
  | 'height'
  | 'nearestDistance'
  | 'nearestHeight'
  | 'above'
  | 'slopeDistance'
  | 'horizontal'
  | 'vertical'
  | 'gradient'
  | 'ratio'
  | 'degrees'
  | 'azimuth'
  | 'planLength'
  | 'slopeLength'
  | 'surfaceLength'
  | 'noiseExcess'
  | 'unknown'
  | 'difference'
  | 'planAngle'
  | 'spaceAngle'
  | 'planArea'
  | 'perimeter'
  | 'surfaceArea'
  | 'voidArea'
  | 'planeArea'
  | 'planeDip'
  | 'planeRms'
  | 'normal'
  | 'dip'
  | 'fallAzimuth'
  | 'rms'
  | 'points'
  | 'sigma';

export type RowUnit = 'm' | 'm²' | '%' | '°' | '1:n' | '';

export interface Row {
  readonly key: RowKey;
  /** null is no data. */
  readonly value: number | null;
  readonly unit: RowUnit;
  /** One standard deviation, same unit. */
  readonly error?: number | null;
  readonly signed?: boolean;
  readonly decimals?: number;
  /** Instead of a number. */
  readonly text?: string;
  /** The row that labels and the list show. */
  readonly main?: boolean;
}

const DECIMALS: Readonly<Record<RowUnit, number>> = { m: 3, 'm²': 2, '%': 2, '°': 2, '1:n': 2, '': 0 };

/** As people read it: `12.345 m`, `1:2.50`. */
export function rowText({ value, unit, signed, decimals, text }: Row): string {
  if (text !== undefined) return text;
  const digits = decimals ?? DECIMALS[unit];
  const number = signed ? formatSigned(value, digits) : formatNumber(value, digits);
  if (value === null || unit === '') return number;
  if (unit === '1:n') return `1:${number}`;
  return unit === '°' || unit === '%' ? `${number}${unit === '%' ? ' %' : '°'}` : `${number} ${unit}`;
}

/** `±0.012 m`; what is below the last digit of the value is told as that. */
export function errorText({ error, unit, decimals }: Row): string {
  if (error == null) return '';
  const digits = Math.min(4, (decimals ?? DECIMALS[unit]) + 1);
  const least = 10 ** -digits;
  const mark = unit === '°' || unit === '%' ? unit : '';
  return error < least / 2 ? `±<${formatNumber(least, digits)}${mark}` : `±${formatNumber(error, digits)}${mark}`;
}

/** The surface that labels and the list show: the newest is last. */
export function headline(result: MeasureResult | undefined): SurfaceMeasure | undefined {
  return result?.surfaces.at(-1);
}

/** All digits, for tooltips and files. */
export const rowDigits = ({ value, text }: Row): string => text ?? (value === null ? '' : String(value));

/** Of one surface of the server's answer. */
export function computedRows(kind: MeasureKind, surface: SurfaceMeasure): Row[] {
  const rows = kindRows(kind, surface);
  return [
    ...rows,
    { key: 'points', value: surface.pointsUsed, unit: '' },
    ...(surface.sigmaM === null ? [] : [{ key: 'sigma', value: surface.sigmaM, unit: 'm' } as const]),
  ];
}

function kindRows(kind: MeasureKind, { point, distance, polyline, height, angle, area, slope }: SurfaceMeasure): Row[] {
  switch (kind) {
    case 'point':
      return point
        ? [
            { key: 'height', value: point.heightM, unit: 'm', error: point.standardErrorM, main: true },
            ...(point.aboveSurfaceM === null
              ? []
              : [{ key: 'above', value: point.aboveSurfaceM, unit: 'm', signed: true } as const]),
            { key: 'nearestDistance', value: point.nearest?.distanceM ?? null, unit: 'm' },
            { key: 'nearestHeight', value: point.nearest?.heightM ?? null, unit: 'm' },
          ]
        : [];
    case 'distance':
      return distance
        ? [
            {
              key: 'slopeDistance',
              value: distance.slopeM,
              unit: 'm',
              error: distance.slopeStandardErrorM,
              main: true,
            },
            { key: 'horizontal', value: distance.horizontalM, unit: 'm' },
            {
              key: 'vertical',
              value: distance.verticalM,
              unit: 'm',
              signed: true,
              error: distance.verticalStandardErrorM,
            },
            { key: 'gradient', value: distance.gradientPercent, unit: '%', signed: true },
            { key: 'ratio', value: distance.ratioN, unit: '1:n' },
            { key: 'degrees', value: distance.gradientDeg, unit: '°', signed: true },
            { key: 'azimuth', value: distance.azimuthDeg, unit: '°' },
          ]
        : [];
    case 'polyline':
      return polyline
        ? [
            { key: 'planLength', value: polyline.planLengthM, unit: 'm' },
            { key: 'slopeLength', value: polyline.slopeLengthM, unit: 'm', main: true },
            {
              key: 'surfaceLength',
              value: polyline.surfaceLengthM,
              unit: 'm',
              error: polyline.surfaceStandardErrorM,
            },
            { key: 'noiseExcess', value: polyline.noiseExcessM, unit: 'm' },
            ...(polyline.unknownM > 1e-6 ? [{ key: 'unknown', value: polyline.unknownM, unit: 'm' } as const] : []),
          ]
        : [];
    case 'height':
      return height
        ? [
            {
              key: 'difference',
              value: height.differenceM,
              unit: 'm',
              signed: true,
              error: height.standardErrorM,
              main: true,
            },
            { key: 'horizontal', value: height.horizontalM, unit: 'm' },
          ]
        : [];
    case 'angle':
      return angle
        ? [
            { key: 'planAngle', value: angle.planDeg, unit: '°', main: true },
            { key: 'spaceAngle', value: angle.spaceDeg, unit: '°', error: angle.spaceStandardErrorDeg },
          ]
        : [];
    case 'area':
      return area ? areaRows(area) : [];
    case 'slope':
      return slope
        ? [
            { key: 'ratio', value: slope.ratioN, unit: '1:n', main: true },
            { key: 'gradient', value: slope.gradientPercent, unit: '%' },
            { key: 'dip', value: slope.dipDeg, unit: '°', error: slope.dipStandardErrorDeg },
            { key: 'fallAzimuth', value: slope.azimuthDeg, unit: '°', error: slope.azimuthStandardErrorDeg },
            { key: 'rms', value: slope.rmsM, unit: 'm' },
          ]
        : [];
  }
}

function areaRows(area: NonNullable<SurfaceMeasure['area']>): Row[] {
  const { plane } = area;
  const isWall = area.surfaceAreaM2 === null && plane !== null;
  const normal = plane?.normal.map((part) => formatNumber(part, 3)).join(', ');
  return [
    { key: 'planArea', value: area.planAreaM2, unit: 'm²', main: !isWall },
    { key: 'perimeter', value: area.perimeterM, unit: 'm' },
    ...(isWall
      ? []
      : ([
          { key: 'surfaceArea', value: area.surfaceAreaM2, unit: 'm²', error: area.surfaceStandardErrorM2 },
          { key: 'noiseExcess', value: area.noiseExcessM2, unit: 'm²' },
          ...((area.voidAreaM2 ?? 0) > 1e-6 ? [{ key: 'voidArea', value: area.voidAreaM2, unit: 'm²' } as const] : []),
        ] satisfies Row[])),
    ...(plane
      ? ([
          { key: 'planeArea', value: plane.areaM2, unit: 'm²', main: isWall },
          { key: 'planeDip', value: plane.dipDeg, unit: '°' },
          { key: 'normal', value: null, unit: '', text: normal ?? '' },
          { key: 'planeRms', value: plane.rmsM, unit: 'm' },
        ] satisfies Row[])
      : []),
  ];
}

/** What the picture tells; marked as an estimate wherever it is shown. */
export function estimatedRows(kind: MeasureKind, vertices: readonly SitePosition[]): Row[] {
  const estimate = estimateOf(kind, vertices);
  return estimate ? rowsOfEstimate(estimate) : [];
}

function rowsOfEstimate(estimate: Estimate): Row[] {
  switch (estimate.kind) {
    case 'point':
      return [{ key: 'height', value: estimate.heightM, unit: 'm', main: true, decimals: 2 }];
    case 'height':
      return [
        { key: 'difference', value: estimate.distance.verticalM, unit: 'm', signed: true, main: true, decimals: 2 },
        { key: 'horizontal', value: estimate.distance.horizontalM, unit: 'm', decimals: 2 },
      ];
    case 'distance':
      return [
        { key: 'slopeDistance', value: estimate.distance.slopeM, unit: 'm', main: true, decimals: 2 },
        { key: 'horizontal', value: estimate.distance.horizontalM, unit: 'm', decimals: 2 },
        { key: 'vertical', value: estimate.distance.verticalM, unit: 'm', signed: true, decimals: 2 },
        { key: 'gradient', value: estimate.distance.gradientPercent, unit: '%', signed: true, decimals: 1 },
      ];
    case 'polyline':
      return [
        { key: 'planLength', value: estimate.planLengthM, unit: 'm', decimals: 2 },
        { key: 'slopeLength', value: estimate.slopeLengthM, unit: 'm', main: true, decimals: 2 },
      ];
    case 'angle':
      return [
        { key: 'planAngle', value: estimate.planDeg, unit: '°', main: true, decimals: 1 },
        { key: 'spaceAngle', value: estimate.spaceDeg, unit: '°', decimals: 1 },
      ];
    case 'area': {
      const isWall = (estimate.planeDipDeg ?? 0) > 60;
      return [
        { key: 'planArea', value: estimate.planAreaM2, unit: 'm²', main: !isWall, decimals: 1 },
        { key: 'planeArea', value: estimate.planeAreaM2, unit: 'm²', main: isWall, decimals: 1 },
      ];
    }
  }
}
