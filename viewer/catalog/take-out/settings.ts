/** What is to be taken out of an area, and the request that it makes. Pure. */
import type { ExtractFormat, ExtractInputs } from '#core/contract/extract.ts';
import type { MakeSurfaceInputs, SurfaceFormat, SurfaceKind, SurfaceStyle } from '#core/contract/make-surface.ts';

/** GeoJSON in longitude and latitude. */
export type TakeOutArea =
  | { readonly type: 'Polygon'; readonly coordinates: readonly Ring[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly Ring[])[] };
export type Ring = readonly (readonly number[])[];

export type ClassChoice = 'all' | 'ground' | 'some';

export interface PointSettings {
  readonly format: ExtractFormat;
  readonly classChoice: ClassChoice;
  /** Of `some`. */
  readonly classes: readonly number[];
  /** Metres; null: every point. */
  readonly minSpacingM: number | null;
}

export interface SurfaceSettings {
  readonly kind: SurfaceKind;
  readonly format: SurfaceFormat;
  readonly style: SurfaceStyle;
  readonly cellSizeM: number;
  readonly intervalM: number;
}

export interface TakeOutSettings {
  readonly what: 'points' | 'surface';
  /** At least one; of a surface the first counts. */
  readonly collections: readonly string[];
  readonly points: PointSettings;
  readonly surface: SurfaceSettings;
}

/** For people: what most programs read first. */
export const POINT_FORMATS = [
  'laz',
  'las',
  'copc',
  'csv',
  'laz12',
  'las12',
] as const satisfies readonly ExtractFormat[];
export const SPACINGS_M = [0.25, 0.5, 1, 2, 5] as const;
export const CELL_SIZES_M = [0.25, 0.5, 1, 2, 5, 10] as const;
export const INTERVALS_M = [0.2, 0.5, 1, 2, 5, 10] as const;
export const GROUND_CLASS = 2;

export function defaultSettings(collections: readonly string[]): TakeOutSettings {
  return {
    what: 'points',
    collections: collections.slice(0, 1),
    points: { format: 'laz', classChoice: 'all', classes: [], minSpacingM: null },
    surface: { kind: 'ground', format: 'cog', style: 'hillshade', cellSizeM: 0.5, intervalM: 1 },
  };
}

export interface TakeOutRequest {
  readonly process: 'extract' | 'surface';
  readonly inputs: ExtractInputs | MakeSurfaceInputs;
}

export function takeOutRequest(
  { what, collections, points, surface }: TakeOutSettings,
  area: TakeOutArea,
): TakeOutRequest {
  const geometry = { area: rounded(area) as ExtractInputs['area'] & MakeSurfaceInputs['area'], crs: 'OGC:CRS84' };
  const [collection = ''] = collections;
  if (what === 'surface') {
    const { kind, format, style, cellSizeM, intervalM } = surface;
    const own = { ...(format === 'png' ? { style } : {}), ...(isContours(format) ? { intervalM } : {}) };
    return { process: 'surface', inputs: { ...geometry, collection, kind, cellSizeM, format, ...own } };
  }
  const classes = wantedClasses(points);
  return {
    process: 'extract',
    inputs: {
      ...geometry,
      ...(collections.length === 1 ? { collection } : { collections: [...collections] }),
      ...(classes ? { classes } : {}),
      ...(points.minSpacingM === null ? {} : { minSpacingM: points.minSpacingM }),
      format: points.format,
    },
  };
}

/** Null: all. */
export function wantedClasses({ classChoice, classes }: PointSettings): number[] | null {
  if (classChoice === 'all') return null;
  return classChoice === 'ground' ? [GROUND_CLASS] : [...classes].sort((a, b) => a - b);
}

export const isContours = (format: SurfaceFormat): boolean => format.startsWith('contours');

/** Why nothing can be asked for yet. */
export function obstacle({ what, collections, points }: TakeOutSettings): 'noCollection' | 'noClass' | null {
  if (collections.length === 0) return 'noCollection';
  return what === 'points' && points.classChoice === 'some' && points.classes.length === 0 ? 'noClass' : null;
}

const FILE_ENDINGS: Readonly<Record<ExtractFormat | SurfaceFormat, string>> = {
  ...{ las: 'las', laz: 'laz', copc: 'copc.laz', csv: 'csv', las12: 'las', laz12: 'laz' },
  ...{ cog: 'tif', xyz: 'txt', 'grid-txt': 'txt', 'grid-csv': 'csv', png: 'png' },
  ...{ 'contours-geojson': 'geojson', 'contours-dxf': 'dxf', glb: 'glb', landxml: 'xml' },
};

export function fileName({ what, points, surface }: TakeOutSettings): string {
  return what === 'points'
    ? `points.${FILE_ENDINGS[points.format]}`
    : `${surface.kind}.${FILE_ENDINGS[surface.format]}`;
}

/** Nine decimals are a tenth of a millimetre; more only make the request long. */
function rounded(area: TakeOutArea): TakeOutArea {
  const ring = (positions: Ring): Ring => positions.map((position) => position.slice(0, 2).map(nine));
  if (area.type === 'Polygon') return { type: area.type, coordinates: area.coordinates.map(ring) };
  return { type: area.type, coordinates: area.coordinates.map((rings) => rings.map(ring)) };
}

const nine = (degrees: number): number => Number(degrees.toFixed(9));
