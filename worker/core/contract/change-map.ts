/** Request and result of the process `change-map`. */
import Type, { type Static } from 'typebox';
import { UnsupportedError } from '../errors.ts';
import { Area, CrsName, MultiPolygonGeometry, PolygonGeometry } from './area.ts';
import { DifferenceGrid } from './cut-fill-volume.ts';
import { parseInputs } from './parse-request.ts';
import { Provenance, Warning } from './provenance.ts';
import { type PlaneSurface, Surface } from './surface-input.ts';

const Legend = Type.Object(
  {
    lang: Type.Optional(Type.Union([Type.Literal('ja'), Type.Literal('en')])),
    rangeM: Type.Optional(
      Type.Number({ minimum: 0.001, maximum: 10_000, description: 'Colours reach from −rangeM to +rangeM' }),
    ),
  },
  { additionalProperties: false, description: 'Of the picture (png)' },
);

export const ChangeMapInputs = Type.Object(
  {
    area: Type.Optional(Area),
    crs: Type.Optional(CrsName),
    existing: Surface,
    compared: Surface,
    sampling: Type.Optional(Type.Union([Type.Literal('tin'), Type.Literal('cell-mean')])),
    cellSizeM: Type.Optional(Type.Number({ minimum: 0.01, maximum: 1000 })),
    maxEdgeM: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 100_000 })),
    format: Type.Optional(Type.Union([Type.Literal('json'), Type.Literal('cog'), Type.Literal('png')])),
    minAreaM2: Type.Optional(Type.Number({ minimum: 0, maximum: 1e9, description: 'Smaller changes are not listed' })),
    minThicknessM: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1000,
        description: 'Smallest difference of a cell that changed; default: the level of detection',
      }),
    ),
    maxChanges: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000 })),
    legend: Type.Optional(Legend),
    differenceGrid: Type.Optional(
      Type.Boolean({ description: 'Adds `difference`, a grid of at most 250,000 cells for drawing' }),
    ),
  },
  { additionalProperties: false },
);

export type ChangeMapInputs = Static<typeof ChangeMapInputs>;

export const CHANGE_MAP_DEFAULTS = {
  sampling: 'tin',
  cellSizeM: 1,
  maxEdgeM: 5,
  format: 'json',
  minAreaM2: 10,
  maxChanges: 50,
  differenceGrid: false,
} as const satisfies Partial<ChangeMapInputs>;

type Defaulted = keyof typeof CHANGE_MAP_DEFAULTS;

export type ChangeMapRequest = Required<Pick<ChangeMapInputs, Defaulted>> & Omit<ChangeMapInputs, Defaulted>;

/**
 * @throws {RequestError} INVALID_INPUT naming the path of the first field that does not fit
 * @throws {UnsupportedError} for a plane fitted to a boundary: a map is made tile by tile
 */
export function parseChangeMapRequest(body: unknown): ChangeMapRequest {
  const inputs: ChangeMapInputs = parseInputs(ChangeMapInputs, body);
  for (const name of ['existing', 'compared'] as const) {
    const surface = inputs[name];
    if ('plane' in surface && 'fit' in (surface as PlaneSurface).plane) {
      throw new UnsupportedError(
        `inputs.${name}: a fitted plane in a change map; expected its elevationM, or point and dip`,
      );
    }
  }
  return { ...CHANGE_MAP_DEFAULTS, ...inputs };
}

const Position = Type.Array(Type.Number(), {
  minItems: 2,
  maxItems: 2,
  description: '[easting, northing], as `crs` says',
});
const OrNull = Type.Union([Type.Number(), Type.Null()]);

export const ListedChange = Type.Object({
  rank: Type.Integer({ description: '1 is the largest volume' }),
  kind: Type.Union([Type.Literal('cut'), Type.Literal('fill')]),
  volumeM3: Type.Number(),
  areaM2: Type.Number(),
  centroid: Type.Unsafe<number[]>({ ...Position, description: 'Of the volume, in plan' }),
  bbox: Type.Array(Type.Number(), { minItems: 4, maxItems: 4, description: '[min, min, max, max]' }),
  maxThicknessM: Type.Number(),
  meanThicknessM: Type.Number({ description: 'volume over area' }),
  outline: Type.Union([PolygonGeometry, MultiPolygonGeometry]),
});

const Volumes = { cutM3: Type.Number(), fillM3: Type.Number(), netM3: Type.Number({ description: 'fill − cut' }) };

export const ChangeMapResult = Type.Object({
  changes: Type.Array(ListedChange, { description: 'Largest volume first; cut and fill are changes of their own' }),
  found: Type.Object(
    { changes: Type.Integer(), ...Volumes },
    { description: 'All changes of minAreaM2 and more, listed or not' },
  ),
  histogram: Type.Object({
    binM: Type.Number(),
    from: Type.Number({ description: 'Lower end of the first bin' }),
    counts: Type.Array(Type.Number(), { description: 'Area of each bin, m²' }),
  }),
  totals: Type.Object({
    ...Volumes,
    areaM2: Type.Number(),
    coveredAreaM2: Type.Number({ description: 'Where both surfaces have data' }),
    voidAreaM2: Type.Number(),
    minDifferenceM: OrNull,
    maxDifferenceM: OrNull,
  }),
  lodM: Type.Number({ description: 'Level of detection of one cell, 95 %' }),
  minThicknessM: Type.Number({ description: 'Smallest difference of a cell that changed' }),
  windowM: Type.Number({ description: 'Width of the window whose majority decides on a cell' }),
  noise: Type.Object({
    existingSigmaM: Type.Number({ description: 'Scatter of the points about their surface, 1σ' }),
    comparedSigmaM: Type.Number(),
    systematicM: Type.Union([Type.Number(), Type.Null()], {
      description: 'Common error of the difference from the stated accuracies, 1σ; null when none is stated',
    }),
  }),
  epochs: Type.Object({
    existing: Type.Union([Type.String(), Type.Null()]),
    compared: Type.Union([Type.String(), Type.Null()]),
  }),
  sampling: Type.String(),
  cellSizeM: Type.Number(),
  maxEdgeM: Type.Number(),
  crs: Type.Union([Type.String(), Type.Null()], { description: 'Of centroids, boxes and outlines' }),
  provenance: Provenance,
  warnings: Type.Array(Warning),
  links: Type.Array(Type.Object({ rel: Type.String(), href: Type.String() }, { additionalProperties: true })),
  difference: Type.Optional(DifferenceGrid),
});
export type ChangeMapResult = Static<typeof ChangeMapResult>;
export type ListedChange = Static<typeof ListedChange>;
