/** Collections as a viewer opens them: one answer instead of several that wait for one another. */
import { Type } from '@fastify/type-provider-typebox';
import { LimitError, TengunError } from '#core/errors.ts';
import { ID_PATTERN } from '#worker/store/ids.ts';
import type { StacCollection } from '#worker/store/stac.ts';
import type { Store } from '#worker/store/store.ts';
import type { App, Services } from '../app-types.ts';
import { baseUrl } from '../links.ts';
import { problems } from '../schemas/common.ts';
import { type ApiCollection, CollectionSchema } from '../schemas/stac.ts';
import { apiCollection } from '../stac-answers.ts';
import type { SceneFacts } from '../tiles/scene-facts.ts';

/** Without names this many collections are told, in the order of ids. */
const UNNAMED = 12;
const MAX_NAMED = 64;

const Query = Type.Object(
  {
    collections: Type.Optional(
      Type.String({ maxLength: MAX_NAMED * 129, description: `Ids (${ID_PATTERN}), separated by commas` }),
    ),
  },
  { additionalProperties: false },
);

const Facts = Type.Object(
  {
    hasColour: Type.Boolean(),
    intensity: Type.Union([
      Type.Object({
        minimum: Type.Number(),
        maximum: Type.Number(),
        average: Type.Union([Type.Number(), Type.Null()]),
      }),
      Type.Null(),
    ]),
    geoidHeightM: Type.Number({ description: 'Geoid over ellipsoid at the middle of the item, metres' }),
    first: Type.Array(Type.String(), { description: 'Paths of what the site view asks for first' }),
  },
  { description: 'Of the first item' },
);

const SceneSchema = Type.Unsafe<{
  collections: { collection: ApiCollection; facts: SceneFacts | null }[];
  missing: string[];
}>(
  Type.Object({
    collections: Type.Array(Type.Object({ collection: CollectionSchema, facts: Type.Union([Facts, Type.Null()]) })),
    missing: Type.Array(Type.String(), { description: 'Ids that name no collection here' }),
  }),
);

export function sceneRoutes(app: App, { config, sceneFacts }: Services): void {
  app.get(
    '/api/scene',
    {
      schema: {
        tags: ['Data'],
        summary: 'Collections with what a viewer needs for its first picture',
        querystring: Query,
        response: { 200: SceneSchema, ...problems(400, 413) },
      },
    },
    async (request) => {
      const base = baseUrl(request, config);
      const named = request.query.collections?.split(',').filter((id) => id !== '');
      if (named && named.length > MAX_NAMED) {
        throw new LimitError(`expected at most ${MAX_NAMED} collections, seen ${named.length}`, {
          limit: MAX_NAMED,
          actual: named.length,
        });
      }
      const found = named
        ? await namedCollections(request.store, named)
        : (await request.store.listCollections()).slice(0, UNNAMED);
      const collections = await Promise.all(
        found.map(async (collection) => ({
          collection: apiCollection(base, collection),
          facts: await sceneFacts.find(collection.id),
        })),
      );
      const known = new Set(found.map(({ id }) => id));
      return { collections, missing: [...new Set(named ?? [])].filter((id) => !known.has(id)) };
    },
  );
}

/** In the order of ids; unlisted ones too. Names that name nothing are passed over. */
async function namedCollections(store: Store, named: readonly string[]): Promise<StacCollection[]> {
  const found = await Promise.all(
    [...new Set(named)].sort().map((id) =>
      store.getCollection(id).catch((error: unknown) => {
        if (error instanceof TengunError && error.code === 'NOT_FOUND') return null;
        throw error;
      }),
    ),
  );
  return found.filter((collection) => collection !== null);
}
