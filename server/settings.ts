/** Every environment variable of the server: what it means, and what of the configuration it sets. The table of the README is made of it. */
import { relative } from 'node:path';
import { type Config, type OrganisationConfig, readConfig } from './config.ts';

export interface Setting {
  readonly name: string;
  readonly what: string;
  readonly value: (config: Config) => unknown;
  readonly unit?: 'bytes' | 'ms' | 'days' | 'path';
  /** Never shown. */
  readonly isSecret?: true;
  /** In words, where it depends on the machine or on other settings. */
  readonly default?: string;
}

const organisation =
  <K extends keyof OrganisationConfig>(key: K) =>
  (config: Config) =>
    config.organisation?.[key] ?? null;
const NONE = 'none';

export const SETTINGS: readonly Setting[] = [
  {
    name: 'TENGUN_STORE',
    what: 'folder of the store; `--store` goes before it',
    value: (c) => c.storeDir,
    unit: 'path',
  },
  {
    name: 'TENGUN_CACHE',
    what: 'folder of tiles and of results that are files; may be deleted at any time',
    value: (c) => c.cacheDir,
    unit: 'path',
  },
  { name: 'TENGUN_CACHE_BYTES', what: 'room for tiles', value: (c) => c.cacheLimitBytes, unit: 'bytes' },
  {
    name: 'TENGUN_CACHE_MEMORY_BYTES',
    what: 'room in memory for the tiles asked for last',
    value: (c) => c.cacheMemoryBytes,
    unit: 'bytes',
  },
  { name: 'TENGUN_VIEWER', what: 'folder of the built viewer', value: (c) => c.viewerDir, unit: 'path' },
  {
    name: 'TENGUN_GEOID',
    what: 'geoid grid: GeoTIFF, GTX, GSI `.asc`, ISG 2.0 or JSON',
    value: (c) => c.geoidPath,
    default: 'a file in `data/geoid/`, else EGM96 (flagged, ±1.5 m in Izu)',
  },
  { name: 'TENGUN_HOST', what: 'address to listen on', value: (c) => c.host },
  { name: 'TENGUN_PORT', what: 'port to listen on; 0 lets the system choose', value: (c) => c.port },
  {
    name: 'TENGUN_BASE_URL',
    what: 'how the server is reached from outside, for absolute links and sign-in',
    value: (c) => c.baseUrl,
    default: 'the request’s host',
  },
  {
    name: 'TENGUN_TRUST_PROXY',
    what: 'whose `X-Forwarded-…` are believed: `true`, `false`, or addresses of proxies, separated by commas',
    value: (c) => c.trustProxy,
  },
  {
    name: 'TENGUN_THREADS',
    what: 'worker threads of each pool',
    value: (c) => c.threads,
    default: 'processors of the machine',
  },
  {
    name: 'TENGUN_LOG_LEVEL',
    what: '`silent`, `fatal`, `error`, `warn`, `info`, `debug`, `trace`; to stderr',
    value: (c) => c.logLevel,
  },
  {
    name: 'TENGUN_LOG_ADDRESSES',
    what: 'clients’ addresses in the log: `full`, `short` (without the last part), `none`',
    value: (c) => c.logAddresses,
  },
  {
    name: 'TENGUN_MAX_RSS_BYTES',
    what: 'memory of the process above which costly requests get 503 with `Retry-After`',
    value: (c) => c.maxRssBytes,
    unit: 'bytes',
    default: '85 % of what container or machine have',
  },
  {
    name: 'TENGUN_MAX_EVENT_LOOP_DELAY_MS',
    what: 'the same for the delay of the event loop; 0: no limit',
    value: (c) => c.maxEventLoopDelayMs,
    unit: 'ms',
  },
  {
    name: 'TENGUN_MAX_PENDING_BYTES',
    what: 'the same for bytes that slow clients have not taken',
    value: (c) => c.maxPendingBytes,
    unit: 'bytes',
  },
  {
    name: 'TENGUN_DRAIN_MS',
    what: 'at SIGTERM: time between “not ready” and the end of listening; longer than the proxy’s probes are apart',
    value: (c) => c.drainMs,
    unit: 'ms',
  },
  {
    name: 'TENGUN_GRACE_MS',
    what: 'then time for running answers',
    value: (c) => c.graceMs,
    unit: 'ms',
  },
  {
    name: 'TENGUN_HEADERS_TIMEOUT_MS',
    what: 'time for a client to send its header fields',
    value: (c) => c.headersTimeoutMs,
    unit: 'ms',
  },
  {
    name: 'TENGUN_STALL_TIMEOUT_MS',
    what: 'time for a client to take some of its answer',
    value: (c) => c.stallTimeoutMs,
    unit: 'ms',
  },
  {
    name: 'TENGUN_MAX_CONNECTIONS',
    what: 'connections, all together; 0: no limit',
    value: (c) => c.maxConnections,
  },
  {
    name: 'TENGUN_MAX_CONNECTIONS_PER_ADDRESS',
    what: 'from one address; 0: no limit; none behind a proxy',
    value: (c) => c.maxConnectionsPerAddress,
  },
  {
    name: 'TENGUN_REQUESTS_PER_MINUTE',
    what: 'requests a minute of one user, or from one address; 0: no limit',
    value: (c) => c.requestsPerMinute,
  },
  {
    name: 'TENGUN_SESSION_MINUTES',
    what: 'how long somebody stays signed in at most, 5 to 1440 minutes; roles and groups of the organisation are asked for anew each time',
    value: (c) => c.sessionMs / 60_000,
  },
  {
    name: 'TENGUN_ALLOW_WRITES',
    what: 'as long as there are no accounts, whether everybody may upload, keep projects and make items and surfaces; `false`: nobody may, accounts or not',
    value: (c) => c.anonymousWrites,
    default: '`true` on loopback without a proxy, else accounts only',
  },
  {
    name: 'TENGUN_FRAME_ANCESTORS',
    what: 'origins of other sites that may show the pages in a frame, separated by spaces',
    value: (c) => c.frameAncestors,
  },
  {
    name: 'TENGUN_LAYER_ORIGINS',
    what: 'other servers whose layers the page may show when a user adds them: `none`, `https:` (all that encrypt), or origins separated by commas; scripts never come from them',
    value: (c) => c.layerOrigins,
  },
  {
    name: 'TENGUN_SYNC_TIMEOUT_MS',
    what: 'time of a process that answers in the same request',
    value: (c) => c.syncTimeoutMs,
    unit: 'ms',
  },
  { name: 'TENGUN_MAX_JOBS', what: 'processes at work or waiting, over all clients', value: (c) => c.maxRunningJobs },
  { name: 'TENGUN_MAX_JOBS_OF_ONE', what: 'of one user, or one address', value: (c) => c.maxJobsOfOne },
  {
    name: 'TENGUN_EXECUTION_BYTES',
    what: 'largest body of an execution request',
    value: (c) => c.executionBytes,
    unit: 'bytes',
  },
  {
    name: 'TENGUN_RESULT_BYTES',
    what: 'room for results that are files; the oldest finished ones go first',
    value: (c) => c.resultBytes,
    unit: 'bytes',
  },
  { name: 'TENGUN_SELECTION_ITEMS', what: 'items that one selection may hold', value: (c) => c.selectionItems },
  {
    name: 'TENGUN_EXTRACT_SYNC_POINTS',
    what: 'points of an extraction in the same request',
    value: (c) => c.extractSyncPoints,
  },
  { name: 'TENGUN_EXTRACT_POINTS', what: 'points of an extraction as a job', value: (c) => c.extractPoints },
  { name: 'TENGUN_EXTRACT_VERTICES', what: 'vertices of its area', value: (c) => c.extractVertices },
  { name: 'TENGUN_UPLOAD_BYTES', what: 'largest upload', value: (c) => c.uploadBytes, unit: 'bytes' },
  {
    name: 'TENGUN_UPLOADS',
    what: 'uploads that are kept; the oldest finished one makes room',
    value: (c) => c.maxUploads,
  },
  { name: 'TENGUN_UPLOAD_READ_MS', what: 'time to read one', value: (c) => c.uploadReadMs, unit: 'ms' },
  {
    name: 'TENGUN_UPLOAD_TOTAL_BYTES',
    what: 'all uploaded LAS and LAZ together',
    value: (c) => c.uploadTotalBytes,
    unit: 'bytes',
  },
  {
    name: 'TENGUN_USER_UPLOAD_BYTES',
    what: 'all files that one user has sent; what is over it is refused',
    value: (c) => c.userUploadBytes,
    unit: 'bytes',
  },
  { name: 'TENGUN_UPLOAD_POINTS', what: 'points of one of them', value: (c) => c.uploadPoints },
  {
    name: 'TENGUN_INDEX_MEMORY',
    what: 'memory that indexing an upload may take, in bytes',
    value: (c) => c.indexMemoryBytes,
    unit: 'bytes',
  },
  { name: 'TENGUN_INDEX_MS', what: 'time that it may take', value: (c) => c.indexMs, unit: 'ms' },
  {
    name: 'TENGUN_PROJECTS',
    what: 'folder of the projects',
    value: (c) => c.projectsDir,
    default: '`.projects` in the store',
  },
  { name: 'TENGUN_PROJECT_COUNT', what: 'projects that are kept', value: (c) => c.projects },
  { name: 'TENGUN_PROJECT_ENTRIES', what: 'entries of one project', value: (c) => c.projectEntries },
  {
    name: 'TENGUN_PROJECT_ENTRY_BYTES',
    what: 'largest entry, and largest short link',
    value: (c) => c.projectEntryBytes,
    unit: 'bytes',
  },
  { name: 'TENGUN_PROJECT_PICTURE_BYTES', what: 'largest picture', value: (c) => c.projectPictureBytes, unit: 'bytes' },
  {
    name: 'TENGUN_PROJECT_TOTAL_BYTES',
    what: 'all projects together',
    value: (c) => c.projectTotalBytes,
    unit: 'bytes',
  },
  { name: 'TENGUN_LINKS', what: 'short links that are kept', value: (c) => c.links },
  {
    name: 'TENGUN_AUDIT_DAYS',
    what: 'how long events of the audit log are kept',
    value: (c) => c.auditDays,
    unit: 'days',
  },
  {
    name: 'TENGUN_OIDC_ISSUER',
    what: 'the organisation’s sign-in (OpenID Connect): address of its provider',
    value: organisation('issuer'),
    default: 'none: local accounts only',
  },
  {
    name: 'TENGUN_OIDC_CLIENT_ID',
    what: 'the client that the provider knows',
    value: organisation('clientId'),
    default: NONE,
  },
  {
    name: 'TENGUN_OIDC_CLIENT_SECRET',
    what: 'its secret',
    value: organisation('clientSecret'),
    isSecret: true,
    default: NONE,
  },
  { name: 'TENGUN_OIDC_NAME', what: 'words on the button', value: organisation('name'), default: '`OpenID Connect`' },
  {
    name: 'TENGUN_OIDC_SCOPE',
    what: 'scope that is asked for',
    value: organisation('scope'),
    default: '`openid profile email`',
  },
  {
    name: 'TENGUN_OIDC_GROUPS_CLAIM',
    what: 'claim with the names of the groups',
    value: organisation('groupsClaim'),
    default: '`groups`',
  },
  {
    name: 'TENGUN_OIDC_ROLES',
    what: 'which group gives which role: `tengun-admins=admin,doboku=engineer`',
    value: organisation('roles'),
    default: 'none: administrators here give them',
  },
  {
    name: 'TENGUN_OIDC_DEFAULT_ROLE',
    what: 'role of members whom no group gives one; `none` keeps them out',
    value: organisation('defaultRole'),
    default: '`viewer`',
  },
  {
    name: 'TENGUN_OIDC_ORIGINS',
    what: 'origins, beside the issuer’s own, that its discovery document may name',
    value: organisation('origins'),
    default: NONE,
  },
  {
    name: 'TENGUN_OIDC_INTERNAL_ORIGINS',
    what: 'those of them, and of the issuer, that may stand at addresses of the inside',
    value: organisation('internalOrigins'),
    default: NONE,
  },
];

