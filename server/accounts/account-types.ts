/** What is kept of users, and the one interface behind which it is kept. */
import type { Role, Scope } from './roles.ts';

export interface User {
  readonly id: string;
  /** What he signs in with; unique whatever the case. */
  readonly name: string;
  readonly displayName: string;
  readonly role: Role;
  /** Sorted. */
  readonly groups: readonly string[];
  /** Whether he may not sign in; his data stay. */
  readonly isDisabled: boolean;
  readonly hasPassword: boolean;
  /** `issuer subject` of the organisation's sign-in. */
  readonly subject: string | null;
  /** ISO 8601, UTC. */
  readonly created: string;
  readonly lastLogin: string | null;
  /** Milliseconds since 1970 until when no password is taken; null: now. */
  readonly lockedUntil: number | null;
}

export interface NewUser {
  readonly name: string;
  readonly displayName?: string | undefined;
  readonly role: Role;
  readonly groups?: readonly string[] | undefined;
  readonly subject?: string | undefined;
}

export type UserChange = Partial<Pick<User, 'displayName' | 'role' | 'groups' | 'isDisabled'>>;

export interface Session {
  readonly user: User;
  /** First characters of the hash: names the session to its user. */
  readonly id: string;
  readonly created: number;
  readonly seen: number;
  readonly expires: number;
  readonly address: string;
  readonly agent: string;
}

export interface Token {
  readonly id: string;
  readonly name: string;
  readonly scope: Scope;
  readonly created: number;
  readonly expires: number;
  readonly lastUsed: number | null;
}
