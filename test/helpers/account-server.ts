/** A server with accounts: one user of each role, in the group `civil` or in none, and what each sends along. */
import type { Writable } from 'node:stream';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import type { Store } from '#worker/store/store.ts';
import type { Role } from '../../server/accounts/roles.ts';
import type { Config } from '../../server/config.ts';
import { type TestServer, testServer } from './server-app.ts';

export const PASSWORD = 'three unrelated words';
export const GROUP = 'civil';

/** `insider` is in the group, `outsider` in another one. */
export type Person = 'anonymous' | 'outsider' | 'viewer' | 'engineer' | 'publisher' | 'admin';
export const PEOPLE: readonly Person[] = ['anonymous', 'outsider', 'viewer', 'engineer', 'publisher', 'admin'];

export interface AccountServer extends TestServer {
  /** Headers of a signed-in person. */
  as(person: Person): Record<string, string>;
  /** Id of the user. */
  idOf(person: Exclude<Person, 'anonymous'>): string;
  ask(person: Person, options: InjectOptions): Promise<LightMyRequestResponse>;
}

const ROLE_OF: Readonly<Record<Exclude<Person, 'anonymous'>, Role>> = {
  outsider: 'engineer',
  viewer: 'viewer',
  engineer: 'engineer',
  publisher: 'publisher',
  admin: 'admin',
};

export async function accountServer(
  prepare: (store: Store) => Promise<void>,
  overrides: Partial<Config> = {},
  log?: Writable,
): Promise<AccountServer> {
  // far cheaper passwords: what they cost is tested elsewhere
  const server = await testServer(prepare, { passwordCost: { N: 2 ** 10, r: 8, p: 1 }, ...overrides }, log);
  const { app } = server;
  const cookies = new Map<Person, string>();
  const ids = new Map<Person, string>();
  const keep = (person: Person, { headers }: { headers: Record<string, unknown> }) => {
    const [cookie] = [headers['set-cookie']].flat();
    cookies.set(person, String(cookie).split(';', 1)[0]!);
  };
  const ask = (person: Person, options: InjectOptions) =>
    app.inject({ ...options, headers: { ...as(person), ...options.headers } });
  function as(person: Person): Record<string, string> {
    const cookie = cookies.get(person);
    return cookie === undefined ? {} : { cookie };
  }

  const secret = app.offerSetup();
  const setup = await app.inject({
    method: 'POST',
    url: '/api/setup',
    payload: { secret, name: 'admin', password: PASSWORD },
  });
  if (setup.statusCode !== 204) throw new Error(`setup: ${setup.body}`);
  keep('admin', setup);
  for (const name of [GROUP, 'parks']) await ask('admin', { method: 'POST', url: '/api/groups', payload: { name } });
  for (const person of PEOPLE) {
    if (person === 'anonymous' || person === 'admin') continue;
    const groups = person === 'outsider' ? ['parks'] : [GROUP];
    const payload = { name: person, role: ROLE_OF[person], groups };
    const made = await ask('admin', { method: 'POST', url: '/api/users', payload });
    if (made.statusCode !== 201) throw new Error(`user ${person}: ${made.body}`);
    ids.set(person, made.json().user.id);
    const link = made.json().link.secret;
    keep(
      person,
      await app.inject({ method: 'POST', url: '/api/password', payload: { secret: link, password: PASSWORD } }),
    );
  }
  const users: { name: string; id: string }[] = (await ask('admin', { url: '/api/users' })).json().users;
  ids.set('admin', users.find(({ name }) => name === 'admin')!.id);
  return { ...server, as, ask, idOf: (person) => ids.get(person)! };
}
