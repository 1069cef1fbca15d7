/** Configuration: the environment, checked as a whole at the start. What is given in code goes before it. */
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { TengunError } from '#core/errors.ts';
import {
  DEFAULT_EXTRACT_POINTS,
  DEFAULT_EXTRACT_SYNC_POINTS,
  DEFAULT_EXTRACT_VERTICES,
} from '#worker/extract/extract-limits.ts';
import { ACCOUNTS_FOLDER } from './accounts/account-service.ts';
import { parseRoleMap } from './accounts/organisation.ts';
import { PASSWORD_COST, type PasswordCost } from './accounts/passwords.ts';
import { ROLES, type Role } from './accounts/roles.ts';
import { readUpkeep, type UpkeepConfig } from './upkeep/upkeep-config.ts';

export interface Config extends UpkeepConfig {
  readonly storeDir: string;
  /** May be deleted at any time. */
  readonly cacheDir: string;
  readonly cacheLimitBytes: number;
  readonly cacheMemoryBytes: number;
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Where clients reach the server, without a slash at the end; null: what the request says. */
  readonly baseUrl: string | null;
  /** Geoid file; null: the one in data/geoid, else EGM96. */
  readonly geoidPath: string | null;
  /** Worker threads of each pool. */
  readonly threads: number;
  /** Whether to believe X-Forwarded-*: false, true, or a comma-separated list of proxies' addresses. */
  readonly trustProxy: boolean | string;
  readonly logLevel: LogLevel;
  /** Requests a minute of one user, or from one address; 0: no limit. */
  readonly requestsPerMinute: number;
  /** A process that answers in the same request gets this long. */
  readonly syncTimeoutMs: number;
  /** Processes at work or waiting at the same time, over all clients. */
  readonly maxRunningJobs: number;
  /** Of one user, or one address. */
  readonly maxJobsOfOne: number;
  /** Whether anybody may write: projects, uploads, processes that make items and surfaces. */
  readonly allowWrites: boolean;
  /**
   * Whether everybody may, as long as there are no accounts. Default: on a server that only this machine can reach, so not behind a
   * proxy either.
   */
  readonly anonymousWrites: boolean;
  /** Folder of the accounts. */
  readonly accountsDir: string;
  /** Days that events of the audit log are kept. */
  readonly auditDays: number;
  /** Largest file that may be uploaded. */
  readonly uploadBytes: number;
  /** Uploads that are kept; the oldest finished one makes room. */
  readonly maxUploads: number;
  /** An uploaded file is read within this time. */
  readonly uploadReadMs: number;
  /** Bytes of uploaded point files that are kept together; the oldest finished one makes room. */
  readonly uploadTotalBytes: number;
  /** Bytes of all files that one user has sent; what is over it is refused. */
  readonly userUploadBytes: number;
  /** Points of an uploaded point file, and memory and time that indexing it may take. */
  readonly uploadPoints: number;
  readonly indexMemoryBytes: number;
  readonly indexMs: number;
  /** Items that one selection may hold. */
  readonly selectionItems: number;
  /** Largest body of an execution request: areas may have many vertices. */
  readonly executionBytes: number;
  /** Vertices of the area of an extraction. */
  readonly extractVertices: number;
  /** Points of an extraction: as a job, and while the client waits. */
  readonly extractPoints: number;
  readonly extractSyncPoints: number;
  /** Folder of the projects: database and pictures. */
  readonly projectsDir: string;
  /** Projects that are kept, entries of one, and links. */
  readonly projects: number;
  readonly projectEntries: number;
  readonly links: number;
  /** JSON of an entry or a link; a picture; everything together. */
  readonly projectEntryBytes: number;
  readonly projectPictureBytes: number;
  readonly projectTotalBytes: number;
  /** Results that are files, all jobs together; the oldest finished ones go first. */
  readonly resultBytes: number;
  /**
   * Other servers whose layers the page may show when a user adds them: origins (`https://example.jp`), or `https:` for every
   * server that encrypts. Scripts never come from them.
   */
  readonly layerOrigins: readonly string[];
  /** Folder of the built viewer. */
  readonly viewerDir: string;
  /** Origins of other sites that may show the pages in a frame. */
  readonly frameAncestors: readonly string[];
  /** The organisation's sign-in (OpenID Connect); null: local accounts only. */
  readonly organisation: OrganisationConfig | null;
  /** Of new passwords; tests take a cheaper one. */
  readonly passwordCost: PasswordCost;
  /** How long a session lasts at most. */
  readonly sessionMs: number;
  /** Holds answers against their schemas (tests). */
  readonly checkAnswers: boolean;
}

