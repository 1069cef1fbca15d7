/** Request and result of the process `alignment`: gradient, cross fall and the clearance of wires along a road. */
import Type, { type Static } from 'typebox';
import { RequestError } from '../errors.ts';
import { AlignmentInput } from './alignment-input.ts';
import { CrsName } from './area.ts';
import { AlignmentPart } from './cross-sections.ts';
import { parseInputs } from './parse-request.ts';
import { Provenance, Warning } from './provenance.ts';
import { StationInputs } from './station-input.ts';
import { CollectionSurface, StackSurface } from './surface-input.ts';

const Percent = (description: string) => Type.Number({ minimum: 0, maximum: 100, description });

/** What a road may have. Values that are not given are those of the design speed. */
const Limits = {
  gradePercent: Percent('Longitudinal gradient'),
  gradeExceptionPercent: Percent('… where the terrain leaves no choice (特例値)'),
  crossFallMinPercent: Percent('Cross fall outwards, at least'),
  crossFallMaxPercent: Percent('… at most'),
  superelevationPercent: Percent('One-sided fall (片勾配), at most'),
  resultantPercent: Percent('√(gradient² + cross fall²) (合成勾配), at most'),
  clearanceM: Type.Number({
    minimum: 0,
    maximum: 100,
    description: 'Height of wires over the road (建築限界), at least',
  }),
};

const Wires = Type.Object(
  {
    classes: Type.Optional(
      Type.Array(Type.Integer({ minimum: 0, maximum: 255 }), {
        minItems: 1,
        description: 'Classes of wires; default 13 (guard) and 14 (conductor)',
      }),
    ),
    source: Type.Optional(
      Type.Union([Type.Literal('auto'), Type.Literal('classes'), Type.Literal('heights')], {
        description: 'heights: thin lines among the points high over the ground; auto: where no wire class is there',
      }),
    ),
    minHeightM: Type.Optional(
      Type.Number({
        minimum: 1,
        maximum: 50,
        description: 'heights: points lower than this over the ground are no wire',
      }),
    ),
    reachM: Type.Optional(
      Type.Number({ minimum: 5, maximum: 100, description: 'How far beside the axis wires are followed' }),
    ),
    toleranceM: Type.Optional(
      Type.Number({ minimum: 0.02, maximum: 0.5, description: 'How far a point may lie from its wire' }),
    ),
    points: Type.Optional(
      Type.Array(Type.Array(Type.Number(), { minItems: 3, maxItems: 3 }), {
        maxItems: 10_000,
        description: '[easting, northing, height] of points of one span; then no others are sought',
      }),
    ),
  },
  { additionalProperties: false },
);

const DesignSpeed = Type.Union(
  [
    Type.Literal(20),
    Type.Literal(30),
    Type.Literal(40),
    Type.Literal(50),
    Type.Literal(60),
    Type.Literal(80),
    Type.Literal(100),
    Type.Literal(120),
  ],
  { description: '設計速度; default 40' },
);
export type DesignSpeed = Static<typeof DesignSpeed>;

