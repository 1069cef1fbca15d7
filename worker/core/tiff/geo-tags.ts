/** Where an image lies: scale, tie point and keys. Source: OGC 19-008r4, 7 and annex B. */
import { type Crs, epsgNumber } from '../crs/crs.ts';
import { asciiTag, type Tag, TYPE } from './tiff-directory.ts';

const MODEL_TYPE = 1024;
const RASTER_TYPE = 1025;
const CITATION = 1026;
const GEOGRAPHIC_TYPE = 2048;
const PROJECTED_TYPE = 3072;
const PROJECTED_UNITS = 3076;
const PROJECTED_UNIT_SIZE = 3077;
const VERTICAL_TYPE = 4096;
const VERTICAL_UNITS = 4099;
const PIXEL_IS_AREA = 1;
const USER_DEFINED = 32767;
const METRE = 9001;

export interface Place {
  readonly west: number;
  readonly north: number;
  readonly step: number;
  readonly crs: Crs | null;
}

/** A system without a code is told by its WKT in the citation. Heights with a code of their own are metres. */
export function geoTags({ west, north, step, crs }: Place): Tag[] {
  const keys: [key: number, location: number, count: number, value: number][] = [[RASTER_TYPE, 0, 1, PIXEL_IS_AREA]];
  const doubles: number[] = [];
  let ascii = '';
  if (crs) {
    const isProjected = crs.kind === 'projected';
    const code = epsgNumber(crs.code);
    ascii = `${code === null ? crs.wkt : crs.name}|`.replace(/[^ -~]/g, '?');
    keys.push([MODEL_TYPE, 0, 1, isProjected ? 1 : 2], [CITATION, 34737, ascii.length, 0]);
    keys.push([isProjected ? PROJECTED_TYPE : GEOGRAPHIC_TYPE, 0, 1, code ?? USER_DEFINED]);
    if (isProjected && crs.horizontalUnitM === 1) keys.push([PROJECTED_UNITS, 0, 1, METRE]);
    else if (isProjected && code === null) {
      keys.push([PROJECTED_UNITS, 0, 1, USER_DEFINED], [PROJECTED_UNIT_SIZE, 34736, 1, 0]);
      doubles.push(crs.horizontalUnitM);
    }
    const vertical = epsgNumber(crs.verticalCode);
    if (vertical !== null) keys.push([VERTICAL_TYPE, 0, 1, vertical], [VERTICAL_UNITS, 0, 1, METRE]);
  }
  keys.sort((a, b) => a[0] - b[0]);
  return [
    { id: 33550, type: TYPE.double, values: [step, step, 0] },
    { id: 33922, type: TYPE.double, values: [0, 0, 0, west, north, 0] },
    { id: 34735, type: TYPE.short, values: [1, 1, 0, keys.length, ...keys.flat()] },
    ...(doubles.length > 0 ? [{ id: 34736, type: TYPE.double, values: doubles }] : []),
    ...(ascii ? [asciiTag(34737, ascii)] : []),
  ];
}