export interface OrganisationConfig {
  /** As people know it: stands on the button. */
  readonly name: string;
  readonly issuer: string;
  /** Beside the issuer's own: origins of the addresses that its discovery document may name. */
  readonly origins?: readonly string[];
  /** Those of them, and of the issuer, that may stand at addresses of the inside. */
  readonly internalOrigins?: readonly string[];
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope: string;
  /** Claim with the names of the groups. */
  readonly groupsClaim: string;
  /** Groups of the organisation that give a role; empty: administrators here give them. */
  readonly roles: ReadonlyMap<string, Role>;
  /** Of members whom no group gives one; null: they stay out. */
  readonly defaultRole: Role | null;
}

const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

type Environment = Readonly<Record<string, string | undefined>>;

const root = join(import.meta.dirname, '..');
/** Names and addresses of this machine that no other one reaches. */
export const LOOPBACK_HOSTS: readonly string[] = ['127.0.0.1', '::1', 'localhost'];
const MINUTE_MS = 60_000;
/** Scheme, host, port: nothing else may get into a header. */
const ORIGIN = /^https?:\/\/(\*\.)?[a-z0-9.-]+(:(\d{1,5}|\*))?$/i;

/** A configuration that no server can work with. */
export class ConfigError extends TengunError {
  /** One for each variable. */
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super('INVALID_INPUT', `configuration: ${faults.join('; ')}`);
    this.faults = faults;
  }
}

/**
 * @param overrides go before the environment
 * @throws {ConfigError} naming every variable that is wrong, what was expected and what was seen
 */
