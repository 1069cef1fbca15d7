/** Which stations of an alignment a request asks for. */
import Type from 'typebox';

const Station = Type.Number({ minimum: -1e7, maximum: 1e7 });

export const StationInputs = {
  pitchM: Type.Optional(Type.Number({ minimum: 0.5, maximum: 1000 })),
  plusStations: Type.Optional(
    Type.Array(Type.Union([Station, Type.String({ maxLength: 40 })]), {
      maxItems: 2_000,
      description: 'Further stations: 72.5 or "NO.3+12.50"',
    }),
  ),
  namedPoints: Type.Optional(Type.Boolean({ description: 'Whether BC, EC, KA, KE … are stations too; default false' })),
  fromStation: Type.Optional(Station),
  toStation: Type.Optional(Station),
};
