/** Request and result of the process `cross-sections`: the sections of all stations of an alignment, its profile, and their volumes. */
import Type, { type Static } from 'typebox';
import { RequestError } from '../errors.ts';
import { AlignmentInput } from './alignment-input.ts';
import { CrsName } from './area.ts';
import { SoilInput } from './cut-fill-volume.ts';
import { PaperHeader, PaperLanguage } from './paper-header.ts';
import { parseInputs } from './parse-request.ts';
import { Provenance, Warning } from './provenance.ts';
import { StationInputs } from './station-input.ts';
import { Surface } from './surface-input.ts';

const Station = Type.Number({ minimum: -1e7, maximum: 1e7 });
const HalfWidth = Type.Number({ minimum: 0, maximum: 1000 });

/** The answer itself, one of the papers, or all of them as a zip. */
const Format = Type.Union([
  Type.Literal('json'),
  Type.Literal('zip'),
  Type.Literal('dxf-plan'),
  Type.Literal('dxf-profile'),
  Type.Literal('dxf-sections'),
  Type.Literal('xlsx'),
  Type.Literal('landxml'),
  Type.Literal('sima'),
  Type.Literal('csv'),
  Type.Literal('svg'),
  Type.Literal('pdf'),
]);
export type SectionFormat = Static<typeof Format>;

export const CrossSectionsInputs = Type.Object(
  {
    alignment: AlignmentInput,
    crs: Type.Optional(CrsName),
    surfaces: Type.Array(Surface, { minItems: 1, maxItems: 8 }),
    labels: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { maxItems: 8, description: 'Names of the surfaces' }),
    ),
    existing: Type.Optional(Type.Integer({ minimum: 0, maximum: 7, description: 'Index into surfaces; default 0' })),
    compared: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 7, description: 'Index into surfaces; default: the last one' }),
    ),
    ...StationInputs,
    leftM: Type.Optional(HalfWidth),
    rightM: Type.Optional(HalfWidth),
    skews: Type.Optional(
      Type.Array(
        Type.Object(
          {
            station: Station,
            skewDeg: Type.Number({
              minimum: -60,
              maximum: 60,
              description: 'Turned clockwise out of the right angle, at this station',
            }),
          },
          { additionalProperties: false },
        ),
        { maxItems: 2_000 },
      ),
    ),
    style: Type.Optional(
      Type.Union([Type.Literal('road'), Type.Literal('river')], {
        description:
          'road: looking from BP to EP, sheets from below upwards; river: looking downstream, from above downwards',
      }),
    ),
    downstream: Type.Optional(
      Type.Union([Type.Literal('forward'), Type.Literal('backward')], {
        description:
          'Of a river: whether the water runs with the alignment; default backward, as distance posts count from the mouth',
      }),
    ),
    stepM: Type.Optional(Type.Number({ minimum: 0.01, maximum: 100 })),
    maxEdgeM: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 100_000 })),
    simplifyM: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1, description: 'Largest vertical difference of the simplified lines' }),
    ),
    points: Type.Optional(Type.Boolean({ description: 'Whether to return the points beside each section' })),
    widthM: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, maximum: 100, description: 'Full width of that corridor' }),
    ),
    maxPoints: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000, description: 'Most points of a section' })),
    centroid: Type.Optional(
      Type.Union([Type.Literal('auto'), Type.Literal('always'), Type.Literal('never')], {
        description: 'Length between the centroids instead of along the axis; auto: where the radius is below 50 m',
      }),
    ),
    soil: Type.Optional(SoilInput),
    format: Type.Optional(Format),
    header: Type.Optional(PaperHeader),
    lang: Type.Optional(PaperLanguage),
  },
  { additionalProperties: false },
);
export type CrossSectionsInputs = Static<typeof CrossSectionsInputs>;

export const SECTIONS_DEFAULTS = {
  pitchM: 20,
  plusStations: [],
  namedPoints: false,
  leftM: 20,
  rightM: 20,
  skews: [],
  style: 'road',
  downstream: 'backward',
  stepM: 0.25,
  maxEdgeM: 5,
  simplifyM: 0.02,
  points: false,
  widthM: 0.5,
  maxPoints: 5_000,
  centroid: 'auto',
  format: 'json',
  lang: 'ja',
} as const;

type Defaulted = keyof typeof SECTIONS_DEFAULTS;
export type CrossSectionsRequest = Omit<CrossSectionsInputs, Defaulted | 'existing' | 'compared' | 'header'> &
  Required<Pick<CrossSectionsInputs, Defaulted>> & {
    readonly existing: number;
    /** Null with a single surface. */
    readonly compared: number | null;
    readonly header: PaperHeader;
  };

/**
 * Reads the body of an execution request.
 * @throws {RequestError} INVALID_INPUT naming the path of the first field that does not fit
 */
