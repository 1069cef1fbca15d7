/** Request and result of the process `inundation`: standing water that is joined to seeds, at one level or many (簡易). */
import Type, { type Static } from 'typebox';
import { RequestError } from '../errors.ts';
import { Area, CrsName, Line, MultiPolygonGeometry, PolygonGeometry } from './area.ts';
import { parseInputs } from './parse-request.ts';
import { Provenance, Warning } from './provenance.ts';
import { type PlaneSurface, Surface } from './surface-input.ts';

const Position = Type.Array(Type.Number(), {
  minItems: 2,
  maxItems: 4,
  description: '[easting, northing] or [lon, lat]',
});
const PointGeometry = Type.Object(
  { type: Type.Literal('Point'), coordinates: Position },
  { additionalProperties: false, description: 'GeoJSON Point' },
);
export const MAX_SEEDS = 100;
export const MAX_LEVELS = 200;
export const MAX_PLACES = 1_000;

/** Where the water comes from. */
const Seed = Type.Union([PointGeometry, Line, PolygonGeometry, MultiPolygonGeometry]);
const LevelM = Type.Number({ minimum: -1000, maximum: 9000 });
const WidthM = Type.Optional(
  Type.Number({ minimum: 0, maximum: 1000, description: 'Full width; default: the cells that the line passes' }),
);

const Barrier = Type.Object(
  { line: Line, crestM: LevelM, widthM: WidthM },
  { additionalProperties: false, description: 'A wall or dyke: lifts the ground on its line to the crest' },
);
const Opening = Type.Object(
  { line: Line, bedM: LevelM, widthM: WidthM },
  { additionalProperties: false, description: 'A channel or culvert: lowers the ground on its line to the bed' },
);
const Place = Type.Object(
  { name: Type.Optional(Type.String({ maxLength: 120 })), position: Position },
  { additionalProperties: false, description: 'A shelter or another place' },
);
const Format = Type.Union([Type.Literal('json'), Type.Literal('geojson'), Type.Literal('cog'), Type.Literal('png')]);

export const InundationInputs = Type.Object(
  {
    surface: Surface,
    area: Type.Optional(Area),
    crs: Type.Optional(CrsName),
    seeds: Type.Array(Seed, {
      minItems: 1,
      maxItems: MAX_SEEDS,
      description: 'Where the water comes from: points, lines, polygons (sea, river reach, breach)',
    }),
    levelM: Type.Optional(LevelM),
    levels: Type.Optional(Type.Array(LevelM, { minItems: 1, maxItems: MAX_LEVELS })),
    connectivity: Type.Optional(Type.Union([Type.Literal(4), Type.Literal(8)])),
    barriers: Type.Optional(Type.Array(Barrier, { maxItems: 100 })),
    openings: Type.Optional(Type.Array(Opening, { maxItems: 100 })),
    places: Type.Optional(Type.Array(Place, { maxItems: MAX_PLACES })),
    sampling: Type.Optional(Type.Union([Type.Literal('tin'), Type.Literal('cell-mean')])),
    cellSizeM: Type.Optional(Type.Number({ minimum: 0.05, maximum: 1000 })),
    maxEdgeM: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 100_000 })),
    format: Type.Optional(Format),
    lang: Type.Optional(Type.Union([Type.Literal('ja'), Type.Literal('en')], { description: 'Of the picture (png)' })),
    levelGrid: Type.Optional(
      Type.Boolean({
        description: 'Adds `grid`: heights and connection levels for drawing any level, at most 400,000 cells',
      }),
    ),
    outlines: Type.Optional(
      Type.Boolean({ description: 'Adds the outlines of the depth classes to each of at most 20 levels' }),
    ),
  },
  { additionalProperties: false },
);
export type InundationInputs = Static<typeof InundationInputs>;

export const INUNDATION_DEFAULTS = {
  connectivity: 8,
  barriers: [],
  openings: [],
  places: [],
  sampling: 'tin',
  cellSizeM: 1,
  maxEdgeM: 5,
  format: 'json',
  lang: 'ja',
  levelGrid: false,
  outlines: false,
} as const satisfies Partial<InundationInputs>;

type Defaulted = keyof typeof INUNDATION_DEFAULTS;
export type InundationRequest = Omit<InundationInputs, Defaulted | 'levelM' | 'levels'> &
  Required<Pick<InundationInputs, Defaulted>> & { readonly levels: readonly number[] };

/** Most levels whose outlines are told. */
const MAX_OUTLINED = 20;

/**
 * Reads the body of an execution request. One level and many become `levels`.
 * @throws {RequestError} INVALID_INPUT naming the path of the first field that does not fit
 */
