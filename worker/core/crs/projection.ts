/** Easting and northing to longitude and latitude (WGS 84 / JGD: the same for display) and back, by proj4. */
import proj4, { type Converter } from 'proj4';
import { CrsError } from '../errors.ts';
import type { Crs } from './crs-model.ts';

export interface Projection {
  /** Units of the system to degrees. */
  toLonLat(east: number, north: number): [lon: number, lat: number];
  /** Degrees to units of the system. */
  fromLonLat(lon: number, lat: number): [east: number, north: number];
}

const LON_LAT = '+proj=longlat +datum=WGS84 +no_defs';

/**
 * The projection of a system. Points where it is not defined give NaN.
 * @throws {CrsError} when proj4 cannot compute it
 */
export function createProjection(crs: Pick<Crs, 'proj4' | 'kind' | 'name'>): Projection {
  const converter = converterOf(crs);
  // an array is read as a point by proj4, whose result is a new one
  const convert = (direction: 'forward' | 'inverse', first: number, second: number): [number, number] => {
    if (!Number.isFinite(first) || !Number.isFinite(second)) return [Number.NaN, Number.NaN];
    const [a = Number.NaN, b = Number.NaN] = converter[direction]([first, second]);
    return [a, b];
  };
  return {
    toLonLat: (east, north) => convert('inverse', east, north),
    fromLonLat: (lon, lat) => convert('forward', lon, lat),
  };
}

function converterOf({ proj4: definition, name }: Pick<Crs, 'proj4' | 'name'>): Converter {
  let reason = 'the projection is not known';
  try {
    const converter = proj4(LON_LAT, definition);
    // some definitions fail only when they are used: try a point beside the false origin
    const [lon, lat] = converter.inverse(falseOrigin(definition));
    if (Number.isFinite(lon) && Number.isFinite(lat)) return converter;
    reason = 'its false origin has no longitude and latitude';
  } catch (error) {
    reason = error instanceof Error ? error.message : String(error);
  }
  const grid = /\+nadgrids=(?!@)(\S+)/.exec(definition)?.[1];
  if (grid) reason = `it needs a grid of datum shifts (${grid}) that is not at hand`;
  throw new CrsError(`cannot project "${name.slice(0, 120)}": ${reason.slice(0, 200)}`);
}

/** The false origin in units of the system, moved by half a unit; [0.5, 0.5] where a system has none. */
function falseOrigin(definition: string): [number, number] {
  const fields = new Map<string, unknown>(Object.entries(new proj4.Proj(definition)));
  const read = (name: string, otherwise: number): number => {
    const value = fields.get(name);
    return typeof value === 'number' && Number.isFinite(value) ? value : otherwise;
  };
  const unitM = read('to_meter', 1);
  return [read('x0', 0) / unitM + 0.5, read('y0', 0) / unitM + 0.5];
}