export function parseCrossSectionsRequest(body: unknown): CrossSectionsRequest {
  const inputs: CrossSectionsInputs = parseInputs(CrossSectionsInputs, body);
  const count = inputs.surfaces.length;
  const existing = inputs.existing ?? 0;
  const compared = inputs.compared ?? (count > 1 ? count - 1 : null);
  const wrong = (field: string, message: string) => {
    const path = `inputs.${field}`;
    return new RequestError('INVALID_INPUT', `${path}: ${message}`, { path });
  };
  if (existing >= count) throw wrong('existing', `expected an index below ${count}, got ${existing}`);
  if (compared !== null && compared >= count)
    throw wrong('compared', `expected an index below ${count}, got ${compared}`);
  if (compared === existing) throw wrong('compared', `expected another surface than existing, both are ${existing}`);
  if (inputs.labels && inputs.labels.length !== count)
    throw wrong('labels', `expected ${count} names, got ${inputs.labels.length}`);
  const request = {
    ...SECTIONS_DEFAULTS,
    plusStations: [],
    skews: [],
    ...inputs,
    existing,
    compared,
    header: inputs.header ?? {},
  };
  if (!(request.leftM + request.rightM > 0)) throw wrong('leftM', 'expected a section wider than nothing');
  return request;
}

const Numbers = (description: string) => Type.Array(Type.Number(), { description });
const NumberOrNull = Type.Union([Type.Number(), Type.Null()]);

/** A line of a section or of the profile: where it is known, and what remains of it for a drawing. */
export const SectionLine = Type.Object({
  offsetsM: Numbers('Across the axis, left negative; in the profile: distances along it'),
  elevationsM: Type.Array(NumberOrNull, { description: 'null where the surface has no data' }),
  simplified: Type.Array(Type.Array(Type.Array(Type.Number(), { minItems: 2, maxItems: 2 })), {
    description: 'Its known parts as [offset, elevation], no vertex more than simplifyM needs',
  }),
});
export type SectionLine = Static<typeof SectionLine>;

/** A stretch of even slope. */
export const SlopeLabel = Type.Object({
  fromM: Type.Number(),
  toM: Type.Number(),
  fromElevationM: Type.Number(),
  toElevationM: Type.Number(),
  ratio: Type.Number({ description: 'n of 1:n: metres across for one metre of height' }),
  text: Type.String({ description: '1:1.5' }),
});
export type SlopeLabel = Static<typeof SlopeLabel>;

/** Between two lines of a section. */
export const SectionArea = Type.Object({
  cutM2: Type.Number({ description: 'Where the compared line lies below' }),
  fillM2: Type.Number(),
  cutOffsetM: Type.Number({ description: 'Of the centroid of the cut; 0 when there is none' }),
  fillOffsetM: Type.Number(),
  significantCutM2: Type.Number({ description: 'Of the cut where it is deeper than the level of detection' }),
  significantFillM2: Type.Number(),
  coveredM: Type.Number({ description: 'Width over which both are known' }),
  voidM: Type.Number(),
});
export type SectionArea = Static<typeof SectionArea>;

export const StationSection = Type.Object({
  name: Type.String({ description: 'NO.3+12.50, BP, EP' }),
  stationM: Type.Number(),
  distanceM: Type.Number({ description: 'From the beginning of the axis' }),
  position: Type.Array(Type.Number(), {
    minItems: 2,
    maxItems: 2,
    description: 'On the axis: [easting, northing], units of the CRS',
  }),
  azimuthDeg: Type.Number({ description: 'Of the axis, clockwise from north' }),
  skewDeg: Type.Number(),
  left: Type.Array(Type.Number(), { minItems: 2, maxItems: 2, description: 'Its left end: [easting, northing]' }),
  right: Type.Array(Type.Number(), { minItems: 2, maxItems: 2 }),
  lines: Type.Array(SectionLine, { description: 'Of the surfaces, in their order' }),
  groundElevationM: Type.Union([Type.Number(), Type.Null()], {
    description: 'GH: of the existing surface at the axis',
  }),
  designElevationM: Type.Union([Type.Number(), Type.Null()], {
    description: 'FH: of the alignment’s profile, else of a design among the surfaces',
  }),
  slopes: Type.Array(SlopeLabel, { description: 'Of the compared line' }),
  area: Type.Union([SectionArea, Type.Null()]),
  points: Type.Optional(
    Type.Object({
      offsetM: Numbers('Across the axis'),
      alongM: Numbers('Along the axis from the section’s plane'),
      elevationM: Numbers('Height'),
      class: Type.Array(Type.Integer()),
      surface: Type.Array(Type.Integer()),
      total: Type.Integer(),
      returned: Type.Integer(),
    }),
  ),
});
export type StationSection = Static<typeof StationSection>;

/** A row of the calculation sheet of 平均断面法: rounded half up as sheets do, each step from the rounded one before. */
export const EndAreaRow = Type.Object({
  name: Type.String(),
  stationM: Type.Number(),
  lengthM: NumberOrNull,
  cutLengthM: Type.Union([Type.Number(), Type.Null()], {
    description: 'Between the centroids of cut, where asked for',
  }),
  fillLengthM: NumberOrNull,
  cutM2: Type.Number(),
  fillM2: Type.Number(),
  cutM3: NumberOrNull,
  fillM3: NumberOrNull,
  massM3: Type.Number({ description: 'Σ (cut · C − fill), compacted' }),
});
export type EndAreaRow = Static<typeof EndAreaRow>;

