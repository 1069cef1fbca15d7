/** Users and groups, for administrators. */
import { Type } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { checkGroup } from '../accounts/account-service.ts';
import type { User } from '../accounts/account-types.ts';
import type { App, Services } from '../app-types.ts';
import { problem } from '../errors.ts';
import { baseUrl } from '../links.ts';
import {
  GroupBody,
  GroupParams,
  GroupsSchema,
  NewUserBody,
  OneTimeSchema,
  UserBody,
  UserMadeSchema,
  UserParams,
  UserSchema,
  UsersSchema,
} from '../schemas/accounts.ts';
import { problems } from '../schemas/common.ts';
import { OWN, plainLine } from './projects.ts';

const TAGS = { tags: ['Accounts'] };
const NO_STORE = { 'cache-control': 'no-store' };

export function userRoutes(app: App, { config, accountService }: Services): void {
  /** The secret stands behind the number sign: no server and no log sees it. */
  const linkFor = (request: FastifyRequest, user: User) => {
    const { secret, expires } = accountService.invite(user.id);
    const url = `${baseUrl(request, config)}/account#password=${secret}`;
    return { secret, url, expires: new Date(expires).toISOString() };
  };
  app.get(
    '/api/users',
    { ...OWN, schema: { ...TAGS, summary: 'Users', response: { 200: UsersSchema, ...problems(401, 403) } } },
    (_request, reply) => {
      reply.headers(NO_STORE);
      return { users: accountService.known().users().map(shownUser) };
    },
  );
  app.post(
    '/api/users',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'Make a user; the answer has a one-time link with which he sets his password',
        body: NewUserBody,
        response: { 201: UserMadeSchema, ...problems(400, 401, 403, 404, 409) },
      },
    },
    async (request, reply) => {
      const { displayName, ...given } = request.body;
      const name = displayName === undefined ? {} : { displayName: plainLine(displayName) };
      const user = accountService.addUser({ ...given, ...name });
      return reply
        .code(201)
        .headers(NO_STORE)
        .send({ user: shownUser(user), link: linkFor(request, user) });
    },
  );
  app.put(
    '/api/users/:uid',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'Change name, role or groups of a user, or keep him out; it counts from his next request',
        params: UserParams,
        body: UserBody,
        response: { 200: UserSchema, ...problems(400, 401, 403, 404, 409) },
      },
    },
    (request) => {
      const { displayName, ...given } = request.body;
      const name = displayName === undefined ? {} : { displayName: plainLine(displayName) };
      return shownUser(accountService.known().changeUser(request.params.uid, { ...given, ...name }));
    },
  );
  app.delete(
    '/api/users/:uid',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'Delete a user with his sessions and tokens; what he has made stays, for administrators',
        params: UserParams,
        response: { 204: Type.Null({ description: 'Deleted' }), ...problems(401, 403, 404, 409) },
      },
    },
    async (request, reply) => {
      accountService.known().removeUser(request.params.uid);
      return reply.code(204).send(null);
    },
  );
  app.post(
    '/api/users/:uid/link',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'A new one-time link with which a user sets his password; former ones no longer hold',
        params: UserParams,
        response: { 201: OneTimeSchema, ...problems(401, 403, 404) },
      },
    },
    async (request, reply) => {
      const user = accountService.known().user(request.params.uid);
      if (!user) throw problem('NOT_FOUND', `there is no user ${request.params.uid}`);
      return reply.code(201).headers(NO_STORE).send(linkFor(request, user));
    },
  );
  app.get(
    '/api/groups',
    { ...OWN, schema: { ...TAGS, summary: 'Groups', response: { 200: GroupsSchema, ...problems(401, 403) } } },
    (_request, reply) => {
      reply.headers(NO_STORE);
      return { groups: accountService.known().groups() };
    },
  );
  app.post(
    '/api/groups',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'Make a group; one that is there stays',
        body: GroupBody,
        response: { 204: Type.Null({ description: 'It is there' }), ...problems(400, 401, 403) },
      },
    },
    async (request, reply) => {
      accountService.known().addGroup(checkGroup(request.body.name));
      return reply.code(204).send(null);
    },
  );
  app.delete(
    '/api/groups/:name',
    {
      ...OWN,
      schema: {
        ...TAGS,
        summary: 'Delete a group; its members stay, and lose what only it let them see',
        params: GroupParams,
        response: { 204: Type.Null({ description: 'Deleted' }), ...problems(401, 403, 404) },
      },
    },
    async (request, reply) => {
      accountService.known().removeGroup(request.params.name);
      return reply.code(204).send(null);
    },
  );
}

function shownUser({ subject, lockedUntil, groups, ...user }: User) {
  return {
    ...user,
    groups: [...groups],
    isOrganisations: subject !== null,
    lockedUntil: lockedUntil === null ? null : new Date(lockedUntil).toISOString(),
  };
}
