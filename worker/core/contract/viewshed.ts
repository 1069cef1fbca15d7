/** Request and result of the process `viewshed`: what is seen from a place, cell by cell. */
import Type, { type Static } from 'typebox';
import { LimitError } from '../errors.ts';
import { MultiPolygonGeometry, PolygonGeometry } from './area.ts';
import { parseInputs } from './parse-request.ts';
import { EYE_HEIGHT_M, SIGHT_DEFAULTS, SightInputs, SightResult } from './sight-input.ts';

export const ViewshedInputs = Type.Object(
  {
    ...SightInputs,
    radiusM: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 20_000, description: 'Default 300' })),
    cellSizeM: Type.Optional(Type.Number({ minimum: 0.1, maximum: 1000, description: 'Default 1' })),
    targetHeightM: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1000, description: 'Of what is to be seen above the surface; default 0' }),
    ),
    fromDeg: Type.Optional(
      Type.Number({
        minimum: -360,
        maximum: 360,
        description: 'With toDeg: directions, clockwise from true north; default: all',
      }),
    ),
    toDeg: Type.Optional(Type.Number({ minimum: -360, maximum: 360 })),
    format: Type.Optional(Type.Union([Type.Literal('json'), Type.Literal('cog'), Type.Literal('png')])),
    grid: Type.Optional(Type.Boolean({ description: 'Adds `grid`, at most 250,000 cells for drawing' })),
  },
  { additionalProperties: false },
);
export type ViewshedInputs = Static<typeof ViewshedInputs>;

export const VIEWSHED_DEFAULTS = {
  ...SIGHT_DEFAULTS,
  radiusM: 300,
  cellSizeM: 1,
  targetHeightM: 0,
  format: 'json',
  grid: false,
} as const;
type Defaulted = keyof typeof VIEWSHED_DEFAULTS;
export type ViewshedRequest = Omit<ViewshedInputs, Defaulted> & Required<Pick<ViewshedInputs, Defaulted>>;

/** One exact ray a cell: of a square of this many cells the rays take up to half a minute. */
export const MAX_VIEWSHED_CELLS = 2_250_000;

/**
 * @throws {RequestError} INVALID_INPUT naming the path of the first field that does not fit
 * @throws {LimitError} for more cells than allowed
 */
export function parseViewshedRequest(body: unknown): ViewshedRequest {
  const inputs: ViewshedInputs = parseInputs(ViewshedInputs, body);
  const request = { ...VIEWSHED_DEFAULTS, ...inputs, observer: { eyeHeightM: EYE_HEIGHT_M, ...inputs.observer } };
  const cells = Math.ceil((2 * request.radiusM) / request.cellSizeM + 1) ** 2;
  if (cells > MAX_VIEWSHED_CELLS) {
    throw new LimitError(
      `cells of ${request.cellSizeM} m up to ${request.radiusM} m away are ${cells}; at most ${MAX_VIEWSHED_CELLS} are allowed: take larger cells or a smaller radius`,
      { limit: MAX_VIEWSHED_CELLS, actual: cells },
    );
  }
  return request;
}

const Counts = Type.Object({ visible: Type.Integer(), hidden: Type.Integer(), unknown: Type.Integer() });
const Areas = Type.Object({ visible: Type.Number(), hidden: Type.Number(), unknown: Type.Number() });

export const SeenGrid = Type.Object(
  {
    cols: Type.Integer(),
    rows: Type.Integer(),
    originE: Type.Number({ description: 'South-western corner, units of the data’s CRS' }),
    originN: Type.Number(),
    cellSizeM: Type.Number(),
    values: Type.Array(Type.Integer(), {
      description: '0 hidden, 1 visible, 2 unknown, 3 outside; row-major from the south-west',
    }),
    heightsM: Type.Array(Type.Union([Type.Number(), Type.Null()])),
  },
  { description: 'Of larger grids every n-th cell' },
);
export type SeenGrid = Static<typeof SeenGrid>;

export const ViewshedResult = Type.Object({
  ...SightResult,
  cells: Counts,
  areasM2: Areas,
  before: Type.Union(
    [
      Type.Object({
        cells: Counts,
        areasM2: Areas,
        lostM2: Type.Number({ description: 'Visible before, not now' }),
        gainedM2: Type.Number(),
      }),
      Type.Null(),
    ],
    { description: 'Without what was placed and removed; null where nothing was' },
  ),
  outline: Type.Union([PolygonGeometry, MultiPolygonGeometry, Type.Null()], {
    description: 'Of the visible cells; specks of less than four cells are left out',
  }),
  radiusM: Type.Number(),
  cellSizeM: Type.Number(),
  targetHeightM: Type.Number(),
  grid: Type.Optional(SeenGrid),
});
export type ViewshedResult = Static<typeof ViewshedResult>;
