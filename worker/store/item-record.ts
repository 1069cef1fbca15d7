/** The few facts of an item that listing, filtering and collection documents need: kept in memory, the documents are not. */
import type { Crs } from '#core/crs/crs.ts';
import { crsOf } from './crs-properties.ts';
import { parseInterval } from './date-time.ts';
import type { NativeBounds, Visibility } from './index-summary.ts';
import type { LonLatBox, StacItem } from './stac.ts';

export interface ItemRecord {
  readonly id: string;
  readonly version: string;
  readonly visibility: Visibility;
  readonly bbox: LonLatBox;
  /** [lon, lat] of the closed outline; one position for an item without extent. */
  readonly outline: readonly (readonly [number, number])[];
  readonly bounds: NativeBounds;
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly end: number;
  readonly timeKnown: boolean;
  readonly pointCount: number;
  readonly classCounts: Readonly<Record<string, number>>;
  readonly spacing: number;
  /** The octree's cube, CRS units. */
  readonly cube: { readonly center: readonly [number, number, number]; readonly halfsize: number };
  readonly crs: Crs;
  readonly sensor: string | null;
  readonly product: string | null;
  readonly verticalDatum: string | null;
  /** Vertical standard deviation, metres. */
  readonly accuracyM: number | null;
}

export function itemRecord({ id, bbox, geometry, properties }: StacItem): ItemRecord {
  const { datetime, start_datetime: start, end_datetime: end } = properties;
  const span = parseInterval(datetime ?? `${start ?? '..'}/${end ?? '..'}`);
  return {
    id,
    version: properties['tengun:version'],
    visibility: properties['tengun:visibility'],
    bbox,
    outline: geometry.type === 'Point' ? [geometry.coordinates] : geometry.coordinates[0]!,
    bounds: properties['tengun:bounds'],
    start: span.start,
    end: span.end,
    timeKnown: properties['tengun:datetime_unknown'] !== true,
    pointCount: properties['pc:count'],
    classCounts: properties['tengun:class_counts'],
    spacing: properties['tengun:spacing'],
    cube: properties['tengun:cube'],
    crs: crsOf(properties),
    sensor: properties['tengun:sensor'] ?? null,
    product: properties['tengun:product'] ?? null,
    verticalDatum: properties['tengun:vertical_datum'] ?? null,
    accuracyM: properties['tengun:accuracy_m'] ?? null,
  };
}
