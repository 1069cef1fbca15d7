/** Signing in and out, the first account, one's own password, sessions and tokens. */
import { Type } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { cookieOf, pendingCookie, sessionCookie } from '../access/session-cookie.ts';
import type { User } from '../accounts/account-types.ts';
import { ownPath } from '../accounts/organisation.ts';
import type { App, Services } from '../app-types.ts';
import { problem } from '../errors.ts';
import { assertPublicForm } from '../http/own-page.ts';
import { baseUrl } from '../links.ts';
import {
  PasswordBody,
  ReturnQuery,
  SelfSchema,
  SessionParams,
  SessionsSchema,
  SetupBody,
  SignInBody,
  TokenBody,
  TokenMadeSchema,
  TokensSchema,
} from '../schemas/accounts.ts';
import { problems } from '../schemas/common.ts';
import { OWN, plainLine } from './projects.ts';

const TAGS = { tags: ['Accounts'] };
const DAY_MS = 24 * 3_600_000;
const PENDING_S = 600;
const NO_STORE = { 'cache-control': 'no-store' };
const time = (milliseconds: number) => new Date(milliseconds).toISOString();

export function sessionRoutes(app: App, { config, accountService: service, organisation, projects }: Services): void {
  /** What the page of a signed-in user, or of anybody, needs to know. */
  const selfOf = (request: FastifyRequest) => {
    const { user, rights, by } = request.asker;
    const secret = by === 'cookie' ? cookieOf(request) : undefined;
    const session = secret === undefined ? null : service.accounts?.session(secret);
    return {
      user: user && {
        id: user.id,
        name: user.name,
        displayName: user.displayName,
        role: user.role,
        groups: [...user.groups],
        hasPassword: user.hasPassword,
      },
      rights: [...rights],
      accounts: service.accounts !== null,
      organisation: organisation?.name ?? null,
      expires: session ? time(session.expires) : null,
    };
  };
  const begin = (request: FastifyRequest, reply: FastifyReply, user: User): FastifyReply => {
    const agent = request.headers['user-agent'] ?? '';
    const { secret, expires } = service.known().beginSession(user.id, { address: request.ip, agent });
    return setSession(request, reply, secret, expires);
  };

  const callbackOf = (request: FastifyRequest) => `${baseUrl(request, config)}/api/session/organisation/callback`;

  app.get(
    '/api/session',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'Who one is here, and what one may do',
        response: { 200: SelfSchema, ...problems(401) },
      },
    },
    (request, reply) => {
      reply.headers(NO_STORE);
      return selfOf(request);
    },
  );
  app.post(
    '/api/session',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'Sign in with name and password; the answer sets a cookie',
        body: SignInBody,
        response: { 204: Type.Null({ description: 'Signed in' }), ...problems(400, 401, 403, 429, 503) },
      },
    },
    async (request, reply) => {
      assertPublicForm(request, config);
      const { name, password } = request.body;
      // whose account somebody tried, whether or not there is one
      request.auditTarget = name;
      const user = await service.signIn(name, password, request.ip);
      return begin(request, reply, user).code(204).send(null);
    },
  );
  app.delete(
    '/api/session',
    { ...OWN, schema: { ...TAGS, summary: 'Sign out', response: { 204: Type.Null({ description: 'Signed out' }) } } },
    async (request, reply) => {
      const secret = cookieOf(request);
      if (secret !== undefined) service.accounts?.endSession(secret);
      return clearSession(request, reply).code(204).send(null);
    },
  );
  app.get(
    '/api/session/organisation',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'Sign in by the organisation (OpenID Connect): redirects to its provider',
        querystring: ReturnQuery,
        response: { 302: Type.Null({ description: 'To the provider' }), ...problems(400, 404, 503) },
      },
    },
    async (request, reply) => {
      if (!organisation) throw problem('NOT_FOUND', 'no organisation signs in here');
      const { url, secret } = await organisation.begin(callbackOf(request), ownPath(request.query.return));
      const options = { ...cookieOptions(request), maxAge: PENDING_S };
      return reply
        .headers(NO_STORE)
        .setCookie(pendingCookie(request), secret, options)
        .code(302)
        .header('location', url.href)
        .send(null);
    },
  );
  app.get(
    '/api/session/organisation/callback',
    {
      ...OWN,
      // the address has the code, which holds once
      logLevel: 'error',
      schema: {
        ...TAGS,
        summary: 'Where the organisation’s provider sends the browser back',
        response: { 302: Type.Null({ description: 'Signed in' }), ...problems(401, 403, 503) },
      },
    },
    async (request, reply) => {
      if (!organisation) throw problem('NOT_FOUND', 'no organisation signs in here');
      const url = new URL(callbackOf(request));
      url.search = new URL(request.url, url).search;
      const { member, returnTo } = await organisation.finish(url, request.cookies[pendingCookie(request)]);
      const user = service.signInBySubject(member.subject, member);
      request.auditTarget = user.name;
      if (member.role !== null && member.role !== user.role) {
        request.auditTarget = `${user.name} (stays ${user.role}, the last one; the organisation says ${member.role})`;
        request.log.warn(
          { user: user.name, role: user.role, said: member.role },
          'the last administrator keeps his role',
        );
      }
      reply.clearCookie(pendingCookie(request), cookieOptions(request));
      return begin(request, reply, user).code(302).header('location', returnTo).send(null);
    },
  );
  app.post(
    '/api/setup',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary:
          'Make the first account, an administrator, with the one-time link that the server printed at its start',
        body: SetupBody,
        response: { 204: Type.Null({ description: 'Made and signed in' }), ...problems(400, 403, 409, 503) },
      },
    },
    async (request, reply) => {
      assertPublicForm(request, config);
      const { secret, name, password } = request.body;
      request.auditTarget = name;
      const user = await service.setUp(secret, { name, password });
      // what was kept while there were no accounts was for whoever sat at this machine
      projects.writing().adopt(user.id, { visibility: 'private', groups: [], owner: user.id });
      return begin(request, reply, user).code(204).send(null);
    },
  );
  app.post(
    '/api/password',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'Set one’s password; ends every session but the one that this begins',
        body: PasswordBody,
        response: { 204: Type.Null({ description: 'Set, and signed in' }), ...problems(400, 401, 403, 429, 503) },
      },
    },
    async (request, reply) => {
      assertPublicForm(request, config);
      const { secret, before, password } = request.body;
      const { user, by } = request.asker;
      if (secret !== undefined) {
        const owner = await service.setPasswordByLink(secret, password);
        return begin(request, reply, owner).code(204).send(null);
      }
      if (!user || by !== 'cookie') throw problem('UNAUTHORIZED', 'sign in for this');
      if (before === undefined) throw problem('INVALID_INPUT', 'before: expected the password that held until now');
      await service.changePassword(user, before, password, request.ip);
      return begin(request, reply, user).code(204).send(null);
    },
  );
  app.get(
    '/api/sessions',
    {
      ...OWN,
      schema: { ...TAGS, summary: 'Where one is signed in', response: { 200: SessionsSchema, ...problems(401) } },
    },
    (request, reply) => {
      reply.headers(NO_STORE);
      const accounts = service.known();
      const secret = cookieOf(request);
      const here = secret === undefined ? null : accounts.session(secret)?.id;
      const sessions = accounts.sessionsOf(request.asker.user!.id).map(({ user: _, ...session }) => ({
        ...session,
        isThis: session.id === here,
        created: time(session.created),
        seen: time(session.seen),
        expires: time(session.expires),
      }));
      return { sessions };
    },
  );
  app.delete(
    '/api/sessions/:id',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'End a session of one’s own',
        params: SessionParams,
        response: { 204: Type.Null({ description: 'Ended' }), ...problems(401, 404) },
      },
    },
    async (request, reply) => {
      service.known().endSessionOf(request.asker.user!.id, request.params.id);
      return reply.code(204).send(null);
    },
  );
  app.get(
    '/api/tokens',
    { ...OWN, schema: { ...TAGS, summary: 'One’s API tokens', response: { 200: TokensSchema, ...problems(401) } } },
    (request, reply) => {
      reply.headers(NO_STORE);
      return { tokens: service.known().tokensOf(request.asker.user!.id).map(shownToken) };
    },
  );
  app.post(
    '/api/tokens',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'Make an API token; the answer is the only place where it is told',
        body: TokenBody,
        response: { 201: TokenMadeSchema, ...problems(400, 401, 403, 413) },
      },
    },
    async (request, reply) => {
      const { name, scope, days } = request.body;
      const user = request.asker.user!;
      const accounts = service.known();
      const { id, secret } = accounts.addToken(user.id, {
        name: plainLine(name),
        scope,
        expires: Date.now() + days * DAY_MS,
      });
      const token = accounts.tokensOf(user.id).find((one) => one.id === id)!;
      return reply
        .code(201)
        .headers(NO_STORE)
        .send({ ...shownToken(token), secret });
    },
  );
  app.delete(
    '/api/tokens/:id',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'End an API token',
        params: SessionParams,
        response: { 204: Type.Null({ description: 'Ended' }), ...problems(401, 404) },
      },
    },
    async (request, reply) => {
      service.known().removeToken(request.asker.user!.id, request.params.id);
      return reply.code(204).send(null);
    },
  );
}

function shownToken({
  created,
  expires,
  lastUsed,
  ...token
}: ReturnType<ReturnType<Services['accountService']['known']>['tokensOf']>[number]) {
  return {
    ...token,
    created: time(created),
    expires: time(expires),
    lastUsed: lastUsed === null ? null : time(lastUsed),
  };
}

/** HttpOnly: no script reads it. Lax: no page of another site sends it with what changes something. */
export function setSession(
  request: FastifyRequest,
  reply: FastifyReply,
  secret: string,
  expires: number,
): FastifyReply {
  const options = { ...cookieOptions(request), expires: new Date(expires) };
  return reply.headers(NO_STORE).setCookie(sessionCookie(request), secret, options);
}

const cookieOptions = ({ protocol }: FastifyRequest) =>
  ({ path: '/', httpOnly: true, sameSite: 'lax', secure: protocol === 'https' }) as const;

function clearSession(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.headers(NO_STORE).clearCookie(sessionCookie(request), cookieOptions(request));
}
