/** What the processes of sight have in common: the eye, surfaces near → far, what is placed or taken away before one looks. */
import Type, { type Static } from 'typebox';
import { MAX_OBSTACLES, MAX_REMOVED } from '../sight/limits.ts';
import { Area, CrsName, MultiPolygonGeometry, PolygonGeometry } from './area.ts';
import { Provenance, Warning } from './provenance.ts';
import { Surface } from './surface-input.ts';

export const Place = Type.Array(Type.Number(), {
  minItems: 2,
  maxItems: 3,
  description: '[easting, northing] or [lon, lat]; a third number is the elevation that the place stands at, metres',
});

export const Observer = Type.Object(
  {
    position: Place,
    eyeHeightM: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1000, description: 'Of the eye above the place; default 1.5' }),
    ),
    standOn: Type.Optional(
      Type.Union([Type.Literal('surface'), Type.Literal('ground')], {
        description:
          'What the eye stands on where the position has no elevation; default: the surface that is looked over',
      }),
    ),
  },
  { additionalProperties: false },
);

const Properties = Type.Object(
  {
    name: Type.Optional(Type.String({ maxLength: 80 })),
    baseM: Type.Optional(
      Type.Number({ description: 'Elevation of its foot; default: the lowest ground at the corners of the polygon' }),
    ),
    heightM: Type.Optional(Type.Number({ minimum: 0, maximum: 2000, description: 'Height of a box over its foot' })),
    elevationM: Type.Optional(
      Type.Number({
        description: 'Instead of a height: the surface has this elevation there, higher or lower than it was',
      }),
    ),
  },
  { additionalProperties: true },
);

export const Obstacles = Type.Object(
  {
    type: Type.Literal('FeatureCollection'),
    features: Type.Array(
      Type.Object(
        {
          type: Type.Literal('Feature'),
          geometry: Type.Union([PolygonGeometry, MultiPolygonGeometry]),
          properties: Properties,
          id: Type.Optional(Type.Union([Type.String(), Type.Number()])),
          bbox: Type.Optional(Type.Array(Type.Number())),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: MAX_OBSTACLES },
    ),
    bbox: Type.Optional(Type.Array(Type.Number())),
  },
  { additionalProperties: true, description: 'Boxes with heightM, or places with an elevationM of their own' },
);
export type Obstacles = Static<typeof Obstacles>;

/** Members of every request. */
export const SightInputs = {
  crs: Type.Optional(CrsName),
  observer: Observer,
  surfaces: Type.Array(Surface, {
    minItems: 1,
    maxItems: 6,
    description: 'Near → far: a later one answers where the earlier have no data',
  }),
  obstacles: Type.Optional(Obstacles),
  removed: Type.Optional(
    Type.Union([Area, Type.Array(Area, { minItems: 1, maxItems: MAX_REMOVED })], {
      description:
        'Where what stands on the ground is taken away: the surface is the ground there. Areas of a list may overlap',
    }),
  ),
  ground: Type.Optional(
    Type.Unsafe<Static<typeof Surface>>({
      ...Surface,
      description:
        'The ground under what is removed, and to stand on; default: class 2 of the collections among the surfaces',
    }),
  ),
  maxEdgeM: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 100_000 })),
  refraction: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 1,
      description: 'k of the drop d²(1−k)/(2R), R = 6,371 km; default 0.13; 1 is a flat earth',
    }),
  ),
};

export const SIGHT_DEFAULTS = { maxEdgeM: 5, refraction: 0.13 } as const;
export const EYE_HEIGHT_M = 1.5;

export const Verdict = Type.Union([Type.Literal('visible'), Type.Literal('hidden'), Type.Literal('unknown')], {
  description: 'unknown (判定不可): the surfaces have a gap on the ray before anything blocks it',
});

const NumberOrNull = Type.Union([Type.Number(), Type.Null()]);
export const TextOrNull = Type.Union([Type.String(), Type.Null()]);
export const Vertex = Type.Array(Type.Number(), {
  minItems: 3,
  maxItems: 3,
  description: '[easting, northing, elevation], as `crs` says; the elevation in metres',
});