export const HaulLobe = Type.Object({
  kind: Type.Union([Type.Literal('balanced'), Type.Literal('surplus'), Type.Literal('borrow')]),
  fromStationM: Type.Number(),
  toStationM: Type.Number(),
  volumeM3: Type.Number({ description: 'Compacted' }),
  direction: Type.Union([Type.Literal('forward'), Type.Literal('backward'), Type.Null()]),
  haulM: Type.Union([Type.Number(), Type.Null()], {
    description: 'Average distance: width of the lobe at half its height',
  }),
});
export type HaulLobe = Static<typeof HaulLobe>;

export const SectionVolumes = Type.Object({
  rows: Type.Array(EndAreaRow),
  cutM3: Type.Number(),
  fillM3: Type.Number(),
  lengthM: Type.Number(),
  significant: Type.Object(
    { lodM: Type.Number({ description: 'Level of detection, 95 %' }), cutM3: Type.Number(), fillM3: Type.Number() },
    { description: 'Of differences beyond the level of detection alone: the scatter of the points is not in them' },
  ),
  C: Type.Number(),
  L: Type.Number(),
  soil: Type.Union([Type.String(), Type.Null()], { description: 'Class of soil that was named' }),
  surplusInSituM3: Type.Number({ description: 'cut − fill / C; below 0 is lacking' }),
  surplusLooseM3: Type.Number(),
  truckM3: Type.Number(),
  trucks: Type.Integer(),
  lobes: Type.Array(HaulLobe),
});
export type SectionVolumes = Static<typeof SectionVolumes>;

const Grade = Type.Object({
  fromM: Type.Number({ description: 'Distance' }),
  toM: Type.Number(),
  percent: Type.Number({ description: 'Rising positive' }),
});

export const ProfilePart = Type.Object({
  lines: Type.Array(SectionLine, { description: 'Of the surfaces along the axis' }),
  design: Type.Union(
    [
      Type.Object({
        points: Type.Array(
          Type.Object({
            distanceM: Type.Number(),
            stationM: Type.Number(),
            elevationM: Type.Number(),
            curveLengthM: Type.Number(),
            curveRadiusM: NumberOrNull,
            middleOrdinateM: Type.Number({ description: 'y of the vertical curve at its point of intersection' }),
          }),
        ),
        grades: Type.Array(Grade),
      }),
      Type.Null(),
    ],
    { description: 'Heights of the design along the axis; null when the alignment has none' },
  ),
});
export type ProfilePart = Static<typeof ProfilePart>;

const Element = Type.Object({
  kind: Type.Union([Type.Literal('line'), Type.Literal('arc'), Type.Literal('clothoid')]),
  startE: Type.Number(),
  startN: Type.Number(),
  azimuthRad: Type.Number(),
  lengthM: Type.Number(),
  startCurvature: Type.Number({ description: '1/m, right positive' }),
  endCurvature: Type.Number(),
  distanceM: Type.Number(),
});

export const AlignmentPart = Type.Object({
  name: Type.String(),
  lengthM: Type.Number(),
  startStationM: Type.Number(),
  elements: Type.Array(Element),
  equations: Type.Array(Type.Object({ distanceM: Type.Number(), backM: Type.Number(), aheadM: Type.Number() })),
  points: Type.Array(Type.Object({ name: Type.String(), distanceM: Type.Number() })),
  profile: Type.Union([
    Type.Array(Type.Object({ distanceM: Type.Number(), elevationM: Type.Number(), curveLengthM: Type.Number() })),
    Type.Null(),
  ]),
});

export const CrossSectionsResult = Type.Object({
  alignment: AlignmentPart,
  surfaces: Type.Array(
    Type.Object({
      name: Type.String(),
      kind: Type.Union([Type.Literal('ground'), Type.Literal('design')]),
      licences: Type.Array(Type.String({ description: 'SPDX or as the collection names it' })),
      attributions: Type.Array(Type.String()),
    }),
  ),
  existing: Type.Integer(),
  compared: Type.Union([Type.Integer(), Type.Null()]),
  style: Type.Union([Type.Literal('road'), Type.Literal('river')]),
  looking: Type.Union([Type.Literal('forward'), Type.Literal('backward')]),
  leftM: Type.Number(),
  rightM: Type.Number(),
  stations: Type.Array(StationSection),
  volumes: Type.Union([SectionVolumes, Type.Null()]),
  profile: ProfilePart,
  stepM: Type.Number(),
  maxEdgeM: Type.Number(),
  simplifyM: Type.Number(),
  crs: Type.Union([Type.String(), Type.Null()]),
  verticalDatum: Type.Union([Type.String(), Type.Null()]),
  provenance: Provenance,
  warnings: Type.Array(Warning),
  links: Type.Array(Type.Object({ rel: Type.String(), href: Type.String() }, { additionalProperties: true })),
});
export type CrossSectionsResult = Static<typeof CrossSectionsResult>;
