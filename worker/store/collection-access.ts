/**
 * Who may see a collection, beside what its items say of themselves: `access.json` in the collection's folder. One small file, so that
 * a collection of any size is closed by one rename; a document that cannot be understood closes it too.
 */
import { readFile, stat } from 'node:fs/promises';
import { FormatError, RequestError } from '#core/errors.ts';
import { isErrno, writeJsonAtomic } from './atomic-file.ts';
import type { AccessVisibility } from './index-summary.ts';
import { DocumentCache } from './read-document.ts';

export interface CollectionAccess {
  /** Nothing of the collection is more open than this; null: as its items say. */
  readonly visibility: AccessVisibility | null;
  /** Names of the groups that see it where it is `group`. */
  readonly groups: readonly string[];
  /** Id of the user whose it is; null for what the command line has made. */
  readonly owner: string | null;
}

export const ACCESS_FILE = 'access.json';
export const OPEN_ACCESS: CollectionAccess = { visibility: null, groups: [], owner: null };
/** Administrators only. */
export const CLOSED_ACCESS: CollectionAccess = { visibility: 'private', groups: [], owner: null };
const VISIBILITIES: readonly unknown[] = ['public', 'unlisted', 'group', 'private', null];
/** Groups and users are named by the accounts; ids of both have this shape. */
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._ -]{0,63}$/u;
const MAX_GROUPS = 100;
/** A hundred names are less than half of it. */
const MAX_BYTES = 64 * 1024;

/** Access files as last read. */
export class AccessCache {
  readonly #documents = new DocumentCache<CollectionAccess>(readRule);

  /** {@link OPEN_ACCESS} where there is no such file. */
  async read(path: string): Promise<CollectionAccess> {
    const { isThere, document } = await this.#documents.look(path);
    return document ?? (isThere ? CLOSED_ACCESS : OPEN_ACCESS);
  }
}

/** For one look; {@link OPEN_ACCESS} where there is no such file. */
export async function readAccess(path: string): Promise<CollectionAccess> {
  return (await readRule(path)) ?? OPEN_ACCESS;
}

export function isGroupName(text: string): boolean {
  return NAME.test(text);
}

/** @throws {RequestError} INVALID_INPUT */
export function checkAccess(access: CollectionAccess): CollectionAccess {
  const { visibility, groups, owner } = access;
  const known = parseAccess({ visibility, groups: [...new Set(groups)], owner });
  if (!known) {
    const seen = JSON.stringify(access).slice(0, 200);
    throw new RequestError(
      'INVALID_INPUT',
      `access: expected visibility public, unlisted, group or private, at most ${MAX_GROUPS} groups and an owner, seen ${seen}`,
    );
  }
  if (known.visibility === 'group' && known.groups.length === 0) {
    throw new RequestError('INVALID_INPUT', 'access: expected at least one group for visibility group, seen none');
  }
  return known;
}

/** Flushed when this resolves. Needs the store's lock. */
export async function writeAccess(path: string, access: CollectionAccess): Promise<void> {
  await writeJsonAtomic(path, access);
}

async function readRule(path: string): Promise<CollectionAccess | null> {
  // neither damage nor a folder that cannot be read opens anything
  return await loadAccess(path).catch(() => CLOSED_ACCESS);
}

/**
 * For whoever has to be told of damage, which everybody else takes for a rule that closes.
 * @returns null where there is no such file
 * @throws {FormatError} for what is no rule
 */
export async function loadAccess(path: string): Promise<CollectionAccess | null> {
  let text: string;
  try {
    const { size } = await stat(path);
    if (size > MAX_BYTES) throw notARule(`at most ${MAX_BYTES} bytes`, `${size} bytes`);
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  }
  return accessOfText(text);
}

/** @throws {FormatError} for what is no rule */
export function accessOfText(text: string): CollectionAccess {
  const access = parseAccess(jsonOf(text));
  if (access) return access;
  throw notARule('visibility, groups and owner', JSON.stringify(text.slice(0, 80)));
}

function notARule(expected: string, actual: string): FormatError {
  return new FormatError(`who sees it: expected ${expected}, seen ${actual}: only administrators see it`, {
    offset: 0,
    expected,
    actual,
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function parseAccess(value: unknown): CollectionAccess | null {
  if (typeof value !== 'object' || value === null) return null;
  const { visibility, groups, owner } = value as Record<string, unknown>;
  if (!VISIBILITIES.includes(visibility)) return null;
  if (owner !== null && typeof owner !== 'string') return null;
  if (!Array.isArray(groups) || groups.length > MAX_GROUPS) return null;
  if (!groups.every((group) => typeof group === 'string' && isGroupName(group))) return null;
  return { visibility: visibility as AccessVisibility | null, groups, owner };
}