export function parseInundationRequest(body: unknown): InundationRequest {
  const { levelM, levels: many, ...inputs }: InundationInputs = parseInputs(InundationInputs, body);
  const wrong = (field: string, message: string) => {
    const path = `inputs.${field}`;
    return new RequestError('INVALID_INPUT', `${path}: ${message}`, { path });
  };
  if (levelM !== undefined && many) throw wrong('levels', 'expected levelM or levels, got both');
  const levels = many ?? (levelM === undefined ? null : [levelM]);
  if (!levels) throw wrong('levelM', 'expected levelM or levels, got neither');
  const request = { ...INUNDATION_DEFAULTS, barriers: [], openings: [], places: [], ...inputs, levels };
  if (request.format !== 'json' && levels.length !== 1) {
    throw wrong('levels', `a file shows one level, got ${levels.length}`);
  }
  if (request.outlines && levels.length > MAX_OUTLINED) {
    throw wrong('outlines', `expected at most ${MAX_OUTLINED} levels, got ${levels.length}`);
  }
  if ('plane' in request.surface && 'fit' in (request.surface as PlaneSurface).plane) {
    throw wrong('surface', 'expected measured ground, a grid or a design, got a fitted plane');
  }
  return request;
}

const OrNull = Type.Union([Type.Number(), Type.Null()]);

export const WaterAtLevel = Type.Object({
  levelM: Type.Number(),
  areaM2: Type.Number(),
  volumeM3: Type.Number(),
  maxDepthM: Type.Number({ description: '0 where all is dry' }),
  meanDepthM: OrNull,
  classAreasM2: Type.Array(Type.Number(), { description: 'Area of each of `depthClasses`' }),
  isDry: Type.Boolean({ description: 'Every seed stands at the level or above it' }),
  isOpen: Type.Boolean({ description: 'Water stands at the edge of the data: area and volume are lower bounds' }),
  outlines: Type.Optional(
    Type.Array(
      Type.Object({
        depthClass: Type.Integer({ description: 'Index into `depthClasses`' }),
        outline: Type.Union([PolygonGeometry, MultiPolygonGeometry]),
      }),
    ),
  ),
});
export type WaterAtLevel = Static<typeof WaterAtLevel>;

export const LevelGrid = Type.Object({
  cols: Type.Integer(),
  rows: Type.Integer(),
  originE: Type.Number({ description: 'West side, units of the data’s CRS' }),
  originN: Type.Number({ description: 'South side, units of the data’s CRS' }),
  cellSizeM: Type.Number({ description: 'Larger than that of the computation where the grid was too large to draw' }),
  heightsM: Type.Array(OrNull, { description: 'Ground with barriers and openings, row by row from the south-west' }),
  connectsAboveM: Type.Array(OrNull, {
    description: 'How far above its own height a cell is first joined to the seeds; null: never',
  }),
});
export type LevelGrid = Static<typeof LevelGrid>;

export const PlaceInWater = Type.Object({
  name: Type.Union([Type.String(), Type.Null()]),
  position: Type.Array(Type.Number(), { minItems: 2, maxItems: 2, description: 'As `crs` says' }),
  groundM: Type.Union([Type.Number(), Type.Null()], { description: 'Height of its cell; null is no data' }),
  wetAboveM: Type.Union([Type.Number(), Type.Null()], {
    description: 'The level above which its cell is wet; null: never, or no data',
  }),
});
export type PlaceInWater = Static<typeof PlaceInWater>;

export const InundationResult = Type.Object({
  label: Type.Literal('簡易', { description: 'Simplified: still water, no flow, rain, drainage or time' }),
  method: Type.String(),
  assumptions: Type.Array(Type.Object({ en: Type.String(), ja: Type.String() })),
  levels: Type.Array(WaterAtLevel, { description: 'In the order of the request' }),
  depthClasses: Type.Array(
    Type.Object({
      fromM: Type.Number(),
      toM: Type.Union([Type.Number(), Type.Null()]),
      colour: Type.String({ description: '#rrggbb, as in hazard maps' }),
    }),
  ),
  seeds: Type.Object({
    cells: Type.Integer({ description: 'With data' }),
    lowestM: Type.Number({ description: 'Height of the lowest: at this level and below everything is dry' }),
  }),
  edgeLevelM: Type.Union([Type.Number(), Type.Null()], {
    description: 'Above this level water stands at the edge of the data; null: never',
  }),
  altered: Type.Object({ raisedCells: Type.Integer(), loweredCells: Type.Integer() }),
  areaM2: Type.Number({ description: 'Area asked for' }),
  coveredAreaM2: Type.Number({ description: 'With heights' }),
  voidAreaM2: Type.Number({ description: 'Without' }),
  groundM: Type.Object({ min: Type.Number(), max: Type.Number() }),
  surface: Type.Object({
    name: Type.String(),
    licences: Type.Array(Type.String()),
    attributions: Type.Array(Type.String()),
    accuracyM: OrNull,
    epoch: Type.Union([Type.String(), Type.Null()]),
  }),
  places: Type.Array(PlaceInWater, { description: 'In the order of the request' }),
  connectivity: Type.Integer(),
  sampling: Type.String(),
  cellSizeM: Type.Number(),
  maxEdgeM: Type.Number(),
  crs: Type.Union([Type.String(), Type.Null()], { description: 'Of outlines and places' }),
  verticalDatum: Type.Union([Type.String(), Type.Null()]),
  provenance: Provenance,
  warnings: Type.Array(Warning),
  links: Type.Array(Type.Object({ rel: Type.String(), href: Type.String() }, { additionalProperties: true })),
  grid: Type.Optional(LevelGrid),
});
export type InundationResult = Static<typeof InundationResult>;
