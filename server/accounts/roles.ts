/** What each role may do, in one table. Which data somebody sees is another matter: that is decided by groups (worker/store/audience.ts). */

export const ROLES = ['viewer', 'engineer', 'publisher', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export const RIGHTS = ['read', 'process', 'account', 'write', 'publish', 'admin'] as const;
/**
 * - `read`: what one may see; `process`: measure on it;
 * - `account`: one's own password, sessions, tokens;
 * - `write`: projects, links, uploads, processes that make items and surfaces;
 * - `publish`: who sees a collection, signed links, deleting what was published;
 * - `admin`: users, groups, audit.
 */
export type Right = (typeof RIGHTS)[number];

const OF_ROLE: Readonly<Record<Role | 'anonymous', readonly Right[]>> = {
  anonymous: ['read', 'process'],
  viewer: ['read', 'process', 'account'],
  engineer: ['read', 'process', 'account', 'write'],
  publisher: ['read', 'process', 'account', 'write', 'publish'],
  admin: RIGHTS,
};

export function rightsOf(role: Role | 'anonymous'): readonly Right[] {
  return OF_ROLE[role];
}

export function isRole(text: unknown): text is Role {
  return ROLES.some((role) => role === text);
}

/** What an API token may be used for; the rights of its user are the bound. */
export const SCOPES = ['read', 'write', 'publish', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** No token changes the account it belongs to. */
const OF_SCOPE: Readonly<Record<Scope, readonly Right[]>> = {
  read: ['read', 'process'],
  write: ['read', 'process', 'write'],
  publish: ['read', 'process', 'write', 'publish'],
  admin: ['read', 'process', 'write', 'publish', 'admin'],
};

export function rightsOfScope(scope: Scope): readonly Right[] {
  return OF_SCOPE[scope];
}
