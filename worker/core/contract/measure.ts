/** Request and result of the process `measure`: points, distances, areas and slopes, computed on every point. Formulas: worker/core/dimension/README.md. */
import Type, { type Static } from 'typebox';
import { RequestError } from '../errors.ts';
import { CrsName } from './area.ts';
import { MAX_MEASURE_VERTICES, type MeasureKind } from './measure-kinds.ts';
import { parseInputs } from './parse-request.ts';
import { Provenance, Warning } from './provenance.ts';
import { CollectionSurface, StackSurface } from './surface-input.ts';

const Kind = Type.Union([
  Type.Literal('point', { description: 'Height there, and the nearest point' }),
  Type.Literal('distance', { description: 'Between two vertices' }),
  Type.Literal('polyline', { description: 'Along vertices, and along the surface' }),
  Type.Literal('height', { description: 'Vertical difference of two vertices' }),
  Type.Literal('angle', { description: 'At the second of three vertices' }),
  Type.Literal('area', { description: 'Of a polygon: in plan, of the surface, in its best-fitting plane' }),
  Type.Literal('slope', {
    description: 'Plane fitted to the points in a polygon, or in a circle: one vertex and radiusM',
  }),
]);

export const MeasureInputs = Type.Object(
  {
    kind: Kind,
    vertices: Type.Array(
      Type.Array(Type.Number(), {
        minItems: 2,
        maxItems: 3,
        description:
          '[easting, northing] or [lon, lat]; a third number is a height that is known already, metres, as of a picked point',
      }),
      {
        minItems: 1,
        maxItems: MAX_MEASURE_VERTICES,
        description: 'A polygon is not closed: its last vertex differs from the first',
      },
    ),
    crs: Type.Optional(CrsName),
    surfaces: Type.Array(Type.Union([CollectionSurface, StackSurface]), {
      minItems: 1,
      maxItems: 8,
      description: 'Measured one by one. Without classes: ground, or all but noise where there is no ground',
    }),
    heights: Type.Optional(
      Type.Union([Type.Literal('given'), Type.Literal('surface')], {
        description: 'given: heights of vertices count where they are given; surface: always those of the TIN',
      }),
    ),
    radiusM: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, maximum: 1000, description: 'Of the circle of a slope' }),
    ),
    maxEdgeM: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1000 })),
    planeReachM: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 10,
        description: 'Points this near to the plane of a steep area are points of the wall',
      }),
    ),
  },
  { additionalProperties: false },
);
export type MeasureInputs = Static<typeof MeasureInputs>;

export const MEASURE_DEFAULTS = { heights: 'given', radiusM: 1, maxEdgeM: 5, planeReachM: 0.3 } as const;

export type MeasureRequest = MeasureInputs & Required<Pick<MeasureInputs, keyof typeof MEASURE_DEFAULTS>>;

/** Vertices of each kind: fewest and most. */
export const VERTEX_COUNTS: Readonly<Record<MeasureKind, readonly [least: number, most: number]>> = {
  point: [1, 1],
  distance: [2, 2],
  polyline: [2, MAX_MEASURE_VERTICES],
  height: [2, 2],
  angle: [3, 3],
  area: [3, MAX_MEASURE_VERTICES],
  slope: [1, MAX_MEASURE_VERTICES],
};

/**
 * Reads the body of an execution request.
 * @throws {RequestError} INVALID_INPUT naming the path of the first field that does not fit
 */
export function parseMeasureRequest(body: unknown): MeasureRequest {
  const inputs: MeasureInputs = parseInputs(MeasureInputs, body);
  const { kind, vertices } = inputs;
  const [least, most] = VERTEX_COUNTS[kind];
  const count = vertices.length;
  const isOdd = kind === 'slope' && count === 2;
  if (count < least || count > most || isOdd) {
    const wanted = kind === 'slope' ? 'one, or three and more' : least === most ? `${least}` : `${least} to ${most}`;
    const path = 'inputs.vertices';
    throw new RequestError('INVALID_INPUT', `${path}: expected ${wanted} vertices of ${kind}, got ${count}`, { path });
  }
  return { ...MEASURE_DEFAULTS, ...inputs };
}

