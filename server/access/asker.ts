/** Who asks: what a request says of it, checked. Decided once a request, before anything else. */
import type { FastifyRequest } from 'fastify';
import type { Audience, LinkedItem, Reader } from '#worker/store/audience.ts';
import type { CollectionAccess } from '#worker/store/collection-access.ts';
import type { AccountService } from '../accounts/account-service.ts';
import type { Token, User } from '../accounts/account-types.ts';
import { type Right, rightsOf, rightsOfScope } from '../accounts/roles.ts';
import type { Accounts } from '../accounts/sqlite-accounts.ts';
import type { Config } from '../config.ts';
import { problem } from '../errors.ts';
import { cookieOf } from './session-cookie.ts';

export interface Asker {
  readonly user: User | null;
  /** How he said who he is. `cookie`: a browser sends it along whoever made the page. */
  readonly by: 'nothing' | 'cookie' | 'token';
  readonly token: Token | null;
  readonly rights: readonly Right[];
  readonly audience: Audience;
  /** Whose jobs and limits these are: a user, or an address. */
  readonly key: string;
}

interface AskerSources {
  readonly config: Pick<Config, 'allowWrites' | 'anonymousWrites'>;
  readonly accountService: AccountService;
}

declare module 'fastify' {
  interface FastifyRequest {
    asker: Asker;
    /** Of a signed link, taken from the address before it was routed. */
    signature: string | null;
  }
}

/** @throws {HttpProblem} UNAUTHORIZED for a token that does not hold: who names one does not want to be nobody */
export function askerOf(request: FastifyRequest, { config, accountService: service }: AskerSources): Asker {
  const { accounts } = service;
  if (!accounts) return withoutAccounts(request, config);
  const linked = linkedItem(request, accounts);
  const secret = bearerOf(request);
  if (secret !== null) {
    const known = accounts.token(secret);
    if (!known) throw problem('UNAUTHORIZED', 'the token does not hold (any more)', { 'www-authenticate': CHALLENGE });
    const { user, token } = known;
    const allowed = rightsOfScope(token.scope);
    const rights = rightsOf(user.role).filter((right) => allowed.includes(right));
    return { ...ofUser(user, rights, config, linked), by: 'token', token };
  }
  const cookie = cookieOf(request);
  const session = cookie === undefined ? null : accounts.session(cookie);
  if (session) {
    return { ...ofUser(session.user, rightsOf(session.user.role), config, linked), by: 'cookie', token: null };
  }
  const audience = linked ? { user: null, groups: [], linked } : 'public';
  return { ...NOBODY, rights: rightsOf('anonymous'), audience, key: request.ip };
}

export const CHALLENGE = 'Bearer realm="tengun"';
const NOBODY = { user: null, by: 'nothing', token: null, audience: 'public' } as const;

/** Somebody without an account, on a server that has some. */
export function nobody({ ip }: Pick<FastifyRequest, 'ip'>): Asker {
  return { ...NOBODY, rights: rightsOf('anonymous'), key: ip };
}

/**
 * Until accounts exist, whoever is at this very machine may write, and so may everybody where the operator says so; what is private is
 * for the command line only.
 */
function withoutAccounts(request: FastifyRequest, config: AskerSources['config']): Asker {
  const rights = rightsOf('anonymous');
  const mayWrite = config.allowWrites && config.anonymousWrites && !isForwarded(request);
  return { ...NOBODY, rights: mayWrite ? [...rights, 'write'] : rights, key: request.ip };
}

/**
 * Whether a proxy has sent a request on. Where nobody said that there is one, its requests would look as if they came from this machine.
 */
export function isForwarded({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  return FORWARDED.some((name) => headers[name] !== undefined);
}

const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

function ofUser(
  user: User,
  rights: readonly Right[],
  { allowWrites }: AskerSources['config'],
  linked: LinkedItem | null,
) {
  return {
    user,
    rights: allowWrites ? rights : rights.filter((right) => right !== 'write' && right !== 'publish'),
    audience: { ...readerOf(user, rights), ...(linked ? { linked } : {}) },
    key: `user ${user.id}`,
  };
}

const readerOf = ({ id, groups, role }: User, rights: readonly Right[]): Reader => ({
  user: id,
  groups,
  isAdmin: role === 'admin' && rights.includes('admin'),
});

/** What a signed link opens, where the address is one of that item: what its maker may hand out now, not when he made it. */
function linkedItem({ params, signature }: FastifyRequest, accounts: Accounts): LinkedItem | null {
  const { cid, iid } = params as { readonly cid?: string; readonly iid?: string };
  if (signature === null || cid === undefined || iid === undefined) return null;
  const link = accounts.links.find(signature, cid, iid);
  const maker = link && accounts.user(link.user);
  if (!maker || maker.isDisabled) return null;
  const rights = rightsOf(maker.role);
  return rights.includes('publish') ? { collection: cid, item: iid, by: readerOf(maker, rights) } : null;
}

function bearerOf({ headers: { authorization } }: FastifyRequest): string | null {
  if (authorization === undefined) return null;
  const [, secret] = /^bearer ([\w.~+/-]{1,200}=*)$/i.exec(authorization) ?? [];
  // other schemes are a proxy's business
  return secret ?? null;
}

/** Who may see what he makes: he, and the groups that he works in. Null without an account: who knows its id. */
export function accessOfOwn({ user }: Pick<Asker, 'user'>): CollectionAccess | null {
  if (!user) return null;
  return { visibility: user.groups.length > 0 ? 'group' : 'private', groups: user.groups, owner: user.id };
}
