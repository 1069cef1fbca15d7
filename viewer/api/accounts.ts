/** Accounts as the pages ask the server for them. */
import { postJson, request, requestJson } from './client.ts';

export type Role = 'viewer' | 'engineer' | 'publisher' | 'admin';
export const ROLES: readonly Role[] = ['viewer', 'engineer', 'publisher', 'admin'];
export type Right = 'read' | 'process' | 'account' | 'write' | 'publish' | 'admin';
export type Scope = 'read' | 'write' | 'publish' | 'admin';
export type Visibility = 'public' | 'unlisted' | 'group' | 'private';

export interface Self {
  readonly user: {
    readonly id: string;
    readonly name: string;
    readonly displayName: string;
    readonly role: Role;
    readonly groups: readonly string[];
    readonly hasPassword: boolean;
  } | null;
  readonly rights: readonly Right[];
  /** Whether one can sign in here. */
  readonly accounts: boolean;
  /** Name of the organisation's sign-in. */
  readonly organisation: string | null;
}

export interface User {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly role: Role;
  readonly groups: readonly string[];
  readonly isDisabled: boolean;
  readonly hasPassword: boolean;
  readonly isOrganisations: boolean;
  readonly lastLogin: string | null;
  readonly lockedUntil: string | null;
}

export interface OneTimeLink {
  readonly url: string;
  readonly expires: string;
}

export interface Session {
  readonly id: string;
  readonly isThis: boolean;
  readonly seen: string;
  readonly address: string;
  readonly agent: string;
}

export interface Token {
  readonly id: string;
  readonly name: string;
  readonly scope: Scope;
  readonly expires: string;
  readonly lastUsed: string | null;
}

/** A link that opens one item for whoever holds it. */
export interface SignedLink {
  readonly id: string;
  readonly collection: string;
  readonly item: string;
  readonly note: string;
  /** Name of who handed it out. */
  readonly user: string;
  readonly expires: string;
  readonly lastUsed: string | null;
}

export interface Group {
  readonly name: string;
  readonly users: number;
}

export interface CollectionAccess {
  readonly id: string;
  readonly title: string;
  readonly items: number;
  readonly visibility: Visibility;
  readonly groups: readonly string[];
  readonly owner: string | null;
  readonly mayChange: boolean;
}

export interface AuditEvent {
  readonly number: number;
  readonly at: string;
  readonly who: string;
  readonly action: string;
  readonly target: string;
  readonly address: string;
  readonly result: number;
}

export interface AuditQuery {
  readonly from: string;
  readonly to: string;
  readonly text: string;
}

const json = (method: string, body: unknown): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

async function send(path: string, init: RequestInit): Promise<void> {
  await request(path, init);
}

// answers are held against the server's schemas in its tests: they are believed here
async function get<T>(path: string): Promise<T> {
  return (await requestJson(path)) as T;
}

export const getSelf = () => get<Self>('/api/session');
export const signIn = (name: string, password: string) => send('/api/session', json('POST', { name, password }));
export const signOut = () => send('/api/session', { method: 'DELETE' });
export const setUp = (secret: string, name: string, password: string) =>
  send('/api/setup', json('POST', { secret, name, password }));
export const setPasswordByLink = (secret: string, password: string) =>
  send('/api/password', json('POST', { secret, password }));
export const changePassword = (before: string, password: string) =>
  send('/api/password', json('POST', { before, password }));

export const getSessions = async () => (await get<{ sessions: Session[] }>('/api/sessions')).sessions;
export const endSession = (id: string) => send(`/api/sessions/${id}`, { method: 'DELETE' });

export const getTokens = async () => (await get<{ tokens: Token[] }>('/api/tokens')).tokens;
export const addToken = async (name: string, scope: Scope, days: number) =>
  ((await postJson('/api/tokens', { name, scope, days })) as { readonly secret: string }).secret;
