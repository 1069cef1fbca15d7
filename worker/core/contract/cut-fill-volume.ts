/** Request and result of the process `cut-fill-volume`. */
import Type, { type Static } from 'typebox';
import { Area, CrsName } from './area.ts';
import { parseInputs } from './parse-request.ts';
import { Provenance, Warning } from './provenance.ts';
import { Surface } from './surface-input.ts';

export const VolumeMethod = Type.Union([
  Type.Literal('grid'),
  Type.Literal('four-point-columns'),
  Type.Literal('four-point'),
  Type.Literal('tin-datum'),
  Type.Literal('tin'),
  Type.Literal('average-end-area'),
  Type.Literal('contour'),
  Type.Literal('all'),
]);

export const CutFillInputs = Type.Object(
  {
    area: Area,
    crs: Type.Optional(CrsName),
    existing: Surface,
    compared: Surface,
    method: Type.Optional(VolumeMethod),
    sampling: Type.Optional(Type.Union([Type.Literal('tin'), Type.Literal('cell-mean')])),
    cellSizeM: Type.Optional(Type.Number({ minimum: 0.01, maximum: 1000 })),
    maxEdgeM: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 100_000 })),
    stationPitchM: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 10_000,
        description: 'Distance of the sections of average-end-area',
      }),
    ),
    differenceGrid: Type.Optional(
      Type.Boolean({ description: 'Adds `difference`, a grid of at most 250,000 cells for drawing' }),
    ),
  },
  { additionalProperties: false },
);

export type CutFillInputs = Static<typeof CutFillInputs>;

export const VOLUME_DEFAULTS = {
  method: 'grid',
  sampling: 'tin',
  cellSizeM: 0.5,
  maxEdgeM: 5,
  stationPitchM: 5,
  differenceGrid: false,
} as const;

/** The inputs with every default filled in; `crs` stays absent when the request leaves it to the collection. */
export type CutFillRequest = Required<Omit<CutFillInputs, 'crs'>> & { readonly crs?: string | undefined };

/**
 * Reads the body of an execution request.
 * @throws {RequestError} INVALID_INPUT naming the path of the first field that does not fit
 */
export function parseCutFillRequest(body: unknown): CutFillRequest {
  const inputs: CutFillInputs = parseInputs(CutFillInputs, body);
  return { ...VOLUME_DEFAULTS, ...inputs };
}

const VolumeInterval = Type.Array(Type.Number(), { minItems: 2, maxItems: 2, description: '[low, high]' });
const OrNull = (description: string) => Type.Union([Type.Number(), Type.Null()], { description });

export const DifferenceGrid = Type.Object({
  cols: Type.Integer(),
  rows: Type.Integer(),
  originE: Type.Number({ description: 'West side, units of crs' }),
  originN: Type.Number({ description: 'South side, units of crs' }),
  cellSizeM: Type.Number(),
  valuesM: Type.Array(OrNull('compared − existing, mean of the cell'), {
    description: 'Row by row from the south-west',
  }),
  heightsM: Type.Array(OrNull('height of the compared surface')),
});

const CUT = 'Volume where compared lies below existing; null in a method that knows net only';
const FILL = 'Volume where compared lies above existing; null in a method that knows net only';

export const MethodVolume = Type.Object({
  method: Type.String(),
  cutM3: OrNull(CUT),
  fillM3: OrNull(FILL),
  netM3: Type.Number({ description: 'fill − cut' }),
});

export const CutFillResult = Type.Object({
  cutM3: OrNull(CUT),
  fillM3: OrNull(FILL),
  netM3: Type.Number({ description: 'fill − cut' }),
  cutAreaM2: OrNull('Area of cut; null in a method that knows net only'),
  fillAreaM2: OrNull('Area of fill; null in a method that knows net only'),
  areaM2: Type.Number(),
  coveredAreaM2: Type.Number({ description: 'Where both surfaces have data' }),
  voidAreaM2: Type.Number(),
  meanDifferenceM: Type.Number(),
  minDifferenceM: Type.Number(),
  maxDifferenceM: Type.Number(),
  uncertainty95: Type.Object({
    cutM3: Type.Union([VolumeInterval, Type.Null()]),
    fillM3: Type.Union([VolumeInterval, Type.Null()]),
    netM3: VolumeInterval,
  }),
  significant: Type.Object({
    lodM: Type.Number({ description: 'Level of detection of one cell' }),
    cutM3: Type.Number(),
    fillM3: Type.Number(),
    netM3: Type.Number(),
  }),
  noise: Type.Object({
    existingSigmaM: Type.Number({ description: 'Scatter of the points about their surface, 1σ' }),
    comparedSigmaM: Type.Number(),
    biasM3: Type.Number({ description: 'What noise adds to raw cut, and as much to raw fill' }),
    systematicM: OrNull('Common error of the difference from the stated accuracies, 1σ; null when none is stated'),
  }),
  method: Type.String(),
  methods: Type.Optional(Type.Array(MethodVolume, { description: 'Of every method that applies; with `all` only' })),
  sampling: Type.String(),
  cellSizeM: Type.Number(),
  maxEdgeM: Type.Number(),
  crs: Type.Union([Type.String(), Type.Null()]),
  points: Type.Object({
    existing: Type.Integer({ description: 'Points of the surface inside the area' }),
    compared: Type.Integer(),
  }),
  provenance: Provenance,
  warnings: Type.Array(Warning),
  links: Type.Array(Type.Object({ rel: Type.String(), href: Type.String() }, { additionalProperties: true })),
  difference: Type.Optional(DifferenceGrid),
});

export type DifferenceGrid = Static<typeof DifferenceGrid>;
export type CutFillResult = Static<typeof CutFillResult>;
