/** Where an image lies: scale, tie point and keys. Source: OGC 19-008r4, 7 and annex B. */
import type { Crs } from '../crs/crs.ts';
import { writeGeoKeys } from '../crs/write-geo-keys.ts';
import { asciiTag, type Tag, TYPE } from './tiff-directory.ts';

export interface Place {
  readonly west: number;
  readonly north: number;
  readonly step: number;
  readonly crs: Crs | null;
}

/** Heights are metres whatever the unit of the system. */
export function geoTags({ west, north, step, crs }: Place): Tag[] {
  const { directory, doubles, ascii } = writeGeoKeys(crs, { raster: true, heightUnitM: 1 });
  return [
    { id: 33550, type: TYPE.double, values: [step, step, 0] },
    { id: 33922, type: TYPE.double, values: [0, 0, 0, west, north, 0] },
    { id: 34735, type: TYPE.short, values: [...directory] },
    ...(doubles.length > 0 ? [{ id: 34736, type: TYPE.double, values: [...doubles] }] : []),
    ...(ascii ? [asciiTag(34737, ascii)] : []),
  ];
}
