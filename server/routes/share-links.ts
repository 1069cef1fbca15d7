/** Short links: a scene and its numbers under a name of ten letters. Who has it may open it; nothing lists them. */
import { Type } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { projectReader } from '../access/project-reader.ts';
import { seesSources } from '../access/sees-sources.ts';
import type { App, Services } from '../app-types.ts';
import { problem } from '../errors.ts';
import { baseUrl } from '../links.ts';
import { checkScene } from '../projects/check-entry.ts';
import { versionsOf } from '../projects/compare-results.ts';
import type { LinkContent, ShareLink } from '../projects/repository.ts';
import type { Verification } from '../projects/verifier.ts';
import { problems } from '../schemas/common.ts';
import {
  LinkBody,
  LinkContentSchema,
  LinkMadeSchema,
  LinkParams,
  type LinkVerification,
  LinkVerificationSchema,
} from '../schemas/projects.ts';
import { OWN, PRIVATE, plainLine } from './projects.ts';

const TAGS = { tags: ['Projects'] };
const FRAME_BYTES = 4096;
/** Of several entries the worst one counts. */
const WORST_FIRST = ['failed', 'differs', 'data-changed', 'verified'] as const;

export function shareLinkRoutes(app: App, services: Services): void {
  const { config, projects, verifier, stores } = services;
  const urlOf = (request: FastifyRequest, id: string) => `${baseUrl(request, config)}/s/${id}`;
  app.post(
    '/api/links',
    {
      ...OWN,
      bodyLimit: config.projectEntryBytes + FRAME_BYTES,
      schema: {
        ...TAGS,
        summary: 'Make a short link to a scene, with the results that it shows; the same content has the same link',
        body: LinkBody,
        response: { 200: LinkMadeSchema, 201: LinkMadeSchema, ...problems(400, 403, 404, 413, 503) },
      },
    },
    async (request, reply) => {
      const { title, entries = [] } = request.body;
      for (const entry of entries) verifier.assertVerifiable(entry);
      const scene = checkScene(withoutLink(request.body.scene));
      const content = { scene, ...(title ? { title: plainLine(title) } : {}), entries };
      const isOpen = await seesSources(stores.of('public'), sourcesOf(content));
      const { link, isNew } = projects.writing().addLink(projectReader(request), content, isOpen);
      const url = urlOf(request, link.id);
      reply.code(isNew ? 201 : 200).headers({ 'cache-control': 'no-store', location: url });
      return { id: link.id, url, created: link.created };
    },
  );
  app.get(
    '/api/links/:id',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'What a short link holds',
        params: LinkParams,
        response: { 200: LinkContentSchema, ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const { id, created, content } = await known(request);
      reply.header('cache-control', PRIVATE);
      return { id, url: urlOf(request, id), created, ...content, entries: [...(content.entries ?? [])] };
    },
  );
  app.delete(
    '/api/links/:id',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'End a short link',
        params: LinkParams,
        response: { 204: Type.Null({ description: 'Deleted' }), ...problems(400, 403, 404, 503) },
      },
    },
    async (request, reply) => {
      projects.writing().removeLink(projectReader(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
  app.post(
    '/api/links/:id/verify',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'Compute the results of a link again and compare them, to the last digit',
        params: LinkParams,
        response: { 200: LinkVerificationSchema, ...problems(400, 404, 503) },
      },
    },
    async (request, reply): Promise<LinkVerification> => {
      const { content } = await known(request);
      const entries: Verification[] = [];
      for (const entry of content.entries ?? []) entries.push(await verifier.verify(entry, request.asker));
      reply.header('cache-control', 'no-store');
      const status = WORST_FIRST.find((one) => entries.some((entry) => entry.status === one)) ?? 'nothing';
      return { status, entries };
    },
  );
  app.get(
    '/s/:id',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'Open a short link: redirects to the viewer with its scene',
        params: LinkParams,
        response: { 302: Type.Null({ description: 'To the viewer' }), ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const { id, content } = await known(request);
      // what was stored is checked again: the address is the viewer of this server, whatever the file on the disk says
      const scene = checkScene(content.scene);
      reply.header('cache-control', 'no-store').header('referrer-policy', 'same-origin');
      return reply
        .code(302)
        .header('location', `../${scene}${scene === '?' ? '' : '&'}link=${id}`)
        .send(null);
    },
  );

  /** Of what a reader may not see there is no link either. */
  async function known({
    params,
    store,
  }: Pick<FastifyRequest, 'store'> & { params: { id: string } }): Promise<ShareLink> {
    const found = projects.reading().link(params.id);
    const gone = found.isOpen ? stores.of('all') : null;
    if (await seesSources(store, sourcesOf(found.content), gone)) return found;
    // the words of the repository for one that is not there
    throw problem('NOT_FOUND', `there is no link ${params.id}`);
  }
}

/** Everything that a link shows: the collections of its scene, and what its results were computed from. */
function sourcesOf({ scene, entries = [] }: LinkContent): string[] {
  const named = new URLSearchParams(scene).get('collections')?.split(',') ?? [];
  const collections = named.filter((cid) => cid !== '').map((cid) => `${cid}/`);
  return [...collections, ...entries.flatMap(({ result }) => versionsOf(result))];
}

/** A link is not part of the scene that another link opens. */
function withoutLink(scene: string): string {
  const parts = scene.replace(/^\?/, '').split('&');
  return `?${parts.filter((part) => part !== '' && !/^(link|project|entry)=/.test(part)).join('&')}`;
}
