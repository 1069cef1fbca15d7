/** Request and result of the process `cut-fill-volume`. */
import Type, { type Static } from 'typebox';
import { RequestError } from '#core/errors.ts';
import { PURPOSES, type Purpose } from '../measure/fitness.ts';
import { ROUNDING_PROFILES, type RoundingName } from '../measure/rounding.ts';
import { SOIL_CLASSES, type SoilClass } from '../measure/soil.ts';
import { Area, CrsName, Line, NamedAreas } from './area.ts';
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

function oneOf<Name extends string>(names: Readonly<Record<Name, unknown>>) {
  return Type.Unsafe<Name>(Type.Union(Object.keys(names).map((name) => Type.Literal(name))));
}

export const SoilInput = Type.Union([
  Type.Object(
    {
      class: oneOf<SoilClass>(SOIL_CLASSES),
      truckM3: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1000 })),
    },
    { additionalProperties: false, description: 'By class of soil' },
  ),
  Type.Object(
    {
      L: Type.Number({ minimum: 0.5, maximum: 3, description: 'Loose over in situ' }),
      C: Type.Number({ minimum: 0.5, maximum: 3, description: 'Compacted over in situ' }),
      truckM3: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1000 })),
    },
    { additionalProperties: false, description: 'By the factors of a test' },
  ),
]);

