/** Request of the process `surface`: heights on a grid, in the form that a program reads. Its result is a file. */
import Type, { type Static } from 'typebox';
import { RequestError } from '../errors.ts';
import { Area, CrsName } from './area.ts';
import { parseInputs } from './parse-request.ts';

const Id = Type.String({ minLength: 1, maxLength: 128 });
const Name = Type.String({ minLength: 1, maxLength: 40 });

const choices = <const T extends readonly string[]>(values: T, description: string) =>
  Type.Unsafe<T[number]>(
    Type.Union(
      values.map((value) => Type.Literal(value)),
      { description },
    ),
  );

/** Which surface. */
export const SURFACE_KINDS = ['ground', 'surface', 'canopy'] as const;
/** How heights come from points. */
export const SURFACE_SAMPLINGS = ['tin', 'mean', 'min', 'max', 'median', 'count'] as const;
export const SURFACE_FORMATS = [
  'cog',
  'xyz',
  'grid-txt',
  'grid-csv',
  'png',
  'contours-geojson',
  'contours-dxf',
  'glb',
  'landxml',
] as const;
/** Pictures (png). */
export const SURFACE_STYLES = ['hillshade', 'slope', 'cs', 'openness', 'elevation'] as const;

export type SurfaceKind = (typeof SURFACE_KINDS)[number];
export type SurfaceSampling = (typeof SURFACE_SAMPLINGS)[number];
export type SurfaceFormat = (typeof SURFACE_FORMATS)[number];
export type SurfaceStyle = (typeof SURFACE_STYLES)[number];

export const MIN_SURFACE_CELL_M = 0.25;
export const MAX_SURFACE_CELL_M = 10;

export const MakeSurfaceInputs = Type.Object(
  {
    area: Type.Optional(Area),
    crs: Type.Optional(CrsName),
    collection: Id,
    items: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 10_000 })),
    classes: Type.Optional(
      Type.Array(Type.Integer({ minimum: 0, maximum: 255 }), {
        minItems: 1,
        description: 'Of the surface asked for; default: [2] of the ground, all but noise (7, 18) of the others',
      }),
    ),
    returns: Type.Optional(
      Type.Union([Type.Literal('all'), Type.Literal('first')], {
        description: 'Of surface and canopy; default first',
      }),
    ),
    sensors: Type.Optional(Type.Array(Name, { minItems: 1 })),
    products: Type.Optional(Type.Array(Name, { minItems: 1 })),
    kind: Type.Optional(
      choices(
        SURFACE_KINDS,
        'ground: DEM, the TIN of class 2 · surface: DSM of first returns · canopy: DSM − DEM (CHM)',
      ),
    ),
    sampling: Type.Optional(
      choices(
        SURFACE_SAMPLINGS,
        'tin: linear TIN at cell centres; the others: statistics of the points in each cell, empty cells are no data. Of a canopy the DSM; its ground is always the TIN',
      ),
    ),
    cellSizeM: Type.Optional(Type.Number({ minimum: MIN_SURFACE_CELL_M, maximum: MAX_SURFACE_CELL_M })),
    anchor: Type.Optional(
      choices(
        ['edges', 'centres'],
        'What stands at whole multiples of the cell size: edges of cells, or their centres',
      ),
    ),
    maxEdgeM: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, maximum: 100_000, description: 'Longer edges of the TIN are no data' }),
    ),
    clip: Type.Optional(
      Type.Boolean({ description: 'Cells whose centre lies outside of the area are no data; default true' }),
    ),
    format: Type.Optional(
      choices(
        SURFACE_FORMATS,
        'cog: Cloud-Optimized GeoTIFF · xyz: X Y Z, every cell, rows from the south (Hyogo) · grid-txt, grid-csv: cells with data, from the north (the two layouts of VIRTUAL SHIZUOKA) · png: picture · contours-geojson, contours-dxf · glb, landxml: triangles',
      ),
    ),
    style: Type.Optional(choices(SURFACE_STYLES, 'Of the picture')),
    intervalM: Type.Optional(
      Type.Number({ minimum: 0.05, maximum: 1000, description: 'Of contours; every fifth is an index line' }),
    ),
    maxErrorM: Type.Optional(
      Type.Number({ minimum: 0, maximum: 100, description: 'Of triangles: largest difference from the grid, metres' }),
    ),
  },
  { additionalProperties: false },
);

export type MakeSurfaceInputs = Static<typeof MakeSurfaceInputs>;

export const SURFACE_DEFAULTS = {
  kind: 'ground',
  sampling: 'tin',
  anchor: 'edges',
  maxEdgeM: 20,
  clip: true,
  format: 'cog',
  style: 'hillshade',
  intervalM: 1,
  maxErrorM: 0.05,
} as const satisfies Partial<MakeSurfaceInputs>;

/** Contours and triangles of half-metre cells draw the noise. */
const CELL_SIZES_M: Readonly<Partial<Record<SurfaceFormat, number>>> = {
  'contours-geojson': 1,
  'contours-dxf': 1,
  glb: 1,
  landxml: 1,
  xyz: 1,
};
const DEFAULT_CELL_SIZE_M = 0.5;

type Defaulted = keyof typeof SURFACE_DEFAULTS | 'cellSizeM';

export type MakeSurfaceRequest = Required<Pick<MakeSurfaceInputs, Defaulted>> & Omit<MakeSurfaceInputs, Defaulted>;

/** @throws {RequestError} INVALID_INPUT naming the path of the first field that does not fit */
export function parseMakeSurfaceRequest(body: unknown): MakeSurfaceRequest {
  const inputs: MakeSurfaceInputs = parseInputs(MakeSurfaceInputs, body);
  const format = inputs.format ?? SURFACE_DEFAULTS.format;
  const request = { ...SURFACE_DEFAULTS, cellSizeM: CELL_SIZES_M[format] ?? DEFAULT_CELL_SIZE_M, ...inputs };
  if (request.sampling === 'count' && (request.kind === 'canopy' || !COUNT_FORMATS.includes(format))) {
    throw new RequestError(
      'INVALID_INPUT',
      `inputs.sampling: counts are no heights: expected them with kind ground or surface and format ${COUNT_FORMATS.join(', ')}`,
      { path: 'inputs.sampling' },
    );
  }
  return request;
}

const COUNT_FORMATS: readonly SurfaceFormat[] = ['cog', 'xyz', 'grid-txt', 'grid-csv'];
