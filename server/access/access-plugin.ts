/** Who may do what, for every route and before its handler: the one place (route-rules.ts says what). */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Store } from '#worker/store/store.ts';
import type { AccountService } from '../accounts/account-service.ts';
import type { App } from '../app-types.ts';
import type { Config } from '../config.ts';
import { problem } from '../errors.ts';
import { assertOwnPage, assertPublicForm } from '../http/own-page.ts';
import { type Asker, askerOf, CHALLENGE, isForwarded, nobody } from './asker.ts';
import { type RouteRule, ruleOf } from './route-rules.ts';
import { takenSignature } from './signature-in-address.ts';
import type { StoreViews } from './store-views.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The store as the asker sees it; routes have no other one. */
    store: Store;
    /** Why the asker is nobody, although he said that he is somebody. */
    askerFault: unknown;
  }
  interface FastifyContextConfig {
    rule?: RouteRule;
  }
  interface FastifyInstance {
    /** Every route as it was registered. */
    listOfRoutes(): readonly RouteName[];
  }
}

interface RouteName {
  readonly method: string;
  readonly url: string;
}

interface AccessOptions {
  readonly config: Config;
  readonly accountService: AccountService;
  readonly stores: StoreViews;
}

/** Who asks, before limits are counted: of a user whatever his address. One who says it wrongly is nobody, and told so later. */
export function registerAsker(app: App, options: AccessOptions): void {
  app.decorateRequest('asker');
  app.decorateRequest('store');
  app.decorateRequest('signature', null);
  app.decorateRequest('askerFault', null);
  app.addHook('onRequest', async (request) => {
    request.signature = takenSignature(request.raw);
    try {
      request.asker = askerOf(request, options);
    } catch (error) {
      request.asker = nobody(request);
      request.askerFault = error;
    }
    request.store = options.stores.of(request.asker.audience);
  });
}

/** Must come before the routes. A route without a rule is an error at the start. */
export function registerAccess(app: App, options: AccessOptions): void {
  const listed: RouteName[] = [];
  app.decorate('listOfRoutes', () => listed);
  app.addHook('onRoute', (route) => {
    for (const method of [route.method].flat()) {
      listed.push({ method, url: route.url });
      const rule = ruleOf(method, route.url);
      if (!rule) throw new Error(`${method} ${route.url} has no rule in access/route-rules.ts`);
      route.config = { ...route.config, rule };
    }
  });
  app.addHook('onRequest', async (request) => {
    if (request.askerFault !== null) throw request.askerFault;
    const { rule } = request.routeOptions.config;
    if (rule) await assertAllowed(request, rule, options);
  });
  app.addHook('onSend', async (request, reply, payload) => {
    keepFromOthers(request, reply, options.accountService.accounts !== null);
    return payload;
  });
}

async function assertAllowed(request: FastifyRequest, rule: RouteRule, { config, accountService }: AccessOptions) {
  const { asker, store } = request;
  if (rule.needs !== null) assertRight(asker, rule.needs, accountService);
  if (rule.behind === 'operation') assertOperator(request, config);
  assertNotForged(request, rule, config);
  const { cid, iid, sid, aid } = request.params as Readonly<Record<string, string | undefined>>;
  if (rule.behind === 'collection') await store.getCollection(cid!);
  if (rule.behind === 'item') await store.assertItem(cid!, iid!);
  if (rule.behind === 'surface') await store.assertUpload((sid ?? aid)!, sid === undefined ? 'alignment' : 'surface');
}

/**
 * @throws {HttpProblem} UNAUTHORIZED where signing in may help, FORBIDDEN where it does not
 */
export function assertRight({ user, rights }: Asker, needed: Asker['rights'][number], service: AccountService): void {
  if (rights.includes(needed)) return;
  if (user) throw problem('FORBIDDEN', `this takes the right to ${needed}, which ${user.role} has not`);
  if (!service.accounts) throw problem('FORBIDDEN', WITHOUT_ACCOUNTS);
  throw problem('UNAUTHORIZED', 'sign in for this', { 'www-authenticate': CHALLENGE });
}

const WITHOUT_ACCOUNTS =
  'this server is read-only: nobody can sign in yet (use the link that it printed at its start), and TENGUN_ALLOW_WRITES does not let everybody write';

/**
 * What changes something takes no request that a page of another site has sent. A token is never sent by a page that does not know it.
 */
function assertNotForged(request: FastifyRequest, { needs }: RouteRule, config: Config): void {
  const { method, asker, headers } = request;
  const isReading = method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
  if (isReading || asker.by === 'token') return;
  if (asker.by === 'cookie') {
    const site = headers['sec-fetch-site'];
    if (site === 'cross-site' || site === 'same-site') {
      throw problem('FORBIDDEN', 'a page of another site may not write to this server');
    }
    assertPublicForm(request, config);
  } else if (needs === 'write') assertOwnPage(request, config);
}

/** Whoever is at the machine itself (a proxy's requests have another address), or an administrator. */
function assertOperator(request: FastifyRequest, { trustProxy }: Config): void {
  const { asker, ip } = request;
  const isHere = ip === '127.0.0.1' || ip === '::1' || ip === '::ffff:127.0.0.1';
  const isDirect = trustProxy !== false || !isForwarded(request);
  if ((isHere && isDirect) || asker.rights.includes('admin')) return;
  throw problem('NOT_FOUND', 'metrics are for this machine and for administrators');
}

/** What somebody sees because of who he is stays out of caches that others share. */
function keepFromOthers({ asker, signature }: FastifyRequest, reply: FastifyReply, hasAccounts: boolean): void {
  // a request that failed before anybody asked who it is
  if (!asker) return;
  const control = reply.getHeader('cache-control');
  const isOwn = asker.by !== 'nothing' || signature !== null;
  if (isOwn && typeof control === 'string' && !/no-store|private/.test(control)) {
    reply.header('cache-control', `private, ${control.replace(/public,? ?/, '')}`);
  }
  if (!hasAccounts || !/public/.test(String(control ?? ''))) return;
  const vary = String(reply.getHeader('vary') ?? '');
  const names = ['Authorization', 'Cookie'].filter((name) => !new RegExp(`\\b${name}\\b`, 'i').test(vary));
  reply.header('vary', [vary, ...names].filter((part) => part !== '').join(', '));
}