/** Effective value in words. Secrets: only whether there is one. */
export function settingText(setting: Setting, config: Config): string {
  const value = setting.value(config);
  if (setting.isSecret) return value === null ? NONE : '********';
  return textOf(value, setting.unit);
}

function textOf(value: unknown, unit: Setting['unit']): string {
  if (value === null || value === undefined) return NONE;
  if (value instanceof Map)
    return textOf(
      [...value].map(([group, role]) => `${group}=${role}`),
      unit,
    );
  if (Array.isArray(value)) return value.length === 0 ? NONE : value.join(', ');
  if (typeof value !== 'number') return String(value);
  if (unit === 'bytes') return inUnits(value, ['B', 'KiB', 'MiB', 'GiB', 'TiB'], 1024);
  if (unit === 'ms')
    return value % 60_000 === 0 ? `${value / 60_000} min` : value % 1000 === 0 ? `${value / 1000} s` : `${value} ms`;
  return unit === 'days' ? `${value} days` : String(value);
}

function inUnits(value: number, units: readonly string[], step: number): string {
  let [size, at] = [value, 0];
  while (size >= step && Number.isInteger(size / step) && at < units.length - 1) [size, at] = [size / step, at + 1];
  return `${size} ${units[at]}`;
}

/**
 * The table of the README, in Markdown.
 * @param root of the repository: paths in it are shown from there
 */
export function settingsTable(root: string): string {
  const config = readConfig({});
  const rows = SETTINGS.map((setting) => {
    const text = settingText(setting, config);
    const shown = setting.unit === 'path' ? relative(root, text).replaceAll('\\', '/') : text;
    return `| \`${setting.name}\` | ${setting.what.replaceAll('|', '\\|')} | ${setting.default ?? (shown === NONE ? NONE : `\`${shown}\``)} |`;
  });
  return ['| variable | what | default |', '|---|---|---|', ...rows].join('\n');
}

/** Variables that look like settings and are none: misspelt, or of another version. */
export function unknownSettings(environment: Readonly<Record<string, string | undefined>>): string[] {
  const known = new Set(SETTINGS.map(({ name }) => name));
  return Object.keys(environment)
    .filter((name) => name.startsWith('TENGUN_') && !known.has(name))
    .sort();
}
