/** Requests for uses, sent by the form of the catalogue. They are stored for the officer; nothing here reads them. */
import { Type } from '@fastify/type-provider-typebox';
import { ID_PATTERN } from '#worker/store/ids.ts';
import type { App, Services } from '../app-types.ts';
import { HourlyLimit } from '../http/hourly-limit.ts';
import { assertPublicForm } from '../http/own-page.ts';
import { problems } from '../schemas/common.ts';

const REQUESTS_PER_HOUR = 5;
const BODY_BYTES = 64 * 1024;
const line = (description: string) => Type.Optional(Type.String({ maxLength: 200, description }));

const RequestBody = Type.Object(
  {
    text: Type.String({ minLength: 1, maxLength: 4000, pattern: '\\S', description: 'What one would like to do' }),
    name: line('Of the sender, if wanted'),
    organisation: line('Of the sender, if wanted'),
    contact: Type.Optional(
      Type.String({
        maxLength: 200,
        pattern: '^([^\\s@<>]+@[^\\s@<>]+)?$',
        description: 'Mail address for the answer, if wanted',
      }),
    ),
    collection: Type.Optional(Type.String({ pattern: ID_PATTERN })),
    item: Type.Optional(Type.String({ pattern: ID_PATTERN })),
    place: line('Which place it is about'),
    lang: Type.Optional(Type.Union([Type.Literal('ja'), Type.Literal('en')])),
    website: Type.Optional(Type.String({ maxLength: 1000, description: 'Left empty by people: it is not shown' })),
  },
  { additionalProperties: false },
);

const Received = Type.Object({
  id: Type.String({ description: 'To be named when the request is to be removed' }),
  received: Type.String(),
});

export function requestRoutes(app: App, { config, useRequests }: Services): void {
  const limit = new HourlyLimit({ times: REQUESTS_PER_HOUR, what: 'requests from this address' });
  app.post(
    '/api/requests',
    {
      bodyLimit: BODY_BYTES,
      // the line of each request would have the address of the sender
      logLevel: 'error',
      schema: {
        tags: ['Data'],
        summary: 'Ask for a use of the data (こんな使い方はできないか); stored for the officer, never shown',
        body: RequestBody,
        response: { 201: Received, ...problems(400, 403, 413, 415, 429) },
      },
    },
    async (request, reply) => {
      assertPublicForm(request, config);
      limit.take(request.ip);
      const { text, name, organisation, contact, collection, item, place, lang, website } = request.body;
      reply.code(201).header('cache-control', 'no-store');
      // who fills in a field that nobody sees is a program: it is thanked, and nothing is kept
      if (website)
        return { id: `${new Date().toISOString().slice(0, 10)}-0000000000`, received: new Date().toISOString() };
      const given = (value: string | undefined) => plain(value ?? '').replace(/\s+/g, ' ') || null;
      const kept = await useRequests.add({
        text: plain(text),
        name: given(name),
        organisation: given(organisation),
        contact: given(contact),
        collection: collection ?? null,
        item: item ?? null,
        place: given(place),
        lang: lang ?? 'ja',
      });
      return { id: kept.id, received: kept.received };
    },
  );
}

/** Without the characters that only terminals understand, and those that turn the direction of writing. */
function plain(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/gu, '')
    .trim();
}
