/** From what the points say of themselves to what the catalogue keeps. */
import { GRID_CELLS } from '#core/copc/octree-grid.ts';
import type { ExtraDimension } from '#core/las/extra-bytes.ts';
import { POINT_FORMATS } from '#core/las/point-format.ts';
import type { PointSummary, Range } from '#core/las/point-summary.ts';
import type { DimensionSummary, IndexSummary } from '../store/index-summary.ts';
import type { BuiltCopc } from './build-copc.ts';
import type { Prepared } from './prepare.ts';

type Shape = Pick<DimensionSummary, 'sizeBytes' | 'type'>;
const U8: Shape = { sizeBytes: 1, type: 'unsigned' };
const U16: Shape = { sizeBytes: 2, type: 'unsigned' };
const I16: Shape = { sizeBytes: 2, type: 'signed' };
const I32: Shape = { sizeBytes: 4, type: 'signed' };
const F64: Shape = { sizeBytes: 8, type: 'floating' };

type PointLayout = Pick<Prepared, 'layout' | 'scale' | 'offset' | 'extraDimensions'>;
type CountedPoints = Pick<BuiltCopc, 'summary' | 'min' | 'max' | 'cube'>;

/** The part of an IndexSummary that follows from the points and their file. */
export function pointFacts(prepared: PointLayout & Pick<Prepared, 'crs'>, built: CountedPoints) {
  const { summary, min, max, cube } = built;
  return {
    crs: prepared.crs,
    pointCount: summary.pointCount,
    bounds: [...min, ...max] as [number, number, number, number, number, number],
    classCounts: Object.fromEntries(
      Array.from(summary.classCounts, (count, code) => [code, count] as const).filter(([, count]) => count > 0),
    ),
    returnCounts: trimmed(Array.from(summary.returnCounts).slice(1)),
    dimensions: dimensions(prepared, summary),
    pointDataRecordFormat: prepared.layout.pointDataRecordFormat,
    cube: { center: cube.center, halfsize: cube.halfsize },
    spacing: (2 * cube.halfsize) / GRID_CELLS,
  } satisfies Partial<IndexSummary>;
}

function dimensions(
  { layout, scale, offset, extraDimensions }: PointLayout,
  summary: PointSummary,
): DimensionSummary[] {
  const format = POINT_FORMATS[layout.pointDataRecordFormat]!;
  const count = summary.pointCount;
  const axis = (name: string, k: 0 | 1 | 2) => {
    const { min, max, sum } = summary.position[k];
    const ends = [min, max].map((v) => v * scale[k] + offset[k]).sort((a, b) => a - b) as [number, number];
    return { name, ...I32, min: ends[0], max: ends[1], mean: (sum / count) * scale[k] + offset[k] };
  };
  const of = (name: string, shape: Shape, range: Range): DimensionSummary => ({
    name,
    ...shape,
    min: range.min,
    max: range.max,
    mean: range.sum / count,
  });
  const classes = summary.classCounts;
  const present = Array.from(classes.keys()).filter((code) => classes[code]! > 0);
  const all = [
    axis('X', 0),
    axis('Y', 1),
    axis('Z', 2),
    of('Intensity', U16, summary.intensity),
    { name: 'Classification', ...U8, min: present[0] ?? 0, max: present.at(-1) ?? 0 },
    of('UserData', U8, summary.userData),
    of('ScanAngle', I16, summary.scanAngle),
    of('PointSourceId', U16, summary.pointSourceId),
    of('GpsTime', F64, summary.gpsTime),
    ...(format.rgbOffset >= 0
      ? [of('Red', U16, summary.red), of('Green', U16, summary.green), of('Blue', U16, summary.blue)]
      : []),
    ...(format.nirOffset >= 0 ? [of('Infrared', U16, summary.nir)] : []),
  ];
  const finite = all.filter(({ min, max }) => Number.isFinite(min) && Number.isFinite(max));
  return [...finite, ...extraDimensions.map(extraShape)];
}

/** Extra bytes are listed by name and type; their values are carried, not summed up. */
function extraShape({ name, type, sizeBytes }: ExtraDimension): DimensionSummary {
  const kind = type?.startsWith('float') ? 'floating' : type?.startsWith('int') ? 'signed' : 'unsigned';
  return { name, sizeBytes, type: kind, min: 0, max: 0 };
}

function trimmed(counts: number[]): number[] {
  const last = counts.findLastIndex((count) => count > 0);
  return counts.slice(0, last + 1);
}
