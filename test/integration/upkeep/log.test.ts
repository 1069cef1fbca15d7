/** What the log has: one line a request, an id that the answer has too, and never a secret, at the most talkative level. */
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shownAddress } from '../../../server/upkeep/request-log.ts';
import { type AccountServer, accountServer, GROUP, PASSWORD } from '../../helpers/account-server.ts';
import { publish, testServer } from '../../helpers/server-app.ts';

class Kept extends Writable {
  text = '';
  override _write(part: Buffer, _encoding: string, done: () => void): void {
    this.text += part.toString();
    done();
  }
  lines(): Record<string, unknown>[] {
    return this.text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  }
}

const HERE = import.meta.filename;
let server: AccountServer;
const log = new Kept();
/** Everything that nobody may read there, by what it is. */
const secrets = new Map<string, string>([['password', PASSWORD]]);
const keep = (what: string, secret: string) => {
  expect(secret.length, what).toBeGreaterThan(7);
  secrets.set(what, secret);
  return secret;
};

beforeAll(async () => {
  server = await accountServer(
    async (store) => {
      await publish(store, HERE, { collection: 'roads', id: 'a' });
      await store.setAccess('roads', { visibility: 'group', groups: [GROUP], owner: null });
    },
    {
      logLevel: 'trace',
      organisation: {
        name: 'O',
        issuer: 'http://127.0.0.1:9/nobody',
        clientId: 'points',
        clientSecret: keep('client secret', 'client-secret-1f6e'),
        scope: 'openid',
        groupsClaim: 'groups',
        roles: new Map(),
        defaultRole: 'viewer',
      },
    },
    log,
  );
}, 60_000);
afterAll(() => server.close());

describe('the log', () => {
  it('has no secret after a walk through every route of accounts, well and badly used', async () => {
    const { app, ask, as, idOf } = server;
    for (const person of ['viewer', 'engineer', 'publisher', 'admin'] as const) {
      keep(`cookie of ${person}`, as(person).cookie!.split('=')[1]!);
    }
    const post = (url: string, payload: object, headers = {}) => app.inject({ method: 'POST', url, payload, headers });
    const wrong = keep('wrong password', 'a guess that is not right');
    await post('/api/session', { name: 'viewer', password: wrong });
    await post('/api/session', { name: 'viewer', password: PASSWORD, extra: wrong });
    const signedIn = await post('/api/session', { name: 'viewer', password: PASSWORD });
    expect(signedIn.statusCode).toBe(204);
    const cookie = String(signedIn.headers['set-cookie']).split(';', 1)[0]!;
    keep('new cookie', cookie.split('=')[1]!);
    await app.inject({ method: 'DELETE', url: '/api/session', headers: { cookie } });
    // a body that breaks off: the parser quotes it
    const broken = `{"name":"viewer","password":"${wrong}`;
    for (const url of ['/api/session', '/api/setup', '/api/password']) {
      await app.inject({ method: 'POST', url, payload: broken, headers: { 'content-type': 'application/json' } });
      await app.inject({ method: 'POST', url, payload: wrong, headers: { 'content-type': 'text/plain' } });
    }
    await post('/api/setup', { secret: keep('setup secret', 'setup-secret-77a1'), name: 'x', password: PASSWORD });
    await post('/api/password', { secret: keep('link secret', 'link-secret-4c02'), password: PASSWORD });

    const made = await ask('engineer', {
      method: 'POST',
      url: '/api/tokens',
      payload: { name: 't', scope: 'read', days: 1 },
    });
    expect(made.statusCode).toBe(201);
    const token = keep('token', made.json().secret);
    for (const bearer of [token, keep('unknown token', 'unknown-token-0b77')]) {
      await app.inject({ url: '/api/collections', headers: { authorization: `Bearer ${bearer}` } });
    }
    await ask('engineer', { url: '/api/tokens' });
    await ask('engineer', { url: '/api/sessions' });
    const link = await ask('admin', { method: 'POST', url: `/api/users/${idOf('viewer')}/link`, payload: {} });
    keep('one-time secret', link.json().link?.secret ?? link.json().secret);
    await ask('admin', { url: '/api/users' });
    await ask('admin', { url: '/api/audit' });

    const item = '/api/collections/roads/items/a';
    const signed = await ask('publisher', { method: 'POST', url: `${item}/signed-links`, payload: { days: 7 } });
    const signature = /signature=([^&"]+)/.exec(signed.body)?.[1];
    expect(signature, signed.body).toBeDefined();
    keep('signature', signature!);
    await app.inject(`${item}?signature=${signature}`);
    await app.inject(`${item}/data.copc.laz?signature=${signature}`);
    await app.inject(`/nowhere?signature=${signature}`);

    const code = keep('code', 'code-of-the-provider-55');
    await app.inject(`/api/session/organisation?return=/${keep('return', 'return-to-here-9d')}`);
    await app.inject({
      url: `/api/session/organisation/callback?code=${code}&state=${code}`,
      headers: { cookie: `tengun-signing-in=${keep('pending cookie', 'pending-cookie-31')}` },
    });
    await app.inject(`/%zz?password=${wrong}`);
    await app.inject(`/s/${keep('short link', 'shortlink12')}`);
    await app.inject(`/api/jobs/${keep('job', '3b6ad2c8-1111-4222-8333-944455556666')}`);
    await ask('admin', { url: `/api/nothing/here?token=${token}` });

    expect(log.lines().length).toBeGreaterThan(30);
    for (const [what, secret] of secrets) {
      expect(log.text.includes(secret), what).toBe(false);
      expect(log.text.includes(encodeURIComponent(secret)), what).toBe(false);
    }
  });

  it('has one line a request: who by id, what by route, how long', async () => {
    const before = log.lines().length;
    const answer = await server.ask('engineer', { url: '/api/collections/roads' });
    const lines = log.lines().slice(before);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      msg: 'answered',
      method: 'GET',
      route: '/api/collections/:cid',
      status: answer.statusCode,
      user: server.idOf('engineer'),
      address: '127.0.0.1',
      request: answer.headers['x-request-id'],
    });
    expect(lines[0]!.ms).toBeGreaterThan(0);
  });
});

