/** Where a result comes from, and what to beware of: the same in every process. */
import Type, { type Static } from 'typebox';

const TextOrNull = Type.Union([Type.String(), Type.Null()]);

export const Provenance = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.String(),
      collection: Type.String(),
      version: Type.String(),
      datetime: TextOrNull,
      verticalDatum: TextOrNull,
      accuracyM: Type.Union([Type.Number(), Type.Null()]),
    }),
  ),
  surfaces: Type.Optional(
    Type.Array(
      Type.Object({
        id: Type.String(),
        name: Type.String(),
        version: Type.String(),
        datetime: TextOrNull,
        verticalDatum: TextOrNull,
        accuracyM: Type.Union([Type.Number(), Type.Null()]),
      }),
      { description: 'Uploaded designs and grids, and designs made here' },
    ),
  ),
  requestHash: Type.String({ description: 'sha256 of the request with its defaults and the versions of the data' }),
  software: Type.String(),
});

export const Warning = Type.Object({
  code: Type.String(),
  message: Type.String(),
  messageJa: Type.Optional(Type.String({ description: 'The same in Japanese' })),
});

export type Provenance = Static<typeof Provenance>;
export type Warning = Static<typeof Warning>;
