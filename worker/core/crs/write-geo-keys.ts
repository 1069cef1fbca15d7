/**
 * A reference system as GeoTIFF keys, as LAS before 1.4 and GeoTIFF carry it.
 * A system without a code is "user-defined" with its unit and its WKT in the citation: few readers understand that.
 * Source: OGC 19-008r4, 7.1 and tables C.1–C.5; LAS 1.2, "GeoKeyDirectoryTag".
 */
import { type Crs, epsgNumber } from './crs.ts';
import { type GeoKeyRecords, USER_DEFINED } from './geo-keys.ts';
import { linearUnitByLength } from './linear-unit.ts';

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
const DOUBLES = 34736;
const ASCII = 34737;

type Key = readonly [key: number, location: number, count: number, value: number];

export interface GeoKeyOptions {
  /** Keys of an image whose cells are areas; its system may be unknown. */
  readonly raster?: boolean;
  /** Length of the unit of the heights in metres; default: that of the system. */
  readonly heightUnitM?: number;
}

export function writeGeoKeys(crs: Crs | null, options: GeoKeyOptions = {}): GeoKeyRecords {
  const keys: Key[] = options.raster ? [[RASTER_TYPE, 0, 1, PIXEL_IS_AREA]] : [];
  const doubles: number[] = [];
  let ascii = '';
  if (crs) {
    const isProjected = crs.kind === 'projected';
    const code = codeOf(crs);
    ascii = `${code === null ? crs.wkt : crs.name}|`.replace(/[^ -~]/g, '?');
    keys.push([MODEL_TYPE, 0, 1, isProjected ? 1 : 2], [CITATION, ASCII, ascii.length, 0]);
    keys.push([isProjected ? PROJECTED_TYPE : GEOGRAPHIC_TYPE, 0, 1, code ?? USER_DEFINED]);
    if (isProjected) {
      const unit = unitCode(crs.horizontalUnitM);
      keys.push([PROJECTED_UNITS, 0, 1, unit ?? USER_DEFINED]);
      if (unit === null) {
        keys.push([PROJECTED_UNIT_SIZE, DOUBLES, 1, 0]);
        doubles.push(crs.horizontalUnitM);
      }
    }
    const vertical = epsgNumber(crs.verticalCode);
    if (vertical !== null) keys.push([VERTICAL_TYPE, 0, 1, vertical]);
    const heightUnit = unitCode(options.heightUnitM ?? crs.verticalUnitM);
    if (heightUnit !== null) keys.push([VERTICAL_UNITS, 0, 1, heightUnit]);
  }
  keys.sort((a, b) => a[0] - b[0]);
  return {
    directory: Uint16Array.from([1, 1, 0, keys.length, ...keys.flat()]),
    doubles: Float64Array.from(doubles),
    ascii,
  };
}

/** The number that keys can hold; null for a system without one. */
export function codeOf({ code }: Pick<Crs, 'code'>): number | null {
  return code === 'OGC:CRS84' ? 4326 : epsgNumber(code);
}

function unitCode(lengthM: number): number | null {
  return linearUnitByLength(lengthM)?.epsg ?? null;
}