export const AlignmentChecksInputs = Type.Object(
  {
    alignment: AlignmentInput,
    crs: Type.Optional(CrsName),
    surface: Type.Union([CollectionSurface, StackSurface]),
    ...StationInputs,
    halfWidthM: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, maximum: 50, description: 'Half the width of the carriageway' }),
    ),
    crownM: Type.Optional(
      Type.Number({ minimum: 0, maximum: 10, description: 'Points nearer to the axis are in no cross fall' }),
    ),
    baseM: Type.Optional(
      Type.Number({ minimum: 1, maximum: 1000, description: 'Length over which slopes are fitted' }),
    ),
    fit: Type.Optional(Type.Union([Type.Literal('robust'), Type.Literal('least-squares')])),
    minPoints: Type.Optional(Type.Integer({ minimum: 4, maximum: 100_000, description: 'Fewer points are no slope' })),
    designSpeedKmh: Type.Optional(DesignSpeed),
    roadClass: Type.Optional(
      Type.Union([Type.Literal('ordinary'), Type.Literal('class-4')], {
        description: 'ordinary: classes 1 to 3 (第一種～第三種); class-4: streets (第四種). Default ordinary',
      }),
    ),
    limits: Type.Optional(
      Type.Object(
        {
          gradePercent: Type.Optional(Limits.gradePercent),
          gradeExceptionPercent: Type.Optional(Limits.gradeExceptionPercent),
          crossFallMinPercent: Type.Optional(Limits.crossFallMinPercent),
          crossFallMaxPercent: Type.Optional(Limits.crossFallMaxPercent),
          superelevationPercent: Type.Optional(Limits.superelevationPercent),
          resultantPercent: Type.Optional(Limits.resultantPercent),
          clearanceM: Type.Optional(Limits.clearanceM),
          gradeTolerancePercent: Type.Optional(Percent('How far a gradient may be beyond its limit; default 0')),
          crossFallTolerancePercent: Type.Optional(Percent('… a cross fall; default 0.3')),
        },
        { additionalProperties: false },
      ),
    ),
    wires: Type.Optional(Type.Union([Wires, Type.Literal(false)], { description: 'false: none are sought' })),
  },
  { additionalProperties: false },
);
export type AlignmentChecksInputs = Static<typeof AlignmentChecksInputs>;

export const CHECKS_DEFAULTS = {
  pitchM: 20,
  plusStations: [],
  namedPoints: false,
  halfWidthM: 3,
  crownM: 0.3,
  baseM: 20,
  fit: 'robust',
  minPoints: 8,
  designSpeedKmh: 40,
  roadClass: 'ordinary',
} as const;

export const WIRE_DEFAULTS = {
  classes: [13, 14],
  source: 'auto',
  minHeightM: 4,
  reachM: 40,
  toleranceM: 0.15,
} as const;

type Defaulted = keyof typeof CHECKS_DEFAULTS;
type WireInputs = Static<typeof Wires>;
export type WireRequest = Required<Omit<WireInputs, 'points'>> & {
  readonly points: readonly (readonly number[])[] | null;
};
export type AlignmentChecksRequest = Omit<AlignmentChecksInputs, Defaulted | 'wires' | 'limits'> &
  Required<Pick<AlignmentChecksInputs, Defaulted>> & {
    readonly limits: NonNullable<AlignmentChecksInputs['limits']>;
    /** Null when none are sought. */
    readonly wires: WireRequest | null;
    /** Whether the request says what road it is. */
    readonly isSpeedGiven: boolean;
  };

/**
 * Reads the body of an execution request.
 * @throws {RequestError} INVALID_INPUT naming the path of the first field that does not fit
 */
export function parseAlignmentChecksRequest(body: unknown): AlignmentChecksRequest {
  const inputs: AlignmentChecksInputs = parseInputs(AlignmentChecksInputs, body);
  const wrong = (field: string, message: string) => {
    const path = `inputs.${field}`;
    return new RequestError('INVALID_INPUT', `${path}: ${message}`, { path });
  };
  const { wires, limits = {} } = inputs;
  const request: AlignmentChecksRequest = {
    ...CHECKS_DEFAULTS,
    plusStations: [],
    ...inputs,
    limits,
    wires: wires === false ? null : { ...WIRE_DEFAULTS, classes: [...WIRE_DEFAULTS.classes], points: null, ...wires },
    isSpeedGiven: inputs.designSpeedKmh !== undefined,
  };
  if (request.crownM >= request.halfWidthM) {
    throw wrong('crownM', `expected less than halfWidthM, ${request.halfWidthM}, got ${request.crownM}`);
  }
  if (request.roadClass === 'class-4' && request.designSpeedKmh > 60) {
    throw wrong('designSpeedKmh', `expected at most 60 for roadClass class-4, got ${request.designSpeedKmh}`);
  }
  const { crossFallMinPercent: low, crossFallMaxPercent: high } = limits;
  if (low !== undefined && high !== undefined && low > high) {
    throw wrong('limits.crossFallMinPercent', `expected at most crossFallMaxPercent, ${high}, got ${low}`);
  }
  return request;
}

