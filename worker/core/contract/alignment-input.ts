/** The forms in which a request names an alignment: one that was uploaded, a line that was drawn, or points with curves. */
import Type, { type Static } from 'typebox';
import { Line } from './area.ts';

const Station = Type.Number({ minimum: -1e7, maximum: 1e7 });

const VerticalPoints = Type.Array(
  Type.Object(
    {
      stationM: Station,
      elevationM: Type.Number({ minimum: -12_000, maximum: 12_000 }),
      curveLengthM: Type.Optional(Type.Number({ minimum: 0, maximum: 100_000, description: 'VCL; default 0' })),
    },
    { additionalProperties: false },
  ),
  { minItems: 2, maxItems: 2_000, description: 'Heights of the design at its points of vertical intersection' },
);

const Equations = Type.Array(Type.Object({ backM: Station, aheadM: Station }, { additionalProperties: false }), {
  maxItems: 100,
  description: 'Where the count of stations jumps',
});

const Common = {
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  startStationM: Type.Optional(
    Type.Number({ minimum: -1e7, maximum: 1e7, description: 'Station of its beginning; default 0' }),
  ),
  equations: Type.Optional(Equations),
  profile: Type.Optional(VerticalPoints),
};

export const StoredAlignment = Type.Object(
  {
    stored: Type.String({ minLength: 1, maxLength: 128, description: 'Id of the upload' }),
    name: Type.Optional(Type.String({ description: 'Which of the file’s alignments; default: the first' })),
  },
  { additionalProperties: false, description: 'An uploaded alignment' },
);

export const DrawnAlignment = Type.Object(
  { line: Line, ...Common },
  { additionalProperties: false, description: 'A line as it is; its vertices are bends without curves' },
);

export const PointsAlignment = Type.Object(
  {
    points: Type.Array(
      Type.Object(
        {
          position: Type.Array(Type.Number(), { minItems: 2, maxItems: 2, description: '[easting, northing]' }),
          radiusM: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1e6, description: 'R; none: a bend' })),
          clothoidInM: Type.Optional(
            Type.Number({ exclusiveMinimum: 0, maximum: 1e6, description: 'A before the arc' }),
          ),
          clothoidOutM: Type.Optional(
            Type.Number({ exclusiveMinimum: 0, maximum: 1e6, description: 'A after the arc' }),
          ),
        },
        { additionalProperties: false },
      ),
      { minItems: 2, maxItems: 1_000, description: 'BP, the points of intersection (IP) and EP' },
    ),
    ...Common,
  },
  { additionalProperties: false, description: 'Points of intersection with their curves (IP法)' },
);

export const AlignmentInput = Type.Union([StoredAlignment, DrawnAlignment, PointsAlignment]);
export type AlignmentInput = Static<typeof AlignmentInput>;
