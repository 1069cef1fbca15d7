/** The list as text, as a table and as GeoJSON. Pure; all digits. */
import type { MeasurementRecord } from './record.ts';
import { computedRows, estimatedRows, type Row, rowDigits, rowText } from './rows.ts';

/** What files need to know of a measurement. */
export interface FileMeasurement {
  readonly record: MeasurementRecord;
  readonly name: string;
  /** As drawn, metres in the site frame: for the estimate. */
  readonly vertices: Parameters<typeof estimatedRows>[1];
}

export interface FileWords {
  readonly row: (key: Row['key']) => string;
  readonly kind: (kind: MeasurementRecord['kind']) => string;
  readonly estimate: string;
  readonly computed: string;
}

interface Block {
  readonly collection: string | null;
  readonly rows: readonly Row[];
}

/** One block a surface of the answer, or one estimate. */
function blocksOf({ record, vertices }: FileMeasurement): Block[] {
  if (!record.computed) return [{ collection: null, rows: estimatedRows(record.kind, vertices) }];
  return record.computed.result.surfaces.map((surface) => ({
    collection: surface.collection,
    rows: computedRows(record.kind, surface),
  }));
}

/** For mails and reports: rounded as on the page, with what the numbers are worth. */
export function measurementsText(list: readonly FileMeasurement[], words: FileWords): string {
  const parts = list.map((one) => {
    const { record, name } = one;
    const lines = [`${name} (${words.kind(record.kind)})`];
    for (const { collection, rows } of blocksOf(one)) {
      lines.push(collection === null ? `  ${words.estimate}` : `  ${words.computed}: ${collection}`);
      for (const row of rows) {
        const error = row.error ? ` ± ${row.error.toPrecision(2)}` : '';
        lines.push(`    ${words.row(row.key)}: ${rowText(row)}${error}`);
      }
    }
    if (record.computed) lines.push(`  sha256 ${record.computed.result.provenance.requestHash}`);
    return lines.join('\n');
  });
  return `${parts.join('\n\n')}\n`;
}

type Cell = string | number | null;

/** One line a number; the same columns whatever was measured. */
export function measurementRows(list: readonly FileMeasurement[], words: FileWords): Cell[][] {
  const head = [
    'name',
    'kind',
    'source',
    'collection',
    'item',
    'value',
    'unit',
    'standard_error',
    'crs',
    'vertices',
    'request_sha256',
  ];
  const lines = list.flatMap((one): Cell[][] => {
    const { record, name } = one;
    const vertices = record.vertices
      .map(({ position, heightM }) => [...position, ...(heightM === null ? [] : [heightM])].join(' '))
      .join('; ');
    return blocksOf(one).flatMap(({ collection, rows }) =>
      rows.map((row): Cell[] => [
        name,
        words.kind(record.kind),
        collection === null ? words.estimate : words.computed,
        collection,
        words.row(row.key),
        rowDigits(row),
        row.unit === '1:n' ? 'n' : row.unit,
        row.error ?? null,
        record.crs,
        vertices,
        record.computed?.result.provenance.requestHash ?? null,
      ]),
    );
  });
  return [head, ...lines];
}

/** RFC 7946: longitude and latitude; the record itself in the properties. @param toLonLat from CRS units */
export function measurementsGeoJson(
  list: readonly FileMeasurement[],
  toLonLat: (east: number, north: number) => readonly [number, number],
) {
  const features = list.map(({ record, name }) => {
    const places = record.vertices.map(({ position: [e = 0, n = 0], heightM }) => {
      const [lon, lat] = toLonLat(e, n);
      return [Number(lon.toFixed(9)), Number(lat.toFixed(9)), ...(heightM === null ? [] : [heightM])];
    });
    const isRing = (record.kind === 'area' || record.kind === 'slope') && places.length > 2;
    const geometry =
      places.length === 1
        ? { type: 'Point' as const, coordinates: places[0] ?? [] }
        : isRing
          ? { type: 'Polygon' as const, coordinates: [[...places, places[0] ?? []]] }
          : { type: 'LineString' as const, coordinates: places };
    const { id, kind, colour, crs, vertices, settings, computed } = record;
    const properties = { name, kind, colour, crs, vertices, settings, computed };
    return { type: 'Feature' as const, id, geometry, properties };
  });
  return { type: 'FeatureCollection' as const, features };
}
