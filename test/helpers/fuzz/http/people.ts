/** Who asks on a server with accounts, and one of everything of theirs that has an id or a secret. */
import { OPEN_ACCESS } from '#worker/store/collection-access.ts';
import { AccountService } from '../../../../server/accounts/account-service.ts';
import { hashPassword } from '../../../../server/accounts/passwords.ts';
import type { Accounts } from '../../../../server/accounts/sqlite-accounts.ts';
import type { TestServer } from '../../server-app.ts';

/** `engineer` has no right to publish or administer, `nobody` has no account. */
export const ASKERS = ['admin', 'token', 'engineer', 'nobody'] as const;
export type AskerName = (typeof ASKERS)[number];

/** What is named by requests about accounts. */
export const ACCOUNT_PLACEHOLDERS = ['@user', '@group', '@session', '@token', '@signed', '@oneTime'] as const;
export type KnownOfAccounts = Readonly<Record<(typeof ACCOUNT_PLACEHOLDERS)[number], string>>;

/** Far cheaper passwords: what they cost is tested elsewhere. */
export const CHEAP = { N: 2 ** 10, r: 8, p: 1 };
export const GUEST = 'guest';
export const GUEST_PASSWORD = 'three unrelated words';
const DAY_MS = 86_400_000;
const FROM = { address: '127.0.0.1', agent: '' };

export class People {
  readonly #server: TestServer;
  readonly #service: AccountService;
  readonly #guestHash: string;
  #secrets = { admin: '', engineer: '', token: '', other: '' };

  private constructor(server: TestServer, service: AccountService, guestHash: string) {
    this.#server = server;
    this.#service = service;
    this.#guestHash = guestHash;
  }

  static async open(server: TestServer): Promise<People> {
    const service = new AccountService({ dir: server.config.accountsDir, cost: CHEAP });
    await service.setUp(service.offerSetup()!, { name: 'root', password: 'nobody guesses these words' });
    return new People(server, service, await hashPassword(GUEST_PASSWORD, CHEAP));
  }

  /** Header fields of who asks. */
  headersOf(asker: AskerName): Record<string, string> {
    if (asker === 'nobody') return {};
    const secret = this.#secrets[asker];
    return asker === 'token' ? { authorization: `Bearer ${secret}` } : { cookie: `tengun-session=${secret}` };
  }

  /** Makes again what requests have taken away: without the server, whose limits these are not. */
  async renew(): Promise<KnownOfAccounts> {
    const accounts = this.#service.known();
    const admin = accounts.userByName('root')!.id;
    for (const group of ['civil', 'parks']) accounts.addGroup(group);
    const engineer = userNamed(accounts, 'engineer', 'engineer');
    const guest = userNamed(accounts, GUEST, 'viewer');
    accounts.setPassword(guest, this.#guestHash);
    for (const { id } of accounts.tokensOf(admin)) accounts.removeToken(admin, id);
    for (const { id } of accounts.links.list({ user: null, before: null, limit: 1000 }))
      accounts.links.remove(null, id);
    const expires = Date.now() + DAY_MS;
    this.#secrets = {
      admin: sessionFor(accounts, admin, this.#secrets.admin),
      engineer: sessionFor(accounts, engineer, this.#secrets.engineer),
      token: accounts.addToken(admin, { name: 'asks', scope: 'admin', expires }).secret,
      other: sessionFor(accounts, admin, this.#secrets.other),
    };
    for (const collection of ['before', 'after']) await this.#server.store.setAccess(collection, OPEN_ACCESS);
    const link = { user: admin, collection: 'before', item: '08NF2330', note: '', expires };
    return {
      '@user': guest,
      '@group': 'parks',
      '@session': accounts.session(this.#secrets.other)!.id,
      '@token': accounts.addToken(admin, { name: 'other', scope: 'read', expires }).id,
      '@signed': accounts.links.add(link).id,
      '@oneTime': accounts.addOneTime(guest, expires),
    };
  }

  close(): void {
    this.#service.close();
  }
}

function userNamed(accounts: Accounts, name: string, role: 'engineer' | 'viewer'): string {
  const { id } = accounts.userByName(name) ?? accounts.addUser({ name, role });
  accounts.changeUser(id, { role, groups: ['civil'], isDisabled: false });
  return id;
}

/** The one that goes on, or a new one. */
function sessionFor(accounts: Accounts, user: string, secret: string): string {
  return accounts.session(secret) ? secret : accounts.beginSession(user, FROM).secret;
}
