/** Request and result of the process `fit-for-purpose`. */
import Type, { type Static } from 'typebox';
import { Area, CrsName } from './area.ts';
import { parseInputs } from './parse-request.ts';
import { Provenance, Warning } from './provenance.ts';
import { CollectionSurface, GridSurface, StackSurface } from './surface-input.ts';

export const FitForPurposeInputs = Type.Object(
  {
    area: Area,
    crs: Type.Optional(CrsName),
    surface: Type.Union([CollectionSurface, GridSurface, StackSurface]),
    maxEdgeM: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 100_000 })),
    date: Type.Optional(
      Type.String({
        pattern: '^\\d{4}-\\d{2}-\\d{2}$',
        description: 'The day from which age is counted; default: today',
      }),
    ),
  },
  { additionalProperties: false },
);

export type FitForPurposeInputs = Static<typeof FitForPurposeInputs>;
export type FitForPurposeRequest = FitForPurposeInputs & { readonly maxEdgeM: number };

/** @throws {RequestError} INVALID_INPUT naming the path of the first field that does not fit */
export function parseFitForPurposeRequest(body: unknown): FitForPurposeRequest {
  return { maxEdgeM: 5, ...parseInputs(FitForPurposeInputs, body) };
}

const NumberOrNull = Type.Union([Type.Number(), Type.Null()]);
const TextOrNull = Type.Union([Type.String(), Type.Null()]);

export const FitForPurposeResult = Type.Object({
  areaM2: Type.Number(),
  pointCount: Type.Integer(),
  densityPerM2: Type.Number(),
  filledShare: Type.Object(
    { '1m': Type.Number(), '0.5m': Type.Number(), '0.1m': Type.Number() },
    { description: 'Share of the cells of a size that hold a point of the surface' },
  ),
  coveredAreaM2: Type.Number(),
  voidAreaM2: Type.Number(),
  scatterM: Type.Number({ description: 'Scatter of the points about their surface, 1σ' }),
  accuracyM: NumberOrNull,
  verticalDatum: TextOrNull,
  datetime: TextOrNull,
  ageYears: NumberOrNull,
  purposes: Type.Array(
    Type.Object({
      purpose: Type.String(),
      name: Type.Object({ ja: Type.String(), en: Type.String() }),
      verdict: Type.String({ description: 'fit, conditional, resurvey' }),
      words: Type.Object({ ja: Type.String(), en: Type.String() }, { description: '使える, 条件付, 再測量' }),
      reasons: Type.Array(
        Type.Object({
          code: Type.String(),
          verdict: Type.String(),
          seen: NumberOrNull,
          asked: Type.Number(),
          words: Type.Object({ ja: Type.String(), en: Type.String() }),
        }),
      ),
    }),
  ),
  provenance: Provenance,
  warnings: Type.Array(Warning),
  links: Type.Array(Type.Object({ rel: Type.String(), href: Type.String() }, { additionalProperties: true })),
});
export type FitForPurposeResult = Static<typeof FitForPurposeResult>;