export function readConfig(environment: Environment, overrides: Partial<Config> = {}): Config {
  const read = reader(environment);
  const projectsDir = read.text('TENGUN_PROJECTS');
  const config: Omit<Config, 'allowWrites' | 'anonymousWrites' | 'projectsDir' | 'accountsDir'> = {
    ...readUpkeep(read),
    storeDir: resolve(read.text('TENGUN_STORE') ?? join(root, 'data', 'store')),
    cacheDir: resolve(read.text('TENGUN_CACHE') ?? join(root, 'data', 'cache')),
    cacheLimitBytes: read.integer('TENGUN_CACHE_BYTES', 4 * 2 ** 30, 0, Number.MAX_SAFE_INTEGER),
    cacheMemoryBytes: read.integer('TENGUN_CACHE_MEMORY_BYTES', 32 * 2 ** 20, 0, 2 ** 32),
    host: read.text('TENGUN_HOST') ?? '127.0.0.1',
    port: read.integer('TENGUN_PORT', 8080, 0, 65_535),
    baseUrl: read.url('TENGUN_BASE_URL'),
    geoidPath: read.text('TENGUN_GEOID'),
    threads: read.integer('TENGUN_THREADS', availableParallelism(), 1, 256),
    trustProxy: read.trust('TENGUN_TRUST_PROXY'),
    logLevel: read.choice('TENGUN_LOG_LEVEL', LOG_LEVELS, 'warn'),
    requestsPerMinute: read.integer('TENGUN_REQUESTS_PER_MINUTE', 12_000, 0, 1_000_000_000),
    syncTimeoutMs: read.integer('TENGUN_SYNC_TIMEOUT_MS', 2 * MINUTE_MS, 1000, 60 * MINUTE_MS),
    maxRunningJobs: read.integer('TENGUN_MAX_JOBS', 16, 1, 10_000),
    maxJobsOfOne: read.integer('TENGUN_MAX_JOBS_OF_ONE', 8, 1, 10_000),
    uploadBytes: read.integer('TENGUN_UPLOAD_BYTES', 2 ** 30, 1, 2 ** 40),
    maxUploads: read.integer('TENGUN_UPLOADS', 200, 1, 100_000),
    uploadReadMs: read.integer('TENGUN_UPLOAD_READ_MS', 5 * MINUTE_MS, 100, 60 * MINUTE_MS),
    uploadTotalBytes: read.integer('TENGUN_UPLOAD_TOTAL_BYTES', 32 * 2 ** 30, 0, Number.MAX_SAFE_INTEGER),
    userUploadBytes: read.integer('TENGUN_USER_UPLOAD_BYTES', 8 * 2 ** 30, 0, Number.MAX_SAFE_INTEGER),
    uploadPoints: read.integer('TENGUN_UPLOAD_POINTS', 500_000_000, 1, 1e12),
    indexMemoryBytes: read.integer('TENGUN_INDEX_MEMORY', 2 ** 30, 320 * 2 ** 20, 2 ** 40),
    indexMs: read.integer('TENGUN_INDEX_MS', 60 * MINUTE_MS, 1000, 7 * 24 * 60 * MINUTE_MS),
    selectionItems: read.integer('TENGUN_SELECTION_ITEMS', 5000, 1, 1_000_000),
    executionBytes: read.integer('TENGUN_EXECUTION_BYTES', 16 * 2 ** 20, 2 ** 10, 2 ** 30),
    extractVertices: read.integer('TENGUN_EXTRACT_VERTICES', DEFAULT_EXTRACT_VERTICES, 4, 10_000_000),
    extractPoints: read.integer('TENGUN_EXTRACT_POINTS', DEFAULT_EXTRACT_POINTS, 1, 1e12),
    extractSyncPoints: read.integer('TENGUN_EXTRACT_SYNC_POINTS', DEFAULT_EXTRACT_SYNC_POINTS, 1, 1e9),
    projects: read.integer('TENGUN_PROJECT_COUNT', 500, 0, 100_000),
    projectEntries: read.integer('TENGUN_PROJECT_ENTRIES', 2000, 1, 100_000),
    links: read.integer('TENGUN_LINKS', 100_000, 0, 10_000_000),
    projectEntryBytes: read.integer('TENGUN_PROJECT_ENTRY_BYTES', 8 * 2 ** 20, 2 ** 10, 2 ** 28),
    projectPictureBytes: read.integer('TENGUN_PROJECT_PICTURE_BYTES', 20 * 2 ** 20, 2 ** 10, 2 ** 28),
    projectTotalBytes: read.integer('TENGUN_PROJECT_TOTAL_BYTES', 8 * 2 ** 30, 2 ** 20, Number.MAX_SAFE_INTEGER),
    resultBytes: read.integer('TENGUN_RESULT_BYTES', 32 * 2 ** 30, 0, Number.MAX_SAFE_INTEGER),
    layerOrigins: read.layerOrigins('TENGUN_LAYER_ORIGINS', ['https:']),
    viewerDir: resolve(read.text('TENGUN_VIEWER') ?? join(root, 'viewer', 'dist')),
    frameAncestors: read.origins('TENGUN_FRAME_ANCESTORS'),
    auditDays: read.integer('TENGUN_AUDIT_DAYS', 3 * 366, 30, 36_600),
    organisation: organisation(read),
    passwordCost: PASSWORD_COST,
    sessionMs: read.integer('TENGUN_SESSION_MINUTES', 720, 5, 1440) * MINUTE_MS,
    checkAnswers: false,
  };
  const allowWrites =
    read.text('TENGUN_ALLOW_WRITES') && read.choice('TENGUN_ALLOW_WRITES', ['true', 'false'], 'false');
  if (read.wrong.length > 0) throw new ConfigError(read.wrong);
  const settled = { ...config, ...overrides };
  const isOwn = LOOPBACK_HOSTS.includes(settled.host) && settled.baseUrl === null && settled.trustProxy === false;
  return Object.freeze({
    allowWrites: allowWrites !== 'false',
    anonymousWrites: overrides.allowWrites ?? (allowWrites === null ? isOwn : allowWrites === 'true'),
    accountsDir: join(settled.storeDir, ACCOUNTS_FOLDER),
    projectsDir: projectsDir === null ? join(settled.storeDir, '.projects') : resolve(projectsDir),
    ...settled,
  });
}

