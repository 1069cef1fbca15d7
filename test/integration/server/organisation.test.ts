/** Signing in by an organisation: a real OpenID Connect provider, and a browser that follows its pages. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AccountService } from '../../../server/accounts/account-service.ts';
import { Organisation, ownPath, parseRoleMap } from '../../../server/accounts/organisation.ts';
import { type OrganisationConfig, readConfig } from '../../../server/config.ts';
import { FetchError, type Resolve } from '../../../server/http/fetch-policy.ts';
import { CLIENT, FormBrowser, type OidcProvider, startOidcProvider } from '../../helpers/oidc-provider.ts';
import { publish, type TestServer, testServer } from '../../helpers/server-app.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

let provider: OidcProvider;
let server: TestServer;
let base: string;

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

beforeAll(async () => {
  const port = await freePort();
  base = `http://127.0.0.1:${port}`;
  provider = await startOidcProvider(`${base}/api/session/organisation/callback`);
  provider.members.set('hanako', { name: '静岡 花子', groups: ['doboku', 'tengun-admins'] });
  provider.members.set('taro', { name: '浜松 太郎', groups: ['doboku', 'unknown'] });
  provider.members.set('guest', { name: 'Guest', groups: [] });
  server = await testServer(
    async (store) => {
      await publish(store, import.meta.filename, { collection: 'roads', id: 'a' });
      await store.setAccess('roads', { visibility: 'group', groups: ['doboku'], owner: null });
    },
    {
      port,
      baseUrl: base,
      passwordCost: { N: 2 ** 10, r: 8, p: 1 },
      organisation: {
        name: '静岡県',
        issuer: provider.issuer,
        clientId: CLIENT.id,
        clientSecret: CLIENT.secret,
        scope: 'openid profile groups',
        groupsClaim: 'groups',
        roles: parseRoleMap('tengun-admins=admin,doboku=engineer')!,
        defaultRole: null,
      },
    },
  );
  await server.app.listen({ port, host: '127.0.0.1' });
}, 60_000);
afterAll(async () => {
  await server.close();
  await provider.close();
});

const signIn = async (member: string, returnTo = '/api/session') => {
  const browser = new FormBrowser();
  const page = await browser.signIn(`${base}/api/session/organisation?return=${encodeURIComponent(returnTo)}`, member);
  return { browser, page };
};

describe('signing in by the organisation', () => {
  it('gives the role and the groups that it says, anew each time', async () => {
    const first = await signIn('hanako');
    const self = await first.page.response.json();
    expect(self).toMatchObject({
      user: { name: 'hanako', displayName: '静岡 花子', role: 'admin', groups: [], hasPassword: false },
      organisation: '静岡県',
    });
    const admin = async (path: string, payload: object) =>
      (
        await first.browser.get(`${base}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(payload),
        })
      ).response.status;
    // groups that are not known here give nothing
    expect(await admin('/api/groups', { name: 'doboku' })).toBe(204);
    const { page, browser } = await signIn('taro');
    expect(await page.response.json()).toMatchObject({ user: { name: 'taro', role: 'engineer', groups: ['doboku'] } });
    expect((await browser.get(`${base}/api/collections/roads`)).response.status).toBe(200);
    provider.members.set('taro', { name: '浜松 太郎', groups: ['tengun-admins'] });
    const later = await signIn('taro');
    expect((await later.page.response.json()).user).toMatchObject({ role: 'admin', groups: [] });
    expect((await first.browser.get(`${base}/api/users`)).response.status).toBe(200);
    // he has no password: the local form is closed to him
    const local = await fetch(`${base}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'taro', password: '' }),
    });
    expect([400, 401]).toContain(local.status);
  });

  it('leaves the last administrator what he is, and says so', async () => {
    provider.members.set('taro', { name: '浜松 太郎', groups: ['doboku'] });
    provider.members.set('hanako', { name: '静岡 花子', groups: ['tengun-admins'] });
    await signIn('hanako');
    expect((await (await signIn('taro')).page.response.json()).user).toMatchObject({ role: 'engineer' });
    provider.members.set('hanako', { name: '静岡 はな子', groups: ['doboku'] });
    const { page, browser } = await signIn('hanako');
    expect(page.response.status).toBe(200);
    expect((await page.response.json()).user).toMatchObject({
      name: 'hanako',
      displayName: '静岡 はな子',
      role: 'admin',
      groups: ['doboku'],
    });
    const { events } = await (await browser.get(`${base}/api/audit`)).response.json();
    expect(events[0]).toMatchObject({ target: expect.stringMatching(/^hanako \(stays admin, .* says engineer\)$/) });
    // with another one beside him it counts
    provider.members.set('taro', { name: '浜松 太郎', groups: ['tengun-admins'] });
    expect((await (await signIn('taro')).page.response.json()).user).toMatchObject({ role: 'admin' });
    expect((await (await signIn('hanako')).page.response.json()).user).toMatchObject({ role: 'engineer' });
    provider.members.set('hanako', { name: '静岡 花子', groups: ['doboku', 'tengun-admins'] });
  });

  it('lets in a second time where nobody administers yet', async () => {
    const service = new AccountService({ dir: await temporaryFolder() });
    const member = { name: 'jiro', displayName: 'Jiro', role: 'viewer' as const, groups: null };
    const first = service.signInBySubject('issuer jiro', member);
    expect(service.signInBySubject('issuer jiro', { ...member, displayName: '次郎' })).toMatchObject({
      id: first.id,
      displayName: '次郎',
      role: 'viewer',
    });
    service.close();
  });

  it('keeps out who has no role, in words', async () => {
    const { page, browser } = await signIn('guest');
    expect(page.response.status).toBe(403);
    expect((await page.response.json()).detail).toContain('静岡県');
    expect((await (await browser.get(`${base}/api/session`)).response.json()).user).toBeNull();
  });

  it('takes no answer that another browser began, none twice, and none that was changed', async () => {
    const browser = new FormBrowser();
    // as far as the provider's page
    await browser.get(`${base}/api/session/organisation`);
    const wrong = async (query: string, one = browser) =>
      (await one.get(`${base}/api/session/organisation/callback?${query}`)).response.status;
    expect(await wrong('code=x&state=y', new FormBrowser())).toBe(401);
    expect(await wrong(`code=x&state=y&iss=${encodeURIComponent(provider.issuer)}`)).toBe(401);
    // the first answer has used it up
    expect(await wrong('code=x&state=y')).toBe(401);
    expect(await wrong('error=access_denied')).toBe(401);
  });

  it('goes on with a page of this server, and with no other', async () => {
    for (const [asked, expected] of [
      ['/?view=globe', '/?view=globe'],
      ['//evil.example/', '/'],
      ['/\\evil.example', '/'],
      ['https://evil.example', '/'],
      ['/ x', '/'],
      ['/\t/evil.example', '/'],
      ['/?q=伊豆&p=a%20b#点', '/?q=%E4%BC%8A%E8%B1%86&p=a%20b#%E7%82%B9'],
      ['/\u0001\ud800', '/%01%EF%BF%BD'],
      ['/.//evil.example', '/.//evil.example'],
    ] as const) {
      expect(ownPath(asked)).toBe(expected);
    }
    const { page } = await signIn('hanako', '//evil.example/');
    expect(new URL(page.url).origin).toBe(base);
    const { page: named } = await signIn('hanako', '/catalog?q=伊豆');
    expect(new URL(named.url, base).searchParams.get('q')).toBe('伊豆');
  });
});

describe('who the server asks for it', () => {
  const CONFIG: OrganisationConfig = {
    name: '静岡県',
    issuer: '',
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
    scope: 'openid',
    groupsClaim: 'groups',
    roles: new Map(),
    defaultRole: 'viewer',
  };
  /** What kept a sign-in from beginning: the fault, and its words. */
  const refusal = async (config: Partial<OrganisationConfig>, resolve?: Resolve) => {
    const organisation = new Organisation({ ...CONFIG, ...config }, resolve);
    let error: unknown = await organisation.begin(`${base}/callback`, '/').then(
      () => new Error('it began'),
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: 'BUSY' });
    // the words for people tell nothing of it
    expect((error as Error).message).not.toMatch(/expected|seen|http/);
    while (error instanceof Error && !(error instanceof FetchError)) error = error.cause;
    return error as FetchError;
  };

  it('is only whom the discovery document may name', async () => {
    const named: Record<string, string> = {};
    const discovery = createServer((_, reply) => {
      reply.setHeader('content-type', 'application/json').end(JSON.stringify(named));
    });
    await new Promise<void>((resolve) => discovery.listen(0, '127.0.0.1', resolve));
    try {
      const issuer = `http://127.0.0.1:${(discovery.address() as AddressInfo).port}`;
      const own = {
        issuer,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${issuer}/token`,
        userinfo_endpoint: `${issuer}/me`,
        jwks_uri: `${issuer}/keys`,
      };
      for (const endpoint of Object.keys(own).slice(1)) {
        for (const elsewhere of [
          'http://169.254.169.254/',
          'https://evil.test/',
          `${issuer}@evil.test/`,
          'javascript:x',
          'x',
        ]) {
          Object.assign(named, own, { [endpoint]: elsewhere });
          const error = await refusal({ issuer });
          expect([error.fault, error.message]).toEqual(['origin', expect.stringContaining(endpoint)]);
          expect(error.message).toContain('TENGUN_OIDC_ORIGINS');
        }
      }
      Object.assign(named, own, { token_endpoint: 'https://tokens.test/' });
      const listed = new Organisation({ ...CONFIG, issuer, origins: ['https://tokens.test'] });
      expect((await listed.begin(`${base}/callback`, '/')).url.href).toContain(`${issuer}/auth?`);
    } finally {
      discovery.close();
    }
  });

  it('stands at no address of the inside, unless that is listed', async () => {
    const resolve: Resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    const issuer = 'https://id.test:1';
    expect((await refusal({ issuer }, resolve)).fault).toBe('address');
    // it is asked then: nobody listens there
    expect((await refusal({ issuer, internalOrigins: [issuer] }, resolve)).fault).toBe('network');
  });
});

describe('its configuration', () => {
  const environment = {
    TENGUN_OIDC_ISSUER: 'https://id.example.jp/realms/ken',
    TENGUN_OIDC_CLIENT_ID: 'tengun',
    TENGUN_OIDC_CLIENT_SECRET: 'very secret',
  };
  it('is whole or not there, and tells no secret', () => {
    expect(readConfig({}).organisation).toBeNull();
    expect(readConfig(environment).organisation).toMatchObject({ clientId: 'tengun', defaultRole: 'viewer' });
    for (const name of Object.keys(environment)) {
      const { [name]: _, ...rest } = environment as Record<string, string>;
      expect(() => readConfig(rest)).toThrow(new RegExp(`${name}: expected`));
    }
    const origins = 'https://login.example.jp, https://graph.example.jp';
    const both = {
      ...environment,
      TENGUN_OIDC_ORIGINS: origins,
      TENGUN_OIDC_INTERNAL_ORIGINS: 'https://id.example.jp',
    };
    expect(readConfig(both).organisation).toMatchObject({
      origins: ['https://login.example.jp', 'https://graph.example.jp'],
      internalOrigins: ['https://id.example.jp'],
    });
    for (const seen of ['login.example.jp', 'https://a.example.jp/x', '*']) {
      expect(() => readConfig({ ...environment, TENGUN_OIDC_ORIGINS: seen })).toThrow(/TENGUN_OIDC_ORIGINS: expected/);
    }
    const wrong = { ...environment, TENGUN_OIDC_ROLES: 'a=king', TENGUN_OIDC_ISSUER: 'ftp://x' };
    expect(() => readConfig(wrong)).toThrow(/TENGUN_OIDC_ISSUER.*TENGUN_OIDC_ROLES/);
    expect(() => readConfig(wrong)).not.toThrow(/very secret/);
    expect(parseRoleMap('CN=a,=x')).toBeNull();
    expect([...parseRoleMap(' 土木 課 =publisher, a=b=admin ')!]).toEqual([
      ['土木 課', 'publisher'],
      ['a=b', 'admin'],
    ]);
  });
});
