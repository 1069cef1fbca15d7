/**
 * The EPSG register of npm `epsg-index`, one small file a code, read when a code is asked for. Importing this module
 * hands it to the core: every process that meets other systems than the built-in ones imports it once.
 */
import { createRequire } from 'node:module';
import proj4 from 'proj4';
import { type CrsDefinition, type CrsRegistry, setCrsRegistry } from '#core/crs/definitions.ts';
import { linearUnitByName } from '#core/crs/linear-unit.ts';
import { childOf, epsgOf, parseWkt } from '#core/crs/wkt-tree.ts';
import { type GeographicBase, writeGeographicWkt, writeProjectedWkt } from '#core/crs/wkt-write.ts';

interface IndexEntry {
  readonly kind: string;
  readonly name: string;
  readonly wkt: string | null;
  readonly proj4: string | null;
}

const require = createRequire(import.meta.url);
const found = new Map<number, CrsDefinition | null>();

/** The register; a code that it does not hold, or holds without a definition that can be computed, is null. */
export const epsgRegistry: CrsRegistry = (epsg) => {
  let definition = found.get(epsg);
  if (definition === undefined) {
    definition = definitionOf(epsg, readEntry(epsg));
    found.set(epsg, definition);
  }
  return definition;
};

setCrsRegistry(epsgRegistry);

function readEntry(epsg: number): IndexEntry | null {
  if (!Number.isInteger(epsg) || epsg < 1 || epsg > 32767) return null;
  try {
    return require(`epsg-index/s/${epsg}.json`) as IndexEntry;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
}

function definitionOf(epsg: number, entry: IndexEntry | null): CrsDefinition | null {
  if (!entry) return null;
  const { kind, name } = entry;
  const proj4 = entry.proj4?.replace(/ \+type=crs$/, '') ?? null;
  if (kind === 'CRS-PROJCRS' && proj4) {
    const unitM = unitOf(proj4);
    const wkt = entry.wkt ?? customWkt(epsg, name, proj4, unitM);
    return wkt === null ? null : { kind: 'projected', name, proj4, wkt, unitM };
  }
  if (kind === 'CRS-GEOGCRS' && proj4 && entry.wkt)
    return { kind: 'geographic', name, proj4, wkt: entry.wkt, threeD: false };
  if (kind === 'CRS-GEOG3DCRS' && proj4) {
    const base = baseOf(name, proj4);
    return base && { kind: 'geographic', name, proj4, wkt: writeGeographicWkt({ ...base, epsg }, true), threeD: true };
  }
  if (kind === 'CRS-VERTCRS' && entry.wkt)
    return { kind: 'vertical', name, wkt: entry.wkt, unitM: unitOf(proj4 ?? '', 'vunits') };
  return kind === 'CRS-COMPOUNDCRS' && entry.wkt ? compoundOf(entry.wkt) : null;
}

/** A system whose WKT the index lacks: its proj string in an extension, as GDAL writes such systems. Null as `baseOf`. */
function customWkt(epsg: number, name: string, extension: string, unitM: number): string | null {
  const base = baseOf('unknown', extension);
  return base && writeProjectedWkt({ epsg, name, base, projection: 'custom_proj4', parameters: [], unitM, extension });
}

/** Null for a projection that proj4 does not have. */
function baseOf(name: string, definition: string): GeographicBase | null {
  let axes: { a: number; b: number };
  try {
    axes = new proj4.Proj(definition);
  } catch {
    return null;
  }
  const { a, b } = axes;
  const ellipsoid = { name: 'unknown', epsg: null, semiMajorM: a, inverseFlattening: a === b ? 0 : a / (a - b) };
  return { epsg: null, name, datum: name.replaceAll(' ', '_'), datumEpsg: null, ellipsoid };
}

function compoundOf(wkt: string): CrsDefinition | null {
  const root = parseWkt(wkt);
  const horizontal = childOf(root, 'PROJCS', 'GEOGCS');
  const vertical = childOf(root, 'VERT_CS');
  const codes = [horizontal && epsgOf(horizontal), vertical && epsgOf(vertical)] as const;
  return codes[0] && codes[1] ? { kind: 'compound', horizontal: codes[0], vertical: codes[1] } : null;
}

/** Metres per unit of a proj string. */
function unitOf(proj4: string, key = 'units'): number {
  const factor = new RegExp(`\\+${key === 'units' ? 'to_meter' : 'vto_meter'}=(\\S+)`).exec(proj4)?.[1];
  if (factor !== undefined && Number(factor) > 0) return Number(factor);
  const word = new RegExp(`\\+${key}=(\\S+)`).exec(proj4)?.[1];
  return linearUnitByName(word ?? 'm') ?? 1;
}