const NumberOrNull = (description: string) => Type.Union([Type.Number(), Type.Null()], { description });
const Position = Type.Array(Type.Number(), { minItems: 2, maxItems: 2, description: '[easting, northing]' });

const HEIGHT_ERROR = 'From the scatter of the points about their TIN; the accuracy of the survey is in the provenance';

const Nearest = Type.Object({
  position: Position,
  heightM: Type.Number(),
  class: Type.Integer(),
  distanceM: Type.Number({ description: 'In space where the vertex has a given height, else in plan' }),
  planDistanceM: Type.Number(),
});

export const MeasuredVertex = Type.Object({
  position: Position,
  heightM: NumberOrNull('What the measurement uses; null is no data'),
  heightFrom: Type.Union([Type.Literal('given'), Type.Literal('surface'), Type.Null()]),
  surfaceHeightM: NumberOrNull('Of the TIN of the chosen points'),
  standardErrorM: NumberOrNull(HEIGHT_ERROR),
});
export type MeasuredVertex = Static<typeof MeasuredVertex>;

const PointPart = Type.Object({
  heightM: NumberOrNull('Of the TIN of the chosen points'),
  standardErrorM: NumberOrNull(HEIGHT_ERROR),
  aboveSurfaceM: NumberOrNull('Given height less that of the TIN'),
  nearest: Type.Union([Nearest, Type.Null()], { description: 'Of the chosen points; null beyond 50 m' }),
});

const DistancePart = Type.Object({
  horizontalM: Type.Number(),
  verticalM: NumberOrNull('Second less first'),
  slopeM: NumberOrNull('In space'),
  gradientPercent: NumberOrNull('Rising positive; null without horizontal distance'),
  ratioN: NumberOrNull('n of 1:n, positive; null where level'),
  gradientDeg: NumberOrNull('Rising positive'),
  azimuthDeg: NumberOrNull('Of the way from first to second, clockwise from grid north'),
  verticalStandardErrorM: NumberOrNull('Of the heights; places in plan count as exact'),
  slopeStandardErrorM: NumberOrNull('The same'),
});

const PolylinePart = Type.Object({
  planLengthM: Type.Number(),
  slopeLengthM: NumberOrNull('In space from vertex to vertex'),
  surfaceLengthM: NumberOrNull('Along the TIN, over its known part'),
  noiseExcessM: NumberOrNull(
    'Of surfaceLengthM: what scatter of the points adds to the length of a smooth ground, expected',
  ),
  surfaceStandardErrorM: NumberOrNull('Of surfaceLengthM, by propagation of the scatter'),
  knownM: Type.Number({ description: 'Plan length over the TIN' }),
  unknownM: Type.Number({ description: 'Plan length without data' }),
  climbM: NumberOrNull('Last vertex less first'),
});

const HeightPart = Type.Object({
  differenceM: NumberOrNull('Second less first'),
  standardErrorM: NumberOrNull('Of both heights'),
  horizontalM: Type.Number(),
});

const AnglePart = Type.Object({
  planDeg: Type.Number({ description: '0 to 180' }),
  spaceDeg: NumberOrNull('0 to 180'),
  spaceStandardErrorDeg: NumberOrNull('Of the heights; places in plan count as exact'),
});

