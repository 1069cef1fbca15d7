/** Who sees a collection or a project. */
import type { FastifyRequest } from 'fastify';
import type { CollectionAccess } from '#worker/store/collection-access.ts';
import type { Asker } from '../access/asker.ts';
import { projectReader } from '../access/project-reader.ts';
import type { App, Services } from '../app-types.ts';
import { problem } from '../errors.ts';
import { expectedVersion, versionTag } from '../http/expected-version.ts';
import { AccessSchema, AccessViewSchema } from '../schemas/accounts.ts';
import { CollectionParams, problems } from '../schemas/common.ts';
import { ProjectParams, ProjectSchema } from '../schemas/projects.ts';
import { OWN, shownProject } from './projects.ts';

const TAGS = { tags: ['Accounts'] };

export function collectionAccessRoutes(app: App, { accountService, stores, projects }: Services): void {
  const shown = async ({ store, asker }: FastifyRequest, cid: string) => {
    const [access, collection] = [await store.accessOf(cid), await store.getCollection(cid)];
    const owner = access.owner === null ? null : (accountService.accounts?.user(access.owner)?.name ?? null);
    const mayChange = mayOpen(asker, access);
    return { visibility: collection['tengun:visibility'], groups: [...access.groups], owner, mayChange };
  };
  app.get(
    '/api/collections/:cid/access',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'Who sees a collection',
        params: CollectionParams,
        response: { 200: AccessViewSchema, ...problems(401, 403, 404) },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return await shown(request, request.params.cid);
    },
  );
  app.put(
    '/api/collections/:cid/access',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'Open or close a collection; closing holds from this moment on',
        description:
          'Of one’s own, or, for administrators, of any. Everybody who may write shares what is his with groups that he is in; making it public or unlisted takes the right to publish.',
        params: CollectionParams,
        body: AccessSchema,
        response: { 200: AccessViewSchema, ...problems(400, 401, 403, 404) },
      },
    },
    async (request, reply) => {
      const { cid } = request.params;
      const { visibility, groups } = request.body;
      const { asker, store } = request;
      const access = await store.accessOf(cid);
      if (!mayOpen(asker, access)) throw problem('FORBIDDEN', `collection ${cid} is not yours to open or close`);
      // the id of a collection is a name that may be guessed: unlisted is open
      assertMayShare(asker, visibility === 'unlisted' ? 'public' : visibility, groups);
      await stores.of('all').setAccess(cid, { visibility, groups, owner: access.owner });
      reply.header('cache-control', 'no-store');
      return await shown(request, cid);
    },
  );
  app.put(
    '/api/projects/:pid/access',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'Who sees a project; If-Match names the version that was read',
        description:
          'Of one’s own, or, for administrators, of any. The groups write to it too, unless it is private. Making it public takes the right to publish.',
        params: ProjectParams,
        body: AccessSchema,
        response: { 200: ProjectSchema, ...problems(400, 401, 403, 404, 412, 428) },
      },
    },
    async (request, reply) => {
      const { visibility, groups } = request.body;
      const { asker } = request;
      const who = projectReader(request);
      assertMayShare(asker, visibility, groups);
      const access = { visibility, groups, owner: asker.user?.id ?? null };
      const changed = projects.writing().setAccess(who, request.params.pid, access, expectedVersion(request));
      reply.header('etag', versionTag(changed.version));
      return shownProject(changed, request);
    },
  );
}

/** Whose a collection is; one that the command line has made is the administrators'. */
function mayOpen({ user, rights }: Asker, { owner }: CollectionAccess): boolean {
  if (rights.includes('admin')) return true;
  return user !== null && owner === user.id && rights.includes('write');
}

/** @throws {HttpProblem} FORBIDDEN for groups of others, and for everybody without the right to publish */
function assertMayShare({ user, rights }: Asker, visibility: string, groups: readonly string[]): void {
  if (rights.includes('admin')) return;
  if (visibility === 'public' && !rights.includes('publish')) {
    throw problem('FORBIDDEN', 'making it public takes the right to publish');
  }
  const other = groups.find((group) => !user?.groups.includes(group));
  if (other !== undefined) throw problem('FORBIDDEN', `you are not in the group ${other.slice(0, 80)}`);
}
