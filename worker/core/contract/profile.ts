/** Request and result of the process `profile`: surfaces along an alignment or a line, and the climb and the water on that way. */
import Type, { type Static } from 'typebox';
import { RequestError } from '../errors.ts';
import { AlignmentInput } from './alignment-input.ts';
import { CrsName, Line } from './area.ts';
import { AlignmentPart, ProfilePart } from './cross-sections.ts';
import { PaperHeader, PaperLanguage } from './paper-header.ts';
import { parseInputs } from './parse-request.ts';
import { Provenance, Warning } from './provenance.ts';
import { StationInputs } from './station-input.ts';
import { Surface } from './surface-input.ts';

/** The answer itself, its tables, or the profile as a drawing. */
const Format = Type.Union([
  Type.Literal('json'),
  Type.Literal('csv'),
  Type.Literal('svg'),
  Type.Literal('dxf'),
  Type.Literal('pdf'),
]);
export type ProfileFormat = Static<typeof Format>;

export const ProfileInputs = Type.Object(
  {
    alignment: Type.Optional(AlignmentInput),
    line: Type.Optional(Line),
    crs: Type.Optional(CrsName),
    surfaces: Type.Array(Surface, { minItems: 1, maxItems: 8 }),
    labels: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { maxItems: 8, description: 'Names of the surfaces' }),
    ),
    existing: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 7, description: 'The ground, an index into surfaces; default 0' }),
    ),
    ...StationInputs,
    stepM: Type.Optional(Type.Number({ minimum: 0.01, maximum: 1000 })),
    maxEdgeM: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 100_000 })),
    simplifyM: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1, description: 'Largest vertical difference of the simplified lines' }),
    ),
    climbToleranceM: Type.Optional(
      Type.Number({ minimum: 0, maximum: 10, description: 'Rises and falls up to this height are not counted' }),
    ),
    steepestOverM: Type.Optional(
      Type.Number({ minimum: 1, maximum: 10_000, description: 'Length over which the steepest stretch is fitted' }),
    ),
    waterLevelM: Type.Optional(
      Type.Number({ minimum: -1000, maximum: 9000, description: 'Level of standing water: what lies below it?' }),
    ),
    format: Type.Optional(Format),
    header: Type.Optional(PaperHeader),
    lang: Type.Optional(PaperLanguage),
  },
  { additionalProperties: false },
);
export type ProfileInputs = Static<typeof ProfileInputs>;

export const PROFILE_DEFAULTS = {
  existing: 0,
  pitchM: 20,
  plusStations: [],
  namedPoints: false,
  stepM: 1,
  maxEdgeM: 5,
  simplifyM: 0.02,
  climbToleranceM: 0.3,
  steepestOverM: 20,
  format: 'json',
  lang: 'ja',
} as const;

type Defaulted = keyof typeof PROFILE_DEFAULTS;
export type ProfileRequest = Omit<ProfileInputs, Defaulted | 'alignment' | 'line' | 'header'> &
  Required<Pick<ProfileInputs, Defaulted>> & {
    /** A plain line is an alignment too. */
    readonly alignment: AlignmentInput;
    readonly header: PaperHeader;
  };

/**
 * Reads the body of an execution request.
 * @throws {RequestError} INVALID_INPUT naming the path of the first field that does not fit
 */
export function parseProfileRequest(body: unknown): ProfileRequest {
  const { alignment, line, ...inputs }: ProfileInputs = parseInputs(ProfileInputs, body);
  const wrong = (field: string, message: string) => {
    const path = `inputs.${field}`;
    return new RequestError('INVALID_INPUT', `${path}: ${message}`, { path });
  };
  if (alignment && line) throw wrong('line', 'expected an alignment or a line, got both');
  const way = alignment ?? (line && { line });
  if (!way) throw wrong('alignment', 'expected an alignment or a line, got neither');
  const count = inputs.surfaces.length;
  const request = { ...PROFILE_DEFAULTS, plusStations: [], ...inputs, alignment: way, header: inputs.header ?? {} };
  if (request.existing >= count) {
    throw wrong('existing', `expected an index below ${count}, got ${request.existing}`);
  }
  if (request.labels && request.labels.length !== count) {
    throw wrong('labels', `expected ${count} names, got ${request.labels.length}`);
  }
  return request;
}

const NumberOrNull = Type.Union([Type.Number(), Type.Null()]);
const Position = Type.Array(Type.Number(), {
  minItems: 2,
  maxItems: 2,
  description: '[easting, northing], units of the CRS',
});