export const endToken = (id: string) => send(`/api/tokens/${id}`, { method: 'DELETE' });

/** Newest first: one's own, an administrator's are everybody's. */
export async function getSignedLinks(): Promise<SignedLink[]> {
  const found: SignedLink[] = [];
  let before: number | null = null;
  do {
    const query: string = before === null ? '' : `&before=${before}`;
    const page = await get<{ links: SignedLink[]; next: number | null }>(`/api/signed-links?limit=1000${query}`);
    found.push(...page.links);
    before = page.next;
  } while (before !== null);
  return found;
}
/** @returns the address that downloads the points */
export const addSignedLink = async (collection: string, item: string, link: { days: number; note: string }) => {
  const made = await postJson(`/api/collections/${collection}/items/${item}/signed-links`, link);
  return (made as { readonly links: { readonly data: string } }).links.data;
};
export const endSignedLink = (id: string) => send(`/api/signed-links/${id}`, { method: 'DELETE' });

export const getUsers = async () => (await get<{ users: User[] }>('/api/users')).users;
export const addUser = async (user: { name: string; displayName?: string; role: Role; groups: readonly string[] }) =>
  (await postJson('/api/users', user)) as { readonly user: User; readonly link: OneTimeLink };
export const changeUser = (id: string, change: Partial<Pick<User, 'displayName' | 'role' | 'groups' | 'isDisabled'>>) =>
  send(`/api/users/${id}`, json('PUT', change));
export const removeUser = (id: string) => send(`/api/users/${id}`, { method: 'DELETE' });
export const linkForUser = async (id: string) =>
  (await requestJson(`/api/users/${id}/link`, { method: 'POST' })) as OneTimeLink;

export const getGroups = async () => (await get<{ groups: Group[] }>('/api/groups')).groups;
export const addGroup = (name: string) => send('/api/groups', json('POST', { name }));
export const removeGroup = (name: string) => send(`/api/groups/${encodeURIComponent(name)}`, { method: 'DELETE' });

/** Every collection that one sees, with who sees it. */
export async function getCollections(): Promise<CollectionAccess[]> {
  const found: CollectionAccess[] = [];
  let next: string | null = '/api/collections?limit=100';
  while (next !== null) {
    const page: CollectionPage = await get<CollectionPage>(next);
    const some = await Promise.all(
      page.collections.map(async ({ id, title, 'tengun:item_count': items }) => {
        const access = await get<Omit<CollectionAccess, 'id' | 'title' | 'items'>>(`/api/collections/${id}/access`);
        return { ...access, id, title, items };
      }),
    );
    found.push(...some);
    const href = page.links.find(({ rel }) => rel === 'next')?.href;
    // the same server, whatever address it knows itself by
    next = href === undefined ? null : new URL(href).pathname + new URL(href).search;
  }
  return found;
}

interface CollectionPage {
  readonly collections: readonly {
    readonly id: string;
    readonly title: string;
    readonly 'tengun:item_count': number;
  }[];
  readonly links: readonly { readonly rel: string; readonly href: string }[];
}

export const getVisibility = async (id: string) =>
  (await get<Pick<CollectionAccess, 'visibility'>>(`/api/collections/${id}/access`)).visibility;
export const setAccess = (id: string, visibility: Visibility, groups: readonly string[]) =>
  send(`/api/collections/${id}/access`, json('PUT', { visibility, groups }));

export function auditAddress(query: AuditQuery, more: Readonly<Record<string, string>> = {}): string {
  const given = Object.entries({ ...query, ...more }).filter(([, value]) => value !== '');
  return `/api/audit?${new URLSearchParams(Object.fromEntries(given))}`;
}

export const getAudit = (query: AuditQuery, before: number | null) =>
  get<{ events: AuditEvent[]; next: number | null }>(
    auditAddress(query, before === null ? {} : { before: String(before) }),
  );
export const checkAudit = () => get<{ events: number; damaged: number | null }>('/api/audit/check');
