/** The audit log, for administrators: as JSON by pages, and as CSV. */
import { Readable } from 'node:stream';
import { Type } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import type { App, Services } from '../app-types.ts';
import { csvOf } from '../audit/audit-csv.ts';
import type { AuditQuery } from '../audit/audit-log.ts';
import { EVENTS_A_PAGE, timeOf } from '../audit/audit-query.ts';
import { problems } from '../schemas/common.ts';
import { OWN } from './projects.ts';

const Query = Type.Object(
  {
    from: Type.Optional(Type.String({ maxLength: 40, description: 'Day or instant, ISO 8601' })),
    to: Type.Optional(Type.String({ maxLength: 40, description: 'Day or instant, ISO 8601; a day to its end, UTC' })),
    text: Type.Optional(
      Type.String({ maxLength: 100, description: 'In the action, what it was done to, or the name' }),
    ),
    before: Type.Optional(Type.Integer({ minimum: 1, description: 'Number of the last event of the page before' })),
    format: Type.Optional(Type.Unsafe<'json' | 'csv'>({ type: 'string', enum: ['json', 'csv'] })),
  },
  { additionalProperties: false },
);
const Event = Type.Object({
  number: Type.Integer(),
  at: Type.String({ format: 'date-time' }),
  who: Type.String(),
  user: Type.Union([Type.String(), Type.Null()]),
  action: Type.String(),
  target: Type.String(),
  address: Type.String(),
  result: Type.Integer({ description: 'HTTP status; of the command line its exit code' }),
  request: Type.String({ description: 'As the log of the server has it' }),
});
const Events = Type.Object(
  { events: Type.Array(Event), next: Type.Union([Type.Integer(), Type.Null()]) },
  { additionalProperties: false },
);
const Check = Type.Object(
  {
    events: Type.Integer({ minimum: 0 }),
    damaged: Type.Union([Type.Integer(), Type.Null()], {
      description: 'The first event that was changed or is missing',
    }),
  },
  { additionalProperties: false },
);

export function auditRoutes(app: App, { audit }: Services): void {
  app.get(
    '/api/audit',
    {
      ...OWN,
      schema: {
        tags: ['Accounts'],
        summary: 'Who did what, newest first; with format=csv all of it',
        querystring: Query,
        response: { 200: Events, ...problems(400, 401, 403) },
      },
    },
    async (request, reply) => {
      const { from, to, text, before, format } = request.query;
      const query: AuditQuery = {
        ...(from === undefined ? {} : { from: timeOf(from, 'from') }),
        ...(to === undefined ? {} : { to: timeOf(to, 'to') }),
        ...(text === undefined ? {} : { text }),
        ...(before === undefined ? {} : { before }),
        limit: EVENTS_A_PAGE,
      };
      reply.header('cache-control', 'no-store');
      if (format === 'csv') {
        const name = `audit-${new Date().toISOString().slice(0, 10)}.csv`;
        reply.type('text/csv; charset=utf-8').header('content-disposition', `attachment; filename="${name}"`);
        const raw: FastifyReply = reply;
        return raw.send(Readable.from(csvOf(audit, query), { objectMode: false }));
      }
      const events = audit.list(query);
      return { events, next: events.length < EVENTS_A_PAGE ? null : events.at(-1)!.number };
    },
  );
  app.get(
    '/api/audit/check',
    {
      ...OWN,
      schema: {
        tags: ['Accounts'],
        summary: 'Whether any event was changed or taken out',
        response: { 200: Check, ...problems(401, 403) },
      },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'no-store');
      return await audit.check();
    },
  );
}