/** Members of every result. */
export const SightResult = {
  observer: Type.Object({
    position: Vertex,
    groundM: Type.Number({ description: 'Elevation that the eye stands at' }),
    eyeHeightM: Type.Number(),
    eyeM: Type.Number({ description: 'Elevation of the eye' }),
  }),
  sources: Type.Array(
    Type.Object({
      name: Type.String(),
      kind: Type.Union([Type.Literal('points'), Type.Literal('grid'), Type.Literal('design'), Type.Literal('plane')]),
      resolutionM: Type.Union([Type.Number(), Type.Null()], {
        description: 'Mean distance of points, or of nodes; null of designs and planes',
      }),
      returns: TextOrNull,
      datetime: TextOrNull,
      verticalDatum: TextOrNull,
    }),
    { description: 'Near → far, as in the request' },
  ),
  scenario: Type.Object({
    obstacles: Type.Integer({ description: 'Placed for this question' }),
    removed: Type.Boolean({ description: 'Whether anything was taken away: the ground is looked at there, labelled' }),
  }),
  refraction: Type.Number(),
  earthRadiusM: Type.Number(),
  maxEdgeM: Type.Number(),
  crs: TextOrNull,
  provenance: Provenance,
  warnings: Type.Array(Warning),
  links: Type.Array(Type.Object({ rel: Type.String(), href: Type.String() }, { additionalProperties: true })),
};

export const GapPart = Type.Object({
  fromM: Type.Number({ description: 'Distance from the eye' }),
  toM: Type.Number(),
  line: Type.Array(Vertex, { description: 'On the ray' }),
});

export const RayAnswer = {
  distanceM: Type.Number({ description: 'In plan' }),
  azimuthDeg: Type.Number({ description: 'Clockwise from true north' }),
  elevationM: Type.Number({ description: 'Of the target' }),
  dropM: Type.Number({ description: 'How much lower the target seems by curvature less refraction' }),
  verdict: Verdict,
  block: Type.Union(
    [
      Type.Object({
        distanceM: Type.Number(),
        position: Vertex,
        aboveM: Type.Number({ description: 'How much the ground stands above the ray at most, from here on' }),
        source: Type.Integer({ description: 'Index into sources; −1 and less: what was placed or bared' }),
        beyondGap: Type.Boolean({ description: 'The ray met a gap before' }),
      }),
      Type.Null(),
    ],
    { description: 'Where ground first rises above the ray' },
  ),
  clearance: Type.Union(
    [Type.Object({ distanceM: Type.Number(), clearanceM: Type.Number(), position: Vertex }), Type.Null()],
    {
      description:
        'Smallest height of the ray above known ground; negative where that blocks. Else the first and last fiftieth of the way do not count: there a ray is as near to the ground as eye and target are',
    },
  ),
  gaps: Type.Array(GapPart, { description: 'Where no surface has data' }),
  ray: Type.Array(Type.Object({ fromM: Type.Number(), toM: Type.Number(), state: Verdict, line: Type.Array(Vertex) }), {
    description: 'The ray in parts',
  }),
  profile: Type.Object(
    {
      parts: Type.Array(
        Type.Object({
          source: Type.Integer(),
          points: Type.Array(Type.Array(Type.Number(), { minItems: 2, maxItems: 2 }), {
            description: '[distance, elevation], simplified to simplifyM',
          }),
        }),
      ),
      ray: Type.Array(Type.Array(Type.Number(), { minItems: 2, maxItems: 2 }), {
        description: '[distance, elevation] of the ray: it bends down with the earth less than the ground does',
      }),
      simplifyM: Type.Number(),
    },
    { description: 'The ground under the ray' },
  ),
};

export const RayFinding = Type.Object(RayAnswer);
export type RayFinding = Static<typeof RayFinding>;
export { NumberOrNull };