export const CutFillInputs = Type.Object(
  {
    area: Type.Optional(Area),
    areas: Type.Optional(NamedAreas),
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
    alignment: Type.Optional(Line),
    contourIntervalM: Type.Optional(
      Type.Number({ minimum: 0.001, maximum: 1000, description: 'Thickness of the slices of contour' }),
    ),
    tie: Type.Optional(
      Type.Object(
        {
          area: Area,
          apply: Type.Optional(
            Type.Boolean({ description: 'Whether compared is shifted by it; default: only reported' }),
          ),
        },
        { additionalProperties: false, description: 'Ground that did not change, on which the shift is estimated' },
      ),
    ),
    soil: Type.Optional(SoilInput),
    purpose: Type.Optional(oneOf<Purpose>(PURPOSES)),
    rounding: Type.Optional(oneOf<RoundingName>(ROUNDING_PROFILES)),
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
  contourIntervalM: 0.1,
  purpose: 'estimate',
  rounding: 'sheet',
  differenceGrid: false,
} as const satisfies Partial<CutFillInputs>;

type Defaulted = keyof typeof VOLUME_DEFAULTS;

/** The inputs with every default filled in; `crs` stays absent when the request leaves it to the collection. */
export type CutFillRequest = Required<Pick<CutFillInputs, Defaulted>> & Omit<CutFillInputs, Defaulted>;

/**
 * Reads the body of an execution request.
 * @throws {RequestError} INVALID_INPUT naming the path of the first field that does not fit
 */
export function parseCutFillRequest(body: unknown): CutFillRequest {
  const inputs: CutFillInputs = parseInputs(CutFillInputs, body);
  if ((inputs.area === undefined) === (inputs.areas === undefined)) {
    const seen = inputs.area === undefined ? 'is missing' : 'stands beside inputs.areas: expected one of the two';
    throw new RequestError('INVALID_INPUT', `inputs.area: ${seen}`, { path: 'inputs.area' });
  }
  return { ...VOLUME_DEFAULTS, ...inputs };
}

const VolumeInterval = Type.Array(Type.Number(), { minItems: 2, maxItems: 2, description: '[low, high]' });
const OrNull = (description: string) => Type.Union([Type.Number(), Type.Null()], { description });
const TextOrNull = Type.Union([Type.String(), Type.Null()]);

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

const Intervals = Type.Object({
  cutM3: Type.Union([VolumeInterval, Type.Null()]),
  fillM3: Type.Union([VolumeInterval, Type.Null()]),
  netM3: VolumeInterval,
});

export const MethodVolume = Type.Object({
  method: Type.String(),
  cutM3: OrNull(CUT),
  fillM3: OrNull(FILL),
  netM3: Type.Number({ description: 'fill − cut' }),
});

export const VolumeBlock = Type.Object({
  name: Type.String(),
  cutM3: OrNull(CUT),
  fillM3: OrNull(FILL),
  netM3: Type.Union([Type.Number(), Type.Null()], { description: 'fill − cut; null where a surface has no data' }),
  areaM2: Type.Number(),
  coveredAreaM2: Type.Number(),
  voidAreaM2: Type.Number(),
  uncertainty95: Type.Union([Intervals, Type.Null()]),
  problem: Type.Optional(Type.Object({ code: Type.String(), message: Type.String() })),
});

/** What a surface turned out to be made of. */
export const SurfaceReport = Type.Object({
  name: Type.String(),
  layers: Type.Optional(
    Type.Array(
      Type.Object({
        collection: Type.String(),
        sensor: TextOrNull,
        usedPoints: Type.Integer(),
        coveredPoints: Type.Integer({ description: 'Left out: an earlier survey has the ground there' }),
        coverageM2: Type.Number({ description: 'Of the area, where this survey makes the surface' }),
        stepM: OrNull('Median height of the left-out points above the earlier surveys'),
        stepSigmaM: OrNull('Their robust scatter'),
      }),
    ),
  ),
  checks: Type.Optional(Type.Array(Warning)),
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
  uncertainty95: Intervals,
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
  methodName: Type.Object({ ja: Type.String(), en: Type.String() }, { description: 'Official name of the method' }),
  methods: Type.Optional(Type.Array(MethodVolume, { description: 'Of every method that applies; with `all` only' })),
  spread: Type.Optional(
    Type.Object(
      { cutM3: OrNull(''), fillM3: OrNull(''), netM3: Type.Number() },
      { description: 'Largest less smallest of the methods; with `all` only' },
    ),
  ),
  blocks: Type.Optional(
    Type.Array(VolumeBlock, { description: 'Of every named area; the result itself is their total' }),
  ),
  tie: Type.Optional(
    Type.Object({
      medianM: Type.Number({ description: 'compared − existing on the stable ground' }),
      scatterM: Type.Number(),
      standardErrorM: Type.Number(),
      cellCount: Type.Integer(),
      coveredAreaM2: Type.Number(),
      applied: Type.Boolean(),
    }),
  ),
  soil: Type.Optional(
    Type.Object({
      class: TextOrNull,
      name: TextOrNull,
      L: Type.Number(),
      C: Type.Number(),
      cutInSituM3: Type.Number({ description: '切土 地山' }),
      cutLooseM3: Type.Number({ description: '切土 ほぐし' }),
      fillCompactedM3: Type.Number({ description: '盛土 締固め' }),
      fillNeedsInSituM3: Type.Number({ description: '盛土に要る土 地山' }),
      fillNeedsLooseM3: Type.Number({ description: '盛土に要る土 ほぐし' }),
      surplusInSituM3: Type.Number({ description: 'Above 0: 残土; below 0: 不足土; 地山' }),
      surplusLooseM3: Type.Number({ description: 'ほぐし' }),
      truckM3: Type.Number(),
      trucks: Type.Integer(),
    }),
  ),
  rounded: Type.Object({
    profile: Type.String(),
    cutM3: TextOrNull,
    fillM3: TextOrNull,
    netM3: Type.String({ description: 'Rounded fill − rounded cut, so that a reader can check it' }),
    areaM2: Type.String(),
  }),
  words: Type.Object(
    { ja: Type.String(), en: Type.String() },
    { description: 'What the balance means: 差引（盛土−切土） and 残土 or 不足土' },
  ),
  quality: Type.Object({
    purpose: Type.String(),
    verdict: Type.String({ description: 'fit (使える), conditional (条件付), resurvey (再測量)' }),
    isEstimate: Type.Boolean({ description: '概算, unless the data carry an accuracy record that meets the purpose' }),
    reasons: Type.Array(
      Type.Object({
        surface: Type.String(),
        code: Type.String(),
        verdict: Type.String(),
        seen: OrNull(''),
        asked: Type.Number(),
      }),
    ),
  }),
  surfaces: Type.Object({ existing: SurfaceReport, compared: SurfaceReport }),
  sampling: Type.String(),
  cellSizeM: Type.Number(),
  maxEdgeM: Type.Number(),
  crs: TextOrNull,
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
export type SurfaceReport = Static<typeof SurfaceReport>;
export type VolumeBlock = Static<typeof VolumeBlock>;
