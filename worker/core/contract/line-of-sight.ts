/** Request and result of the process `line-of-sight`: does one place see another over the stored surfaces? */
import Type, { type Static } from 'typebox';
import { parseInputs } from './parse-request.ts';
import {
  EYE_HEIGHT_M,
  Place,
  RayAnswer,
  SIGHT_DEFAULTS,
  SightInputs,
  SightResult,
  TextOrNull,
  Verdict,
} from './sight-input.ts';

const Target = Type.Object(
  {
    position: Place,
    heightM: Type.Optional(
      Type.Number({ minimum: 0, maximum: 2000, description: 'Of what is to be seen above the place; default 0' }),
    ),
    name: Type.Optional(Type.String({ maxLength: 80 })),
  },
  { additionalProperties: false },
);

export const LineOfSightInputs = Type.Object(
  {
    ...SightInputs,
    targets: Type.Array(Target, { minItems: 1, maxItems: 50 }),
    ceilingM: Type.Optional(
      Type.Number({
        description:
          'Stated: no ground is higher. A gap that the ray passes above it counts for none. Default: nothing is assumed',
      }),
    ),
  },
  { additionalProperties: false },
);
export type LineOfSightInputs = Static<typeof LineOfSightInputs>;
type Defaulted = keyof typeof SIGHT_DEFAULTS;
export type LineOfSightRequest = Omit<LineOfSightInputs, Defaulted> & Required<Pick<LineOfSightInputs, Defaulted>>;

/** @throws {RequestError} INVALID_INPUT naming the path of the first field that does not fit */
export function parseLineOfSightRequest(body: unknown): LineOfSightRequest {
  const inputs: LineOfSightInputs = parseInputs(LineOfSightInputs, body);
  return { ...SIGHT_DEFAULTS, ...inputs, observer: { eyeHeightM: EYE_HEIGHT_M, ...inputs.observer } };
}

export const LineOfSightResult = Type.Object({
  ...SightResult,
  targets: Type.Array(
    Type.Object({
      name: TextOrNull,
      ...RayAnswer,
      before: Type.Union([Type.Object({ verdict: Verdict }), Type.Null()], {
        description: 'Without what was placed and removed; null where nothing was',
      }),
    }),
  ),
});
export type LineOfSightResult = Static<typeof LineOfSightResult>;
