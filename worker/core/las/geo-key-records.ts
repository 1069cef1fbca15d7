/** The GeoTIFF keys of a system as the records of LAS before 1.4 (34735–34737). Source: LAS 1.2, "GeoKeyDirectoryTag". */
import { ByteWriter } from '../binary/byte-cursor.ts';
import type { Crs } from '../crs/crs.ts';
import { writeGeoKeys } from '../crs/write-geo-keys.ts';
import type { Vlr } from './vlr.ts';

export function geoKeyRecords(crs: Crs): Vlr[] {
  const { directory, doubles, ascii } = writeGeoKeys(crs);
  return [
    record(34735, 'GeoTIFF GeoKeyDirectoryTag', shorts(directory)),
    ...(doubles.length > 0 ? [record(34736, 'GeoTIFF GeoDoubleParamsTag', float64s(doubles))] : []),
    record(
      34737,
      'GeoTIFF GeoAsciiParamsTag',
      Uint8Array.from(ascii, (character) => character.charCodeAt(0)),
    ),
  ];
}

function record(recordId: number, description: string, data: Uint8Array): Vlr {
  return { userId: 'LASF_Projection', recordId, description, data };
}

function shorts(values: Uint16Array): Uint8Array {
  const w = new ByteWriter(2 * values.length);
  for (const value of values) w.u16(value);
  return w.bytes;
}

function float64s(values: Float64Array): Uint8Array {
  const w = new ByteWriter(8 * values.length);
  for (const value of values) w.f64(value);
  return w.bytes;
}