const NumberOrNull = Type.Union([Type.Number(), Type.Null()]);
const Position = Type.Array(Type.Number(), { minItems: 2, maxItems: 2, description: '[easting, northing]' });

/** `exceptional`: beyond the normal limit, within the one for exceptions. */
export const Verdict = Type.Union([
  Type.Literal('ok'),
  Type.Literal('exceptional'),
  Type.Literal('exceeded'),
  Type.Literal('unknown'),
]);
export type Verdict = Static<typeof Verdict>;

/** Why. `uncertain`: the limit lies within two standard errors. */
export const Judgement = Type.Object({
  verdict: Verdict,
  reason: Type.Union(
    [
      Type.Literal('void'),
      Type.Literal('few-points'),
      Type.Literal('gaps'),
      Type.Literal('too-steep'),
      Type.Literal('too-flat'),
      Type.Literal('inwards'),
      Type.Literal('too-low'),
      Type.Literal('off-road'),
      Type.Null(),
    ],
    {
      description:
        'void: no points; few-points; gaps: only a part of the base has points; inwards: both sides fall to the axis; off-road: no wire over the carriageway',
    },
  ),
  uncertain: Type.Boolean({ description: 'The limit lies within two standard errors of the value' }),
});
export type Judgement = Static<typeof Judgement>;

export const FittedSlope = Type.Object({
  percent: NumberOrNull,
  standardErrorPercent: Type.Union([Type.Number(), Type.Null()], {
    description: 'Of the points’ scatter; what a whole flight strip shares is not in it',
  }),
  sigmaM: Type.Union([Type.Number(), Type.Null()], { description: 'Robust scatter of the heights about the fit' }),
  points: Type.Integer(),
});
export type FittedSlope = Static<typeof FittedSlope>;

export const CheckedStation = Type.Object({
  name: Type.String(),
  stationM: Type.Number(),
  distanceM: Type.Number(),
  position: Position,
  elevationM: Type.Union([Type.Number(), Type.Null()], { description: 'Of the fitted road at the axis' }),
  grade: FittedSlope,
  gradeJudgement: Judgement,
  left: FittedSlope,
  right: FittedSlope,
  shape: Type.Union(
    [
      Type.Literal('crown'),
      Type.Literal('one-sided'),
      Type.Literal('transition'),
      Type.Literal('flat'),
      Type.Literal('dish'),
      Type.Null(),
    ],
    {
      description:
        'crown: both sides fall outwards; one-sided: 片勾配; transition: between the two; flat; dish: both fall inwards; null: unknown',
    },
  ),
  superelevationPercent: Type.Union([Type.Number(), Type.Null()], {
    description: 'Of a one-sided fall or a transition: falling to the right positive',
  }),
  crossFallJudgement: Judgement,
  resultantPercent: NumberOrNull,
  resultantJudgement: Judgement,
});
export type CheckedStation = Static<typeof CheckedStation>;

export const CheckedStretch = Type.Object({
  fromM: Type.Number({ description: 'Distance' }),
  toM: Type.Number(),
  fromStationM: Type.Number(),
  toStationM: Type.Number(),
  grade: FittedSlope,
  judgement: Judgement,
});
export type CheckedStretch = Static<typeof CheckedStretch>;

const Position3 = Type.Array(Type.Number(), { minItems: 3, maxItems: 3, description: '[easting, northing, height]' });

export const Clearance = Type.Object({
  heightM: Type.Number({ description: 'Wire above road, vertically, at the lowest place over the carriageway' }),
  standardErrorM: Type.Number(),
  distanceM: Type.Number(),
  stationM: Type.Number(),
  station: Type.String({ description: 'NO.3+12.50' }),
  offsetM: Type.Number({ description: 'Right of the axis positive' }),
  position: Position,
  wireElevationM: Type.Number(),
  roadElevationM: Type.Number(),
});
export type Clearance = Static<typeof Clearance>;

