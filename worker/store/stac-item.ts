/** From what indexing found to the STAC item: a pure function, so that the same input gives the same document. */
import type { Crs } from '#core/crs/crs.ts';
import { RequestError } from '#core/errors.ts';
import { crsProperties, projectedCode } from './crs-properties.ts';
import { formatInstant, spanOf } from './date-time.ts';
import { type Footprint, footprint } from './footprint.ts';
import type { DerivedFrom, IndexSummary, StoredFile } from './index-summary.ts';
import { placeProperties } from './item-place.ts';
import {
  COPC_MEDIA_TYPE,
  FILE_EXTENSION,
  type ItemProperties,
  POINT_CLOUD_EXTENSION,
  PROCESSING_EXTENSION,
  PROJECTION_EXTENSION,
  STAC_VERSION,
  type StacItem,
  type StacLink,
} from './stac.ts';

/** Name of the points' file in its version folder. */
export const DATA_FILE = 'data.copc.laz';

export interface ItemContext {
  readonly file: StoredFile;
  readonly toLonLat: (east: number, north: number) => readonly [number, number];
  /** ISO times: `created` is that of the first publication of this item, `updated` now. */
  readonly created: string;
  readonly updated: string;
}

/**
 * The item as it stands in the static store: relative links, native bounds in CRS units, outline in WGS 84.
 * @throws {RequestError} INVALID_INPUT when counts, bounds or times contradict themselves
 */
export function buildItem(summary: IndexSummary, context: ItemContext): StacItem {
  checkSummary(summary);
  const [minE, minN, , maxE, maxN] = summary.bounds;
  const outline = footprint([minE, minN, maxE, maxN], context.toLonLat);
  checkOutline(outline, summary);
  return {
    type: 'Feature',
    stac_version: STAC_VERSION,
    stac_extensions: [
      POINT_CLOUD_EXTENSION,
      PROJECTION_EXTENSION,
      FILE_EXTENSION,
      ...(summary.derivedFrom ? [PROCESSING_EXTENSION] : []),
    ],
    id: summary.id,
    collection: summary.collection,
    geometry: outline.geometry,
    bbox: outline.bbox,
    properties: {
      ...(summary.title === undefined ? {} : { title: summary.title }),
      ...timeProperties(summary.datetime, context.updated),
      created: context.created,
      updated: context.updated,
      ...pointCloudProperties(summary),
      ...placeProperties(summary, outline.bbox),
      ...projectionProperties(summary.crs),
      ...crsProperties(summary.crs),
      'proj:bbox': summary.bounds,
      ...ownProperties(summary, context.file.version),
    },
    links: [
      { rel: 'root', href: '../../catalog.json', type: 'application/json' },
      { rel: 'parent', href: '../collection.json', type: 'application/json' },
      { rel: 'collection', href: '../collection.json', type: 'application/json' },
      ...(summary.derivedFrom ? [derivedFromLink(summary.derivedFrom)] : []),
    ],
    assets: {
      data: {
        href: `./${context.file.version}/${DATA_FILE}`,
        type: COPC_MEDIA_TYPE,
        title: 'Point cloud (COPC)',
        roles: ['data'],
        'file:size': context.file.sizeBytes,
        'file:checksum': `1220${context.file.sha256}`,
      },
    },
  };
}

function checkSummary({ id, bounds, pointCount, classCounts }: IndexSummary): void {
  const fail = (message: string) => {
    throw new RequestError('INVALID_INPUT', `item ${id}: ${message}`);
  };
  const [minE, minN, minH, maxE, maxN, maxH] = bounds;
  if (!bounds.every(Number.isFinite) || minE > maxE || minN > maxN || minH > maxH) {
    fail(`bounds must be finite with min ≤ max, seen ${bounds.join(', ')}`);
  }
  if (!Number.isSafeInteger(pointCount) || pointCount < 1) fail(`expected at least one point, seen ${pointCount}`);
  const inClasses = Object.values(classCounts).reduce((sum, count) => sum + count, 0);
  if (inClasses !== pointCount) fail(`classes hold ${inClasses} points, the file ${pointCount}`);
}

function checkOutline({ bbox: [west, south, east, north] }: Footprint, { id, crs, bounds }: IndexSummary): void {
  if ([west, south, east, north].every(Number.isFinite) && west >= -180 && east <= 180 && south >= -90 && north <= 90) {
    return;
  }
  throw new RequestError('INVALID_INPUT', `item ${id}: bounds ${bounds.join(', ')} do not lie in ${crs.name}`);
}

