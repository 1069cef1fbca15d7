/** Places by name, coordinates or map sheet: nothing outside of this server is asked. */
import { Type } from '@fastify/type-provider-typebox';
import { findPlaces, MAX_PLACE_TEXT } from '#core/places/find-places.ts';
import type { FoundPlace } from '#core/places/place.ts';
import type { App } from '../app-types.ts';
import { problems } from '../schemas/common.ts';

const MAX_PLACES = 100;
const DEFAULT_PLACES = 20;
/** The tables change with the program only. */
const CACHE = 'public, max-age=3600';

const Query = Type.Object(
  {
    q: Type.String({ minLength: 1, maxLength: MAX_PLACE_TEXT, description: 'A name, coordinates or a map sheet code' }),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_PLACES, default: DEFAULT_PLACES })),
  },
  { additionalProperties: false },
);

const Place = Type.Object(
  {
    kind: Type.String(),
    label: Type.Object({ ja: Type.String(), en: Type.String() }),
    lon: Type.Number(),
    lat: Type.Number(),
    bbox: Type.Array(Type.Number(), { minItems: 4, maxItems: 4, description: 'west, south, east, north' }),
    approximate: Type.Boolean({ description: 'Right to about a kilometre; a box of a municipality is no border' }),
    code: Type.Optional(Type.String({ description: 'Municipality: five digits' })),
    sheet: Type.Optional(
      Type.Object({
        code: Type.String(),
        level: Type.Integer(),
        epsg: Type.Integer(),
        bounds: Type.Array(Type.Number(), { minItems: 4, maxItems: 4, description: 'minE, minN, maxE, maxN, metres' }),
      }),
    ),
    assumedZone: Type.Optional(Type.Integer({ description: 'Plane coordinates without a zone: this one is meant' })),
  },
  { additionalProperties: false },
);

const Places = Type.Unsafe<{ places: FoundPlace[] }>(Type.Object({ places: Type.Array(Place) }));

export function placeRoutes(app: App): void {
  app.get(
    '/api/places',
    {
      schema: {
        tags: ['Data'],
        summary: 'Places of Shizuoka prefecture, coordinates and map sheets, the best first',
        querystring: Query,
        response: { 200: Places, ...problems(400) },
      },
    },
    (request, reply) => {
      const { q, limit = DEFAULT_PLACES } = request.query;
      reply.header('cache-control', CACHE);
      return { places: findPlaces(q, limit) };
    },
  );
}
