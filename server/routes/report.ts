/** What became of each file that was delivered into a collection. */
import { Type } from '@fastify/type-provider-typebox';
import type { App } from '../app-types.ts';
import { collectionPath } from '../links.ts';
import { type PageLanguage, reportPage } from '../pages/report-page.ts';
import { bytesOf, CollectionParams, problems } from '../schemas/common.ts';

const Query = Type.Object({
  f: Type.Optional(Type.Union([Type.Literal('json'), Type.Literal('html')])),
  lang: Type.Optional(Type.Union([Type.Literal('ja'), Type.Literal('en')])),
});

export function reportRoutes(app: App): void {
  app.get(
    '/api/collections/:cid/report',
    {
      schema: {
        tags: ['Data'],
        summary: 'Verdict and reason for each delivered file; a page for people, JSON with f=json',
        params: CollectionParams,
        querystring: Query,
        response: { 200: bytesOf('Report', 'text/html'), ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const { cid } = request.params;
      const { title } = await request.store.getCollection(cid);
      const report = await request.store.getReport(cid);
      const { f, lang } = request.query;
      reply.header('vary', 'accept, accept-language');
      const wantsJson = f === 'json' || (f === undefined && !/text\/html/.test(request.headers.accept ?? ''));
      if (wantsJson) return reply.type('application/json; charset=utf-8').send(Buffer.from(JSON.stringify(report)));
      const language: PageLanguage = lang ?? (/^\s*en/i.test(request.headers['accept-language'] ?? '') ? 'en' : 'ja');
      const page = reportPage(report, title ?? cid, language, collectionPath(cid));
      return reply.type('text/html; charset=utf-8').send(Buffer.from(page));
    },
  );
}
