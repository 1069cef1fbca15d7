/** Opens a LAS or LAZ file: header, records, CRS, dimensions, and the checks that must hold before points are read. */
import type { ByteSource } from '../binary/byte-source.ts';
import { FormatError } from '../errors.ts';
import { type GeoKeys, readGeoKeys, readWkt } from './crs-records.ts';
import { type ExtraDimension, readExtraDimensions } from './extra-bytes.ts';
import { HEADER_READ_BYTES, type LasHeader, parseHeader } from './header.ts';
import { POINT_RECORD_BYTES } from './point-format.ts';
import { readEvlrs, readVlrs, type Vlr } from './vlr.ts';

export interface LasFile {
  readonly source: ByteSource;
  readonly header: LasHeader;
  readonly vlrs: readonly Vlr[];
  readonly evlrs: readonly Vlr[];
  readonly wkt: string | null;
  readonly geoKeys: GeoKeys | null;
  readonly extraDimensions: readonly ExtraDimension[];
  /** What is odd but does not stop reading. */
  readonly warnings: readonly string[];
}

/**
 * Reads everything but the points.
 * @throws {FormatError} no LAS file, a header that cannot be true, or fewer bytes than the header promises
 * @throws {LimitError} a CRS record larger than any CRS
 */
export async function openLas(source: ByteSource): Promise<LasFile> {
  const header = parseHeader(await source.read(0, Math.min(HEADER_READ_BYTES, source.sizeBytes)));
  if (header.offsetToPointData > source.sizeBytes) {
    throw new FormatError(
      `file is cut off: points should begin at byte ${header.offsetToPointData}, the file ends at ${source.sizeBytes}`,
      { offset: 96, expected: header.offsetToPointData, actual: source.sizeBytes },
    );
  }
  if (!header.compressed) checkPointsFit(header, source.sizeBytes);
  const { vlrs, warnings } = await readVlrs(source, header);
  const { evlrs, warnings: more } = await readEvlrs(source, header);
  const all = [...vlrs, ...evlrs];
  return {
    source,
    header,
    vlrs,
    evlrs,
    wkt: readWkt(all),
    geoKeys: readGeoKeys(all),
    extraDimensions: readExtraDimensions(
      all,
      header.pointDataRecordLength - POINT_RECORD_BYTES[header.pointDataRecordFormat]!,
    ),
    warnings: [...warnings, ...more],
  };
}

function checkPointsFit(header: LasHeader, sizeBytes: number): void {
  const end = header.offsetToPointData + header.pointCount * header.pointDataRecordLength;
  if (end > sizeBytes) {
    const held = Math.floor((sizeBytes - header.offsetToPointData) / header.pointDataRecordLength);
    throw new FormatError(`file is cut off: the header promises ${header.pointCount} points, the file holds ${held}`, {
      offset: header.offsetToPointData,
      expected: header.pointCount,
      actual: held,
    });
  }
}