describe('ids of requests', () => {
  const idOf = async (trustProxy: boolean | string, given: string, remoteAddress = '10.0.0.7') => {
    const other = await testServer(async () => undefined, { trustProxy });
    const { headers } = await other.app.inject({
      url: '/health/live',
      headers: { 'x-request-id': given },
      remoteAddress,
    });
    await other.close();
    return headers['x-request-id'];
  };

  it('are a trusted proxy’s, when they are well-formed', async () => {
    const id = 'edge-7f3a.9';
    expect(await idOf('10.0.0.0/8', id)).toBe(id);
    expect(await idOf(true, id)).toBe(id);
    for (const [trust, given, from] of [
      [false, id, '10.0.0.7'],
      ['10.0.0.0/8', id, '192.0.2.1'],
      ['10.0.0.0/8', 'a\tb" forged', '10.0.0.7'],
      ['10.0.0.0/8', 'x'.repeat(65), '10.0.0.7'],
    ] as const) {
      expect(await idOf(trust, given, from)).toMatch(/^[\da-f]{8}-[\da-f-]{27}$/);
    }
  });
});

it('addresses are shown whole, without the last part, or not at all', () => {
  expect(shownAddress('203.0.113.77', 'full')).toBe('203.0.113.77');
  expect(shownAddress('203.0.113.77', 'short')).toBe('203.0.113.0');
  expect(shownAddress('::ffff:203.0.113.77', 'short')).toBe('203.0.113.0');
  expect(shownAddress('2001:db8:12:34::5', 'short')).toBe('2001:db8:12::');
  expect(shownAddress('::1', 'short')).toBe('::');
  expect(shownAddress('203.0.113.77', 'none')).toBeNull();
});
