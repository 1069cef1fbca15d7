/** Request and result of the process `mountain-view`: how much of a mountain (Mt Fuji unless another is named) is seen from here? */
import Type, { type Static } from 'typebox';
import { parseInputs } from './parse-request.ts';
import {
  EYE_HEIGHT_M,
  NumberOrNull,
  RayFinding,
  SIGHT_DEFAULTS,
  SightInputs,
  SightResult,
  Verdict,
} from './sight-input.ts';

export const Mountain = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
    lon: Type.Number({ minimum: -180, maximum: 180 }),
    lat: Type.Number({ minimum: -85, maximum: 85 }),
    elevationM: Type.Number({ minimum: -500, maximum: 9000 }),
    footM: Type.Optional(
      Type.Number({ description: 'What lies lower is not counted as the mountain; default: half the elevation' }),
    ),
    radiusM: Type.Optional(
      Type.Number({ minimum: 100, maximum: 50_000, description: 'Of the mountain in plan; default 10,000' }),
    ),
  },
  { additionalProperties: false },
);

/** 剣ヶ峰. */
export const MT_FUJI = {
  name: 'Mt Fuji 富士山',
  lon: 138.7274,
  lat: 35.3606,
  elevationM: 3776,
  footM: 1500,
  radiusM: 10_000,
} as const;

export const MountainViewInputs = Type.Object(
  {
    ...SightInputs,
    mountain: Type.Optional(Mountain),
    nearM: Type.Optional(
      Type.Number({
        minimum: 10,
        maximum: 2000,
        description: 'Points are looked at cell by cell so far around the eye; default 400',
      }),
    ),
    cellSizeM: Type.Optional(Type.Number({ minimum: 0.25, maximum: 50, description: 'Of those cells; default 1' })),
    columns: Type.Optional(
      Type.Integer({ minimum: 3, maximum: 361, description: 'Directions over the width of the mountain; default 61' }),
    ),
    ceilingM: Type.Optional(Type.Number({ description: 'Stated: no ground before the mountain is higher' })),
  },
  { additionalProperties: false },
);
export type MountainViewInputs = Static<typeof MountainViewInputs>;

export const MOUNTAIN_DEFAULTS = { ...SIGHT_DEFAULTS, nearM: 400, cellSizeM: 1, columns: 61 } as const;
type Defaulted = keyof typeof MOUNTAIN_DEFAULTS;
export type MountainViewRequest = Omit<MountainViewInputs, Defaulted | 'mountain'> &
  Required<Pick<MountainViewInputs, Defaulted>> & { readonly mountain: Required<Static<typeof Mountain>> };

/** @throws {RequestError} INVALID_INPUT naming the path of the first field that does not fit */
export function parseMountainViewRequest(body: unknown): MountainViewRequest {
  const inputs: MountainViewInputs = parseInputs(MountainViewInputs, body);
  const asked = inputs.mountain;
  const mountain = asked ? { name: 'mountain', footM: asked.elevationM / 2, radiusM: 10_000, ...asked } : MT_FUJI;
  return {
    ...MOUNTAIN_DEFAULTS,
    ...inputs,
    mountain,
    observer: { eyeHeightM: EYE_HEIGHT_M, ...inputs.observer },
  };
}

const Column = Type.Object({
  azimuthDeg: Type.Number({ description: 'Clockwise from true north' }),
  topDeg: Type.Union([Type.Number(), Type.Null()], {
    description: 'Upper edge of the mountain above the level of the eye; null: not covered',
  }),
  beforeDeg: Type.Union([Type.Number(), Type.Null()], { description: 'Upper edge of known ground before it' }),
  footDeg: Type.Number(),
  verdict: Verdict,
  gaps: Type.Array(Type.Object({ fromM: Type.Number(), toM: Type.Number() })),
});

const Seen = {
  verdict: Type.Union(
    [Type.Literal('visible'), Type.Literal('part'), Type.Literal('hidden'), Type.Literal('unknown')],
    {
      description: 'Of the whole mountain; unknown (判定不可) where the surfaces do not cover what is needed',
    },
  ),
  share: Type.Union([Type.Number(), Type.Null()], {
    description: 'Seen part of the outline above the foot, by angle, 0 to 1; null: unknown',
  }),
};

export const MountainViewResult = Type.Object({
  ...SightResult,
  mountain: Mountain,
  ...Seen,
  summit: RayFinding,
  foreground: Type.Object(
    {
      tangentDeg: NumberOrNull,
      distanceM: NumberOrNull,
      knownToM: Type.Number({ description: 'Distance to the first gap in the direction of the summit' }),
      hidesBelowM: Type.Union([Type.Number(), Type.Null()], {
        description:
          'Known ground before the mountain hides what of it is lower than this, on the vertical of the summit',
      }),
      seenAtMostM: Type.Number({ description: 'So much of its height can be seen at most' }),
    },
    { description: 'In the direction of the summit' },
  ),
  columns: Type.Array(Column),
  before: Type.Union([Type.Object(Seen), Type.Null()], {
    description: 'Without what was placed and removed; null where nothing was',
  }),
  nearM: Type.Number(),
  cellSizeM: Type.Number(),
});
export type MountainViewResult = Static<typeof MountainViewResult>;
