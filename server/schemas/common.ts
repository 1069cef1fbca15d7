/** Schemas that many routes share. Answers are checked against theirs in the tests; at run time they describe. */
import { Type } from '@fastify/type-provider-typebox';
import { ID_PATTERN, VERSION_PATTERN } from '#worker/store/ids.ts';
import type { ProblemDocument } from '../errors.ts';

export const CollectionParams = Type.Object({
  cid: Type.String({ pattern: ID_PATTERN, description: 'Collection id' }),
});

export const ItemParams = Type.Object({
  cid: Type.String({ pattern: ID_PATTERN, description: 'Collection id' }),
  iid: Type.String({ pattern: ID_PATTERN, description: 'Item id' }),
});

/** OGC API Features: a parameter that is not in the description is refused. */
export const NoQuery = Type.Object({}, { additionalProperties: false });

/** Not a pattern: a version that cannot be one is as unknown as one that is gone (404). */
export const VersionQuery = Type.Object({
  v: Type.Optional(
    Type.String({
      maxLength: 64,
      description: `Version, ${VERSION_PATTERN}: the answer never changes and may be kept`,
    }),
  ),
});

export const LinkSchema = Type.Object(
  {
    rel: Type.String(),
    href: Type.String(),
    type: Type.Optional(Type.String()),
    title: Type.Optional(Type.String()),
    method: Type.Optional(Type.String()),
    body: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  { additionalProperties: false },
);

export const ProblemSchema = Type.Unsafe<ProblemDocument>(
  Type.Object(
    {
      type: Type.String(),
      title: Type.String(),
      status: Type.Integer({ minimum: 400, maximum: 599 }),
      detail: Type.String(),
      code: Type.String({ description: 'Stable name of the error' }),
      instance: Type.String({ description: 'Path of the request' }),
      details: Type.Optional(
        Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()])),
      ),
      errors: Type.Optional(Type.Array(Type.Object({ path: Type.String(), message: Type.String() }))),
    },
    { additionalProperties: false, description: 'RFC 9457 problem document' },
  ),
);

/** Of tiles: `t` names the code and the geoid that made them. */
export const TileQuery = Type.Object({
  ...VersionQuery.properties,
  t: Type.Optional(Type.String({ maxLength: 64, description: 'Encoding; with v the answer may be kept for ever' })),
});

/** An answer that is bytes, described by its media types. */
export function bytesOf(description: string, ...mediaTypes: string[]) {
  return {
    description,
    content: Object.fromEntries(
      mediaTypes.map((type) => [type, { schema: Type.Unsafe<unknown>({ format: 'binary', type: 'string' }) }]),
    ),
  };
}

/** An answer that is a JSON document of a standard or of a process: described elsewhere, sent as text. */
export function jsonOf(description: string, mediaType: string) {
  const schema = Type.Unsafe<unknown>({ type: 'object', description });
  return { description, content: { [mediaType]: { schema } } };
}

/** The problem answers of a route, by status. */
export function problems(
  ...statuses: (400 | 401 | 403 | 404 | 406 | 409 | 410 | 412 | 413 | 415 | 416 | 422 | 428 | 429 | 503)[]
) {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      { description: 'Problem', content: { 'application/problem+json': { schema: ProblemSchema } } },
    ]),
  );
}