export const ProfileStation = Type.Object({
  name: Type.String({ description: 'NO.3+12.50, BP, EP' }),
  stationM: Type.Number(),
  distanceM: Type.Number({ description: 'From the beginning of the axis' }),
  position: Position,
  elevationsM: Type.Array(NumberOrNull, { description: 'Of the surfaces, in their order; null is no data' }),
  groundElevationM: Type.Union([Type.Number(), Type.Null()], { description: 'GH: of the existing surface' }),
  designElevationM: Type.Union([Type.Number(), Type.Null()], {
    description: 'FH: of the alignment’s profile, else of the first design among the surfaces',
  }),
  aboveWaterM: Type.Union([Type.Number(), Type.Null()], {
    description: 'Ground above the water level, below it negative; null without data or level',
  }),
});
export type ProfileStation = Static<typeof ProfileStation>;

const Spot = Type.Object({
  distanceM: Type.Number(),
  stationM: Type.Number(),
  elevationM: Type.Number(),
  position: Position,
});

export const Climb = Type.Object({
  upM: Type.Number({ description: 'Σ of all rises higher than the tolerance, walking from BP to EP' }),
  downM: Type.Number({ description: 'Σ of all falls; positive' }),
  gapUpM: Type.Number({
    description:
      'Net rises across stretches without data, in upM and downM too: what is climbed there is at least that',
  }),
  gapDownM: Type.Number(),
  toleranceM: Type.Number(),
  turns: Type.Array(Type.Array(Type.Number(), { minItems: 2, maxItems: 2 }), {
    description: 'Where rises and falls that count begin and end, [distance, elevation]',
  }),
  highest: Spot,
  lowest: Spot,
  steepest: Type.Union(
    [
      Type.Object({
        fromM: Type.Number(),
        toM: Type.Number(),
        fromStationM: Type.Number(),
        toStationM: Type.Number(),
        percent: Type.Number({ description: 'Fitted over the stretch, rising positive' }),
        position: Position,
      }),
      Type.Null(),
    ],
    { description: 'Null where no stretch of that length is known' },
  ),
  knownM: Type.Number(),
  unknownM: Type.Number({ description: 'Length without data' }),
});
export type Climb = Static<typeof Climb>;

const Stretch = {
  fromM: Type.Number({ description: 'Distance' }),
  toM: Type.Number(),
  fromStationM: Type.Number(),
  toStationM: Type.Number(),
  lengthM: Type.Number(),
};

export const WaterOnWay = Type.Object({
  levelM: Type.Number(),
  below: Type.Array(
    Type.Object({
      ...Stretch,
      deepestM: Type.Number({ description: 'Greatest depth of water, positive' }),
      deepestAtM: Type.Number({ description: 'Its distance' }),
      deepestStationM: Type.Number(),
    }),
  ),
  unknown: Type.Array(Type.Object(Stretch), { description: 'Stretches without data: neither wet nor dry' }),
  belowM: Type.Number(),
  aboveM: Type.Number(),
  unknownM: Type.Number(),
});
export type WaterOnWay = Static<typeof WaterOnWay>;

export const ProfileResult = Type.Object({
  alignment: AlignmentPart,
  surfaces: Type.Array(
    Type.Object({
      name: Type.String(),
      kind: Type.Union([Type.Literal('ground'), Type.Literal('design')]),
      licences: Type.Array(Type.String()),
      attributions: Type.Array(Type.String()),
    }),
  ),
  existing: Type.Integer(),
  fromM: Type.Number({ description: 'Distance of the first station' }),
  toM: Type.Number(),
  stations: Type.Array(ProfileStation),
  profile: ProfilePart,
  climb: Type.Array(Type.Union([Climb, Type.Null()]), {
    description: 'On each surface, in their order; null without data',
  }),
  water: Type.Union([WaterOnWay, Type.Null()], { description: 'On the existing surface; null without a level' }),
  stepM: Type.Number(),
  maxEdgeM: Type.Number(),
  simplifyM: Type.Number(),
  crs: Type.Union([Type.String(), Type.Null()]),
  verticalDatum: Type.Union([Type.String(), Type.Null()]),
  provenance: Provenance,
  warnings: Type.Array(Warning),
  links: Type.Array(Type.Object({ rel: Type.String(), href: Type.String() }, { additionalProperties: true })),
});
export type ProfileResult = Static<typeof ProfileResult>;
