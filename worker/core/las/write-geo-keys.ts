/**
 * A reference system as the GeoTIFF keys of LAS before 1.4 (records 34735–34737), for horizontal and vertical part.
 * A system without a code is "user-defined" with its unit and its WKT in the citation: few readers understand that.
 * Source: OGC 19-008r4, tables C.1–C.5; LAS 1.2, "GeoKeyDirectoryTag".
 */
import { ByteWriter } from '../binary/byte-cursor.ts';
import { type Crs, epsgNumber } from '../crs/crs.ts';
import { linearUnitByLength } from '../crs/linear-unit.ts';
import type { Vlr } from './vlr.ts';

const MODEL_TYPE = 1024;
const CITATION = 1026;
const GEOGRAPHIC_TYPE = 2048;
const PROJECTED_TYPE = 3072;
const PROJECTED_UNITS = 3076;
const PROJECTED_UNIT_SIZE = 3077;
const VERTICAL_TYPE = 4096;
const VERTICAL_UNITS = 4099;
const USER_DEFINED = 32767;

type Key = readonly [key: number, location: number, count: number, value: number];

export function geoKeyRecords(crs: Crs): Vlr[] {
  const isProjected = crs.kind === 'projected';
  const code = codeOf(crs);
  const ascii = `${code === null ? crs.wkt : crs.name}|`.replace(/[^ -~]/g, '?');
  const doubles: number[] = [];
  const keys: Key[] = [
    [MODEL_TYPE, 0, 1, isProjected ? 1 : 2],
    [CITATION, 34737, ascii.length, 0],
    [isProjected ? PROJECTED_TYPE : GEOGRAPHIC_TYPE, 0, 1, code ?? USER_DEFINED],
  ];
  if (isProjected) {
    const unit = linearUnitByLength(crs.horizontalUnitM)?.epsg ?? null;
    keys.push([PROJECTED_UNITS, 0, 1, unit ?? USER_DEFINED]);
    if (unit === null) {
      keys.push([PROJECTED_UNIT_SIZE, 34736, 1, 0]);
      doubles.push(crs.horizontalUnitM);
    }
  }
  const vertical = epsgNumber(crs.verticalCode);
  if (vertical !== null) keys.push([VERTICAL_TYPE, 0, 1, vertical]);
  const verticalUnit = linearUnitByLength(crs.verticalUnitM)?.epsg ?? null;
  if (verticalUnit !== null) keys.push([VERTICAL_UNITS, 0, 1, verticalUnit]);
  return [
    record(34735, 'GeoTIFF GeoKeyDirectoryTag', shorts([1, 1, 0, keys.length, ...keys.flat()])),
    ...(doubles.length > 0 ? [record(34736, 'GeoTIFF GeoDoubleParamsTag', float64s(doubles))] : []),
    record(
      34737,
      'GeoTIFF GeoAsciiParamsTag',
      Uint8Array.from(ascii, (character) => character.charCodeAt(0)),
    ),
  ];
}

/** The number that keys can hold; null for a system without one. */
export function codeOf({ code }: Pick<Crs, 'code'>): number | null {
  return code === 'OGC:CRS84' ? 4326 : epsgNumber(code);
}

function record(recordId: number, description: string, data: Uint8Array): Vlr {
  return { userId: 'LASF_Projection', recordId, description, data };
}

function shorts(values: readonly number[]): Uint8Array {
  const w = new ByteWriter(2 * values.length);
  for (const value of values) w.u16(value);
  return w.bytes;
}

function float64s(values: readonly number[]): Uint8Array {
  const w = new ByteWriter(8 * values.length);
  for (const value of values) w.f64(value);
  return w.bytes;
}
