/** A ledger out of GeoJSON or CSV. Every message names the row or the feature. */
import { readCsvLedger } from './read-csv.ts';
import { readGeoJsonLedger } from './read-geojson.ts';
import type { LedgerRead, ReadOptions } from './reading.ts';

/**
 * @param name of the file
 * @throws {FormatError | LimitError | UnsupportedError | CrsError}
 */
export function readLedger(name: string, text: string, options: ReadOptions = {}): LedgerRead {
  const isJson = /^\s*[{[]/.test(text.startsWith('\uFEFF') ? text.slice(1) : text);
  return isJson ? readGeoJsonLedger(name, text, options) : readCsvLedger(name, text, options);
}
