/** Request and result of the process `sunlight`: hours of sun at a point on a day. */
import Type, { type Static } from 'typebox';
import { parseInputs } from './parse-request.ts';
import { EYE_HEIGHT_M, NumberOrNull, SIGHT_DEFAULTS, SightInputs, SightResult, TextOrNull } from './sight-input.ts';

export const SunlightInputs = Type.Object(
  {
    ...SightInputs,
    day: Type.String({ pattern: '^\\d{4}-\\d\\d-\\d\\d$', description: '2026-12-21, by the clock of the place' }),
    utcOffsetMinutes: Type.Optional(
      Type.Integer({ minimum: -840, maximum: 840, description: 'Of that clock; default 540, Japan' }),
    ),
    stepMinutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 60, description: 'Default 5' })),
    radiusM: Type.Optional(
      Type.Number({ minimum: 10, maximum: 2000, description: 'Points are looked at so far around; default 300' }),
    ),
    cellSizeM: Type.Optional(Type.Number({ minimum: 0.25, maximum: 50, description: 'Of points; default 1' })),
    farM: Type.Optional(
      Type.Number({
        minimum: 10,
        maximum: 100_000,
        description: 'Delivered grids are looked at so far; default 20,000',
      }),
    ),
    ceilingM: Type.Optional(
      Type.Number({ description: 'Stated: no ground is higher. Default: the highest stored ground of the surfaces' }),
    ),
  },
  { additionalProperties: false },
);
export type SunlightInputs = Static<typeof SunlightInputs>;

export const SUNLIGHT_DEFAULTS = {
  ...SIGHT_DEFAULTS,
  utcOffsetMinutes: 540,
  stepMinutes: 5,
  radiusM: 300,
  cellSizeM: 1,
  farM: 20_000,
} as const;
type Defaulted = keyof typeof SUNLIGHT_DEFAULTS;
export type SunlightRequest = Omit<SunlightInputs, Defaulted> & Required<Pick<SunlightInputs, Defaulted>>;

/** @throws {RequestError} INVALID_INPUT naming the path of the first field that does not fit */
export function parseSunlightRequest(body: unknown): SunlightRequest {
  const inputs: SunlightInputs = parseInputs(SunlightInputs, body);
  return { ...SUNLIGHT_DEFAULTS, ...inputs, observer: { eyeHeightM: EYE_HEIGHT_M, ...inputs.observer } };
}

const Light = Type.Union([Type.Literal('night'), Type.Literal('sun'), Type.Literal('shadow'), Type.Literal('unknown')]);
const Hours = Type.Object({
  sun: Type.Number(),
  shadow: Type.Number(),
  unknown: Type.Number({ description: '判定不可: the data end before the ray is above all stored ground' }),
  up: Type.Number({ description: 'Sun above a level horizon' }),
});

export const SunlightResult = Type.Object({
  ...SightResult,
  day: Type.String(),
  utcOffsetMinutes: Type.Integer(),
  stepMinutes: Type.Integer(),
  sunrise: Type.Union([Type.String(), Type.Null()], {
    description: 'Upper edge of the disc at a level horizon, RFC 3339',
  }),
  sunset: TextOrNull,
  noon: Type.String({ description: 'The sun at its highest' }),
  hours: Hours,
  intervals: Type.Array(Type.Object({ light: Light, from: Type.String(), to: Type.String() })),
  path: Type.Array(
    Type.Object({
      time: Type.String(),
      azimuthDeg: Type.Number({ description: 'Clockwise from true north' }),
      elevationDeg: Type.Number({ description: 'Centre of the disc as it is seen, with refraction' }),
      light: Light,
      horizonDeg: Type.Union([Type.Number(), Type.Null()], {
        description: 'Known ground in that direction; null without any',
      }),
    }),
    { description: 'The sun above a level horizon, in the middle of every step' },
  ),
  before: Type.Union([Type.Object({ hours: Hours }), Type.Null()], {
    description: 'Without what was placed and removed; null where nothing was',
  }),
  ceilingM: NumberOrNull,
  radiusM: Type.Number(),
  cellSizeM: Type.Number(),
  farM: Type.Number(),
});
export type SunlightResult = Static<typeof SunlightResult>;