/** All of issuer, client and secret, or none of them. */
function organisation(read: ReturnType<typeof reader>): OrganisationConfig | null {
  const issuer = read.url('TENGUN_OIDC_ISSUER');
  const [clientId, clientSecret] = [read.text('TENGUN_OIDC_CLIENT_ID'), read.text('TENGUN_OIDC_CLIENT_SECRET')];
  const roles = parseRoleMap(read.text('TENGUN_OIDC_ROLES') ?? '');
  if (!roles) read.refuse('TENGUN_OIDC_ROLES', `group=role, separated by commas, roles ${ROLES.join(' | ')}`);
  const role = read.choice('TENGUN_OIDC_DEFAULT_ROLE', [...ROLES, 'none'] as const, 'viewer');
  const origins = read.origins('TENGUN_OIDC_ORIGINS');
  const internalOrigins = read.origins('TENGUN_OIDC_INTERNAL_ORIGINS');
  if (issuer === null && clientId === null && clientSecret === null) return null;
  if (issuer === null) read.refuse('TENGUN_OIDC_ISSUER', 'the address of the provider');
  if (clientId === null) read.refuse('TENGUN_OIDC_CLIENT_ID', 'the client that the provider knows');
  if (clientSecret === null) read.refuse('TENGUN_OIDC_CLIENT_SECRET', 'the secret of the client');
  return {
    name: read.text('TENGUN_OIDC_NAME') ?? 'OpenID Connect',
    issuer: issuer ?? '',
    origins,
    internalOrigins,
    clientId: clientId ?? '',
    clientSecret: clientSecret ?? '',
    scope: read.text('TENGUN_OIDC_SCOPE') ?? 'openid profile email',
    groupsClaim: read.text('TENGUN_OIDC_GROUPS_CLAIM') ?? 'groups',
    roles: roles ?? new Map(),
    defaultRole: role === 'none' ? null : role,
  };
}

function reader(environment: Environment) {
  const wrong: string[] = [];
  const text = (name: string): string | null => environment[name]?.trim() || null;
  const refuse = (name: string, expected: string): void => {
    // secrets stay out of messages
    const seen = name.endsWith('_SECRET') ? 'none' : (JSON.stringify(environment[name]) ?? 'none');
    wrong.push(`${name}: expected ${expected}, seen ${seen}`);
  };
  return {
    wrong,
    text,
    refuse,
    integer(name: string, fallback: number, min: number, max: number): number {
      const seen = text(name);
      const value = seen === null ? fallback : Number(seen);
      if (!Number.isSafeInteger(value) || value < min || value > max) refuse(name, `a whole number ${min} to ${max}`);
      return value;
    },
    /** `none` for nobody. */
    layerOrigins(name: string, fallback: readonly string[]): readonly string[] {
      const seen = text(name);
      if (seen === null) return fallback;
      if (seen === 'none') return [];
      return seen.split(/[\s,]+/).map((origin) => {
        if (origin === 'https:' || ORIGIN.test(origin)) return origin;
        refuse(name, 'none, https:, or origins such as https://example.jp, separated by commas');
        return '';
      });
    },
    choice<T extends string>(name: string, choices: readonly T[], fallback: T): T {
      const seen = text(name);
      const found = seen === null ? fallback : choices.find((choice) => choice === seen);
      if (found === undefined) refuse(name, choices.join(' | '));
      return found ?? fallback;
    },
    url(name: string): string | null {
      const seen = text(name);
      if (seen === null) return null;
      const url = URL.parse(seen);
      if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash)
        refuse(name, 'an http(s) URL without query');
      return seen.replace(/\/+$/, '');
    },
    /** Origins, separated by spaces or commas. */
    origins(name: string): readonly string[] {
      const given = (text(name) ?? '').split(/[\s,]+/).filter((part) => part !== '');
      for (const part of given) {
        // nothing else may get into a header
        if (URL.parse(part)?.origin !== part)
          refuse(name, 'origins such as https://www.example.jp, separated by spaces');
      }
      return given;
    },
    trust(name: string): boolean | string {
      const seen = text(name);
      return seen === null || seen === 'false' ? false : seen === 'true' ? true : seen;
    },
  };
}
