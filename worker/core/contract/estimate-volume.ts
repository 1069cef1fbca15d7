/** Result of the process `estimate-volume`, which takes the inputs of `cut-fill-volume`. */
import Type, { type Static } from 'typebox';
import { Provenance } from './provenance.ts';

export const EstimateResult = Type.Object({
  areaM2: Type.Number(),
  cells: Type.Integer({ description: 'Of the largest area' }),
  maxCells: Type.Integer(),
  points: Type.Integer({ description: 'About how many points make the surfaces, all areas together' }),
  maxPoints: Type.Integer({ description: 'Of one surface over one area' }),
  memoryMiB: Type.Integer({ description: 'About, for the largest area' }),
  seconds: Type.Number({ description: 'About, on a machine of 2024; a slower one needs more' }),
  isPossible: Type.Boolean({ description: 'Within the limits' }),
  advice: Type.Union([Type.Object({ ja: Type.String(), en: Type.String() }), Type.Null()], {
    description: 'What to change when it is not',
  }),
  suggestedCellSizeM: Type.Union([Type.Number(), Type.Null()]),
  provenance: Provenance,
  shouldBeJob: Type.Boolean({ description: 'Longer than a request should take: run it with `Prefer: respond-async`' }),
});
export type EstimateResult = Static<typeof EstimateResult>;