/** STAC wants a time always: an unknown one is the honest interval "before it was published", with a flag. */
function timeProperties(
  datetime: IndexSummary['datetime'],
  published: string,
): Pick<ItemProperties, 'datetime' | 'start_datetime' | 'end_datetime' | 'tengun:datetime_unknown'> {
  if (datetime === null) {
    const start = formatInstant(0);
    return { datetime: null, start_datetime: start, end_datetime: published, 'tengun:datetime_unknown': true };
  }
  if (typeof datetime === 'string') return { datetime: formatInstant(spanOf(datetime).start) };
  const [start, end] = [spanOf(datetime[0]).start, spanOf(datetime[1]).end];
  if (start > end) {
    throw new RequestError('INVALID_INPUT', `datetime: the interval ends before it starts: ${datetime.join('/')}`);
  }
  return { datetime: null, start_datetime: formatInstant(start), end_datetime: formatInstant(end) };
}

function pointCloudProperties(summary: IndexSummary) {
  const areaM2 = areaOf(summary);
  return {
    'pc:count': summary.pointCount,
    'pc:type': 'lidar' as const,
    ...(areaM2 > 0 ? { 'pc:density': Number((summary.pointCount / areaM2).toPrecision(6)) } : {}),
    'pc:schemas': summary.dimensions.map(({ name, sizeBytes, type }) => ({ name, size: sizeBytes, type })),
    'pc:statistics': summary.dimensions.map(({ name, min, max, mean }, position) => ({
      name,
      position,
      minimum: min,
      maximum: max,
      ...(mean === undefined ? {} : { average: mean }),
      count: summary.pointCount,
    })),
  };
}

/** Bounding rectangle in m²; 0 for geographic coordinates, whose units are no lengths. */
function areaOf({ crs, bounds: [minE, minN, , maxE, maxN] }: IndexSummary): number {
  return crs.kind === 'projected' ? (maxE - minE) * (maxN - minN) * crs.horizontalUnitM ** 2 : 0;
}

/** `proj:wkt2` holds only what is WKT 2; the text of the data file stands in `tengun:wkt`. */
function projectionProperties(crs: Crs): Pick<ItemProperties, 'proj:code' | 'proj:wkt2'> {
  const isWkt2 = /^\s*(BOUND|COMPOUND|PROJ|GEOG|GEOD|ENG)CRS\s*\[/i.test(crs.wkt);
  return { 'proj:code': projectedCode(crs.code), ...(isWkt2 ? { 'proj:wkt2': crs.wkt } : {}) };
}

function ownProperties(summary: IndexSummary, version: string) {
  const { sensor, product, verticalDatum, accuracyM, source } = summary;
  return {
    'tengun:version': version,
    'tengun:bounds': summary.bounds,
    'tengun:class_counts': { ...summary.classCounts },
    'tengun:return_counts': summary.returnCounts,
    'tengun:point_data_record_format': summary.pointDataRecordFormat,
    'tengun:cube': summary.cube,
    'tengun:spacing': summary.spacing,
    ...(sensor === undefined ? {} : { 'tengun:sensor': sensor }),
    ...(product === undefined ? {} : { 'tengun:product': product }),
    ...(verticalDatum === undefined ? {} : { 'tengun:vertical_datum': verticalDatum }),
    ...(accuracyM === undefined ? {} : { 'tengun:accuracy_m': accuracyM }),
    ...(summary.swapXy ? { 'tengun:swapped_xy': true as const } : {}),
    'tengun:visibility': summary.visibility,
    'tengun:source': { name: source.name, size: source.sizeBytes, sha256: source.sha256 },
    ...(summary.derivedFrom ? derivedProperties(summary.derivedFrom, summary.software) : {}),
    'tengun:checksum': summary.checksum,
    'tengun:warnings': summary.warnings,
    'tengun:software': summary.software,
  };
}

function derivedFromLink({ collection, item }: DerivedFrom): StacLink {
  return { rel: 'derived_from', href: `../../${collection}/${item}/item.json`, type: 'application/geo+json' };
}

function derivedProperties({ collection, item, version, process, method, parameters }: DerivedFrom, software: string) {
  const [name = software, number = ''] = software.split(' ');
  return {
    'tengun:derived_from': { collection, item, version },
    'tengun:process': process,
    'tengun:method': method,
    'tengun:parameters': { ...parameters },
    'processing:software': { [name]: number },
  };
}
