/** Tables as CSV (RFC 4180, UTF-8 with a byte-order mark so that Japanese spreadsheets read them). */
import type { CrossSectionsResult } from '#core/contract/cross-sections.ts';
import { cleanText } from '#core/drawing/text-metrics.ts';
import { roundHalfUp } from '#core/measure/rounding.ts';

export type Field = string | number | null;

/** A text that a spreadsheet would take for a formula gets an apostrophe in front. */
export function csvField(value: Field): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const text = cleanText(value);
  const safe = /^[=+\-@]/.test(text) ? `'${text}` : text;
  return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** @param head also escaped: names of surfaces may be in it */
export function csvTable(head: readonly string[], rows: Iterable<readonly Field[]>): string {
  const lines = [head.map(csvField).join(',')];
  for (const row of rows) lines.push(row.map(csvField).join(','));
  return `\ufeff${lines.join('\r\n')}\r\n`;
}

export const rounded = (value: number | null, step: number): Field =>
  value === null ? null : Number(roundHalfUp(value, step));

/** Every known sample of every line. */
export function sectionsCsv(result: CrossSectionsResult): string {
  function* rows(): Generator<Field[]> {
    for (const station of result.stations) {
      for (const [index, line] of station.lines.entries()) {
        for (const [i, offset] of line.offsetsM.entries()) {
          const z = line.elevationsM[i] ?? null;
          const surface = result.surfaces[index]?.name ?? String(index);
          const at = [rounded(station.stationM, 0.001), rounded(station.distanceM, 0.001)];
          yield [station.name, ...at, surface, rounded(offset, 0.001), rounded(z, 0.001)];
        }
      }
    }
  }
  return csvTable(['station', 'stationM', 'distanceM', 'surface', 'offsetM', 'elevationM'], rows());
}

export function volumesCsv(result: CrossSectionsResult): string | null {
  const { volumes } = result;
  if (!volumes) return null;
  const head = [
    'station',
    'stationM',
    'lengthM',
    'cutLengthM',
    'fillLengthM',
    'cutM2',
    'fillM2',
    'cutM3',
    'fillM3',
    'massM3',
  ];
  const rows: Field[][] = volumes.rows.map((row) => [
    row.name,
    rounded(row.stationM, 0.001),
    row.lengthM,
    row.cutLengthM,
    row.fillLengthM,
    row.cutM2,
    row.fillM2,
    row.cutM3,
    row.fillM3,
    row.massM3,
  ]);
  rows.push(['total', null, volumes.lengthM, null, null, null, null, volumes.cutM3, volumes.fillM3, null]);
  return csvTable(head, rows);
}

export function profileCsv(result: CrossSectionsResult): string {
  const head = [
    'station',
    'stationM',
    'distanceM',
    'groundElevationM',
    'designElevationM',
    'eastM',
    'northM',
    'azimuthDeg',
  ];
  return csvTable(
    head,
    result.stations.map((station) => [
      station.name,
      rounded(station.stationM, 0.001),
      rounded(station.distanceM, 0.001),
      rounded(station.groundElevationM, 0.001),
      rounded(station.designElevationM, 0.001),
      rounded(station.position[0]!, 0.001),
      rounded(station.position[1]!, 0.001),
      rounded(station.azimuthDeg, 0.0001),
    ]),
  );
}