export const WireSpan = Type.Object({
  id: Type.Integer({ description: 'From 1, in the order of stations' }),
  source: Type.Union([Type.Literal('classes'), Type.Literal('heights'), Type.Literal('picked')]),
  classes: Type.Array(Type.Integer(), { description: 'Of its points; empty where they were picked' }),
  points: Type.Integer(),
  from: Position3,
  to: Position3,
  lengthM: Type.Number({ description: 'In plan, between its outermost points: a part of the span where it goes on' }),
  largestGapM: Type.Number({ description: 'Between neighbouring points' }),
  sagM: Type.Number({ description: 'Of that part: from the middle of its chord down to the wire' }),
  catenaryM: Type.Union([Type.Number(), Type.Null()], {
    description: 'Parameter of the catenary, H/w; null where the wire does not sag',
  }),
  sigmaM: Type.Number({ description: 'Residual scatter in height' }),
  sigmaAcrossM: Type.Number({ description: '… in plan' }),
  kind: Type.Union([Type.Literal('crosses'), Type.Literal('overhangs'), Type.Literal('beside')], {
    description: 'crosses: from one edge of the carriageway to the other',
  }),
  clearance: Type.Union([Clearance, Type.Null()]),
  judgement: Judgement,
});
export type WireSpan = Static<typeof WireSpan>;

export const WireCheck = Type.Object({
  source: Type.Union([Type.Literal('classes'), Type.Literal('heights'), Type.Literal('picked')]),
  spans: Type.Array(WireSpan),
  loose: Type.Object(
    {
      points: Type.Integer(),
      lowest: Type.Union([Clearance, Type.Null()]),
      judgement: Judgement,
    },
    { description: 'Points of wire classes over the carriageway that belong to no span' },
  ),
});
export type WireCheck = Static<typeof WireCheck>;

const AtStation = Type.Object({ stationM: Type.Number(), name: Type.String(), value: Type.Number() });

export const AlignmentChecksResult = Type.Object({
  alignment: AlignmentPart,
  surface: Type.Object({
    name: Type.String(),
    licences: Type.Array(Type.String()),
    attributions: Type.Array(Type.String()),
  }),
  halfWidthM: Type.Number(),
  crownM: Type.Number(),
  baseM: Type.Number(),
  fit: Type.Union([Type.Literal('robust'), Type.Literal('least-squares')]),
  minPoints: Type.Integer(),
  limits: Type.Object({
    designSpeedKmh: DesignSpeed,
    roadClass: Type.Union([Type.Literal('ordinary'), Type.Literal('class-4')]),
    ...Limits,
    gradeTolerancePercent: Type.Number(),
    crossFallTolerancePercent: Type.Number(),
    unverified: Type.Array(Type.String(), {
      description: 'Names of values that nobody has held against the ordinance yet',
    }),
    given: Type.Array(Type.String(), { description: 'Names of values that the request brought along' }),
  }),
  stations: Type.Array(CheckedStation),
  stretches: Type.Array(CheckedStretch, { description: 'One base length after the other' }),
  wires: Type.Union([WireCheck, Type.Null()]),
  worst: Type.Object(
    {
      grade: Type.Union([AtStation, Type.Null()]),
      crossFall: Type.Union([AtStation, Type.Null()], {
        description: 'Furthest beyond the limits, or nearest to them',
      }),
      resultant: Type.Union([AtStation, Type.Null()]),
      clearance: Type.Union([AtStation, Type.Null()]),
    },
    { description: 'Per cent and metres' },
  ),
  counts: Type.Object(
    {
      grade: Type.Record(Type.String(), Type.Integer()),
      crossFall: Type.Record(Type.String(), Type.Integer()),
      resultant: Type.Record(Type.String(), Type.Integer()),
      clearance: Type.Record(Type.String(), Type.Integer()),
    },
    { description: 'Verdicts by name' },
  ),
  crs: Type.Union([Type.String(), Type.Null()]),
  verticalDatum: Type.Union([Type.String(), Type.Null()]),
  provenance: Provenance,
  warnings: Type.Array(Warning),
  links: Type.Array(Type.Object({ rel: Type.String(), href: Type.String() }, { additionalProperties: true })),
});
export type AlignmentChecksResult = Static<typeof AlignmentChecksResult>;