export const MeasuredPlane = Type.Object({
  areaM2: Type.Number({ description: 'Of the polygon, laid onto the plane at right angles' }),
  normal: Type.Array(Type.Number(), {
    minItems: 3,
    maxItems: 3,
    description: 'Unit vector [east, north, up], upward; of a vertical plane eastward, of one facing north northward',
  }),
  dipDeg: Type.Number({ description: '0 level, 90 vertical' }),
  azimuthDeg: NumberOrNull(
    'Where it falls to, clockwise from grid north; of a vertical plane its normal; null where level',
  ),
  fittedTo: Type.Union([Type.Literal('points'), Type.Literal('vertices')]),
  pointCount: Type.Integer({ description: 'That it is fitted to' }),
  rmsM: Type.Number({ description: 'Of the distances at right angles' }),
  vertexRmsM: Type.Number({ description: 'Of the vertices from it' }),
});

const AreaPart = Type.Object({
  planAreaM2: NumberOrNull('null where the outline has none that can be told, as of a vertical wall'),
  perimeterM: Type.Number({ description: 'In plan' }),
  surfaceAreaM2: NumberOrNull('Of the TIN inside the polygon, over its known part'),
  noiseExcessM2: NumberOrNull(
    'Of surfaceAreaM2: what scatter of the points adds to the area of a smooth ground, expected',
  ),
  surfaceStandardErrorM2: NumberOrNull('Of surfaceAreaM2, by propagation of the scatter'),
  knownAreaM2: NumberOrNull('Plan area over the TIN'),
  voidAreaM2: NumberOrNull('Plan area without data'),
  plane: Type.Union([MeasuredPlane, Type.Null()], { description: 'null without heights at three vertices' }),
});

const SlopePart = Type.Object({
  dipDeg: Type.Number(),
  azimuthDeg: NumberOrNull('Where it falls to, clockwise from grid north; null where level'),
  gradientPercent: Type.Number({ description: 'Fall along the steepest way, positive' }),
  ratioN: NumberOrNull('n of 1:n; null where level'),
  rmsM: Type.Number({ description: 'Of the heights about the plane' }),
  pointCount: Type.Integer(),
  heightM: Type.Number({ description: 'Of the plane at the centre of the points' }),
  centre: Position,
  dipStandardErrorDeg: NumberOrNull('From the scatter about the plane; unevenness of the ground counts as scatter'),
  azimuthStandardErrorDeg: NumberOrNull('The same'),
});

export const SurfaceMeasure = Type.Object({
  collection: Type.String(),
  classes: Type.Array(Type.Integer(), { description: 'Measured; empty is every class' }),
  pointsUsed: Type.Integer({ description: 'Points that the numbers come from' }),
  sigmaM: NumberOrNull('Scatter of one point about its TIN; null where too few points tell'),
  vertices: Type.Array(MeasuredVertex),
  point: Type.Optional(PointPart),
  distance: Type.Optional(DistancePart),
  polyline: Type.Optional(PolylinePart),
  height: Type.Optional(HeightPart),
  angle: Type.Optional(AnglePart),
  area: Type.Optional(AreaPart),
  slope: Type.Optional(SlopePart),
});
export type SurfaceMeasure = Static<typeof SurfaceMeasure>;
export type PointMeasure = Static<typeof PointPart>;
export type DistanceMeasure = Static<typeof DistancePart>;
export type PolylineMeasure = Static<typeof PolylinePart>;
export type HeightMeasure = Static<typeof HeightPart>;
export type AngleMeasure = Static<typeof AnglePart>;
export type AreaMeasure = Static<typeof AreaPart>;
export type SlopeMeasure = Static<typeof SlopePart>;
export type MeasuredPlane = Static<typeof MeasuredPlane>;

export const MeasureResult = Type.Object({
  kind: Kind,
  surfaces: Type.Array(SurfaceMeasure, {
    description: 'In the order of the request; the member named like the kind has the numbers',
  }),
  radiusM: Type.Union([Type.Number(), Type.Null()]),
  maxEdgeM: Type.Number(),
  crs: Type.Union([Type.String(), Type.Null()]),
  provenance: Provenance,
  warnings: Type.Array(Warning),
  links: Type.Array(Type.Object({ rel: Type.String(), href: Type.String() }, { additionalProperties: true })),
});
export type MeasureResult = Static<typeof MeasureResult>;
