/** The audit log, for administrators: as JSON by pages, and as CSV. */
import { Readable } from 'node:stream';
import { Type } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import type { App, Services } from '../app-types.ts';
import type { AuditEvent, AuditLog, AuditQuery } from '../audit/audit-log.ts';
import { csvLines } from '../csv.ts';
import { problem } from '../errors.ts';
import { problems } from '../schemas/common.ts';
import { OWN } from './projects.ts';

const PAGE = 200;
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
const COLUMNS = ['number', 'at', 'who', 'user', 'action', 'target', 'address', 'result', 'request'] as const;

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
        limit: PAGE,
      };
      reply.header('cache-control', 'no-store');
      if (format === 'csv') {
        const name = `audit-${new Date().toISOString().slice(0, 10)}.csv`;
        reply.type('text/csv; charset=utf-8').header('content-disposition', `attachment; filename="${name}"`);
        // a spreadsheet in Japan takes UTF-8 only with this mark
        const raw: FastifyReply = reply;
        return raw.send(Readable.from(csvOf(audit, query), { objectMode: false }));
      }
      const events = audit.list(query);
      return { events, next: events.length < PAGE ? null : events.at(-1)!.number };
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

/** Page after page, so that a log of any length takes no memory. */
export function* csvOf(audit: AuditLog, query: AuditQuery): Generator<string> {
  yield `\ufeff${csvLines([[...COLUMNS]])}`;
  let before = query.before;
  for (;;) {
    const events: AuditEvent[] = audit.list({ ...query, ...(before === undefined ? {} : { before }) });
    if (events.length > 0) yield csvLines(events.map((event) => COLUMNS.map((name) => event[name])));
    if (events.length < query.limit) return;
    before = events.at(-1)!.number;
  }
}

/** @throws {HttpProblem} INVALID_INPUT */
export function timeOf(text: string, end: 'from' | 'to'): number {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const time = Date.parse(isDay && end === 'to' ? `${text}T23:59:59.999Z` : text);
  if (Number.isNaN(time))
    throw problem('INVALID_INPUT', `${end}: expected a day or an instant (ISO 8601), seen ${text}`);
  return time;
}
