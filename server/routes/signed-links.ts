/** Links that open one item for whoever holds them: handed out, listed, taken back. */
import { Type } from '@fastify/type-provider-typebox';
import type { User } from '../accounts/account-types.ts';
import { SIGNATURE_PARAMETER, type SignedLink } from '../accounts/signed-links.ts';
import type { App, Services } from '../app-types.ts';
import { baseUrl, itemPath } from '../links.ts';
import {
  SessionParams,
  SignedLinkBody,
  SignedLinkMadeSchema,
  SignedLinksQuery,
  SignedLinksSchema,
} from '../schemas/accounts.ts';
import { ItemParams, problems } from '../schemas/common.ts';
import { OWN, plainLine } from './projects.ts';

const TAGS = { tags: ['Accounts'] };
const DAY_MS = 24 * 3_600_000;
const NO_STORE = { 'cache-control': 'no-store' };
const time = (milliseconds: number) => new Date(milliseconds).toISOString();

export function signedLinkRoutes(app: App, { config, accountService }: Services): void {
  app.post(
    '/api/collections/:cid/items/:iid/signed-links',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary:
          'A link that opens one item for whoever holds it, until a day; the answer is the only place where it is told',
        description: `The parameter \`${SIGNATURE_PARAMETER}\` opens every address of the item. The link ends with its day, when it is taken back, with the item, and when who handed it out may not publish any more or does not see the item himself.`,
        params: ItemParams,
        body: SignedLinkBody,
        response: { 201: SignedLinkMadeSchema, ...problems(400, 401, 403, 404, 413) },
      },
    },
    async (request, reply) => {
      const { cid, iid } = request.params;
      const { days, note = '' } = request.body;
      const created = Date.now();
      const expires = created + days * DAY_MS;
      const plainNote = note.trim() === '' ? '' : plainLine(note);
      const { id, secret } = accountService
        .known()
        .links.add({ user: request.asker.user!.id, collection: cid, item: iid, note: plainNote, expires });
      request.auditTarget = auditTarget({ id, collection: cid, item: iid, expires, note: plainNote });
      const self = `${baseUrl(request, config)}${itemPath(cid, iid)}`;
      const query = `?${SIGNATURE_PARAMETER}=${secret}`;
      reply.code(201).headers(NO_STORE);
      return {
        id,
        collection: cid,
        item: iid,
        note: plainNote,
        created: time(created),
        expires: time(expires),
        links: { item: self + query, data: `${self}/data.copc.laz${query}` },
      };
    },
  );
  app.get(
    '/api/signed-links',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'Signed links that one has handed out, newest first; administrators see everybody’s',
        querystring: SignedLinksQuery,
        response: { 200: SignedLinksSchema, ...problems(400, 401, 403) },
      },
    },
    async (request, reply) => {
      const { limit = 100, before = null } = request.query;
      const accounts = accountService.known();
      const found = accounts.links.list({ user: whose(request.asker), before, limit: limit + 1 });
      const page = found.slice(0, limit);
      reply.headers(NO_STORE);
      return {
        links: page.map(({ number: _, user, created, expires, lastUsed, ...link }) => ({
          ...link,
          user: accounts.user(user)?.name ?? user,
          created: time(created),
          expires: time(expires),
          lastUsed: lastUsed === null ? null : time(lastUsed),
        })),
        next: found.length > limit ? page.at(-1)!.number : null,
      };
    },
  );
  app.delete(
    '/api/signed-links/:id',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'Take a signed link back; it opens nothing from this moment on',
        params: SessionParams,
        response: { 204: Type.Null({ description: 'Taken back' }), ...problems(401, 403, 404) },
      },
    },
    async (request, reply) => {
      const link = accountService.known().links.remove(whose(request.asker), request.params.id);
      request.auditTarget = auditTarget(link);
      return reply.code(204).send(null);
    },
  );
}

/** The log says of what a link was, also when it is gone. */
const auditTarget = ({
  id,
  collection,
  item,
  expires,
  note,
}: Omit<SignedLink, 'number' | 'user' | 'created' | 'lastUsed'>) =>
  [`${collection}/${item}`, `link ${id}`, `until ${time(expires)}`, note].filter((part) => part !== '').join(', ');

/** Whose links somebody sees and takes back; null: everybody's. */
const whose = ({ user, rights }: { readonly user: User | null; readonly rights: readonly string[] }): string | null =>
  rights.includes('admin') ? null : user!.id;
