// What is asked of the packages that Tengun is built of and built with. Pure: facts in, faults out.

/** Of package.json: what is asked of it here. */
export type Manifest = Readonly<Record<string, unknown>>;

interface LockEntry {
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
}

export interface Lock {
  readonly packages: Readonly<Record<string, LockEntry>>;
}

/** By package, the files of ours that import it. */
export type Imports = Readonly<Record<string, readonly string[]>>;

interface Exception {
  /** What the package says, so that a change of it is noticed. */
  readonly licence: string | null;
  readonly reason: string;
  /** Folders in which it may be imported; without it, anywhere. */
  readonly onlyIn?: readonly string[];
}

/** Licences whose terms are met by keeping their notice. An expression with OR is met by one of its sides, with AND by all. */
export const LICENCES = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
  'Zlib',
  // fonts: as part of a program, under their own names
  'OFL-1.1',
]);

/** Packages with another licence, or with none in their package.json. */
export const EXCEPTIONS: Readonly<Record<string, Exception>> = {
  'png-js': { licence: null, reason: 'MIT by its file LICENSE' },
  suncalc: { licence: null, reason: 'BSD-2-Clause by its file LICENSE' },
  'combine-errors': { licence: null, reason: 'MIT by its Readme; comes with tus-js-client' },
  hyperformula: {
    licence: 'GPL-3.0-only',
    reason: 'a witness in the tests, part of nothing that is given away',
    onlyIn: ['test/'],
  },
  'axe-core': { licence: 'MPL-2.0', reason: 'a witness in the tests', onlyIn: ['test/'] },
  mediabunny: { licence: 'MPL-2.0', reason: 'unchanged in the bundle; its notice and source are those of the package' },
  lightningcss: { licence: 'MPL-2.0', reason: 'builds the styles (Vite); no part of what is built', onlyIn: [] },
};

const EXACT = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;

/** Of `node_modules/a/node_modules/@b/c`: `@b/c`. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

const table = (of: object | undefined, key: string): Readonly<Record<string, unknown>> =>
  ((of as Manifest | undefined)?.[key] ?? {}) as Readonly<Record<string, unknown>>;

/** Every version in package.json is one version, and the lock is of this package.json. */
export function versionFaults({ manifest, lock }: { readonly manifest: Manifest; readonly lock: Lock }): string[] {
  const faults: string[] = [];
  for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies', 'overrides']) {
    for (const [name, version] of Object.entries(table(manifest, kind))) {
      if (typeof version !== 'string' || !EXACT.test(version)) {
        faults.push(`package.json: ${name}: expected one exact version, seen ${JSON.stringify(version)}`);
      }
      const locked = table(lock.packages[''], kind)[name];
      if (kind !== 'overrides' && locked !== version) {
        faults.push(`package-lock.json: ${name}: expected ${version} as in package.json, seen ${locked ?? 'none'}`);
      }
    }
  }
  return faults;
}

/**
 * Every package has a checksum and comes from where the others come from, over TLS: no tarballs, repositories, folders. Which registry that
 * is says npm's configuration; a lock without addresses leaves it at that, one with addresses has the same host in all of them.
 */
export function sourceFaults({ lock }: { readonly lock: Lock }): string[] {
  const faults: string[] = [];
  const usual = usualOrigin(lock);
  for (const [path, entry] of Object.entries(lock.packages)) {
    if (path === '') continue;
    if (!/^sha512-[A-Za-z0-9+/]{86}==$/.test(entry.integrity ?? '')) {
      faults.push(`package-lock.json: ${path}: expected integrity sha512-…, seen ${entry.integrity ?? 'none'}`);
    }
    if (entry.link || originOf(entry) !== usual) {
      const expected = usual === null ? 'no address (npm: omit-lockfile-registry-resolved)' : `an address at ${usual}`;
      const seen = entry.link ? 'a link' : (entry.resolved ?? 'none');
      faults.push(`package-lock.json: ${path}: expected ${expected} as of the other packages, seen ${seen}`);
    }
  }
  return faults;
}

/** `https://host` of its address; null without one; what is not https is itself. */
function originOf({ resolved }: LockEntry): string | null {
  if (resolved === undefined) return null;
  const url = URL.parse(resolved);
  return url?.protocol === 'https:' ? url.origin : resolved;
}

/** That of most packages. */
function usualOrigin({ packages }: Lock): string | null {
  const counts = new Map<string | null, number>();
  for (const [path, entry] of Object.entries(packages)) {
    const origin = originOf(entry);
    if (path !== '' && (origin === null || origin.startsWith('https:'))) {
      counts.set(origin, (counts.get(origin) ?? 0) + 1);
    }
  }
  return [...counts].reduce<readonly [string | null, number]>(
    (most, one) => (one[1] > most[1] ? one : most),
    [null, 0],
  )[0];
}

/** Who runs something when it is installed stands in `allowScripts`, one way or the other, and nobody else does. */
export function scriptFaults({ manifest, lock }: { readonly manifest: Manifest; readonly lock: Lock }): string[] {
  const allowed = table(manifest, 'allowScripts');
  const running = new Set(
    Object.entries(lock.packages).flatMap(([path, { hasInstallScript }]) =>
      path && hasInstallScript ? [nameOf(path)] : [],
    ),
  );
  return [
    ...[...running]
      .filter((name) => typeof allowed[name] !== 'boolean')
      .map(
        (name) =>
          `${name} runs a script when it is installed: expected a line in allowScripts of package.json, seen none`,
      ),
    ...Object.keys(allowed)
      .filter((name) => !running.has(name))
      .map((name) => `allowScripts names ${name}, which runs no script: take the line out`),
  ];
}

/**
 * @param licences by path in the lock: what the package says of itself
 * @param imports by package: the files of ours that import it
 */
export function licenceFaults({
  lock,
  licences,
  imports,
}: {
  readonly lock: Lock;
  readonly licences: Readonly<Record<string, string | null>>;
  readonly imports: Imports;
}): string[] {
  const faults: string[] = [];
  const needed = new Set<Exception>();
  for (const path of Object.keys(lock.packages)) {
    if (path === '') continue;
    const [name, licence] = [nameOf(path), licences[path] ?? null];
    if (licence !== null && isAllowed(licence)) continue;
    const exception = exceptionOf(name);
    if (exception === undefined || exception.licence !== licence) {
      faults.push(`${path}: expected a licence of the list, seen ${licence ?? 'none'} (scripts/dependency-rules.ts)`);
      continue;
    }
    needed.add(exception);
    const { onlyIn } = exception;
    const outside = (imports[name] ?? []).filter((file) => onlyIn?.every((folder) => !file.startsWith(folder)));
    for (const file of outside)
      faults.push(`${file}: ${name} (${licence}) may be imported in ${onlyIn?.join(', ') || 'no file'} only`);
  }
  for (const [name, exception] of Object.entries(EXCEPTIONS)) {
    if (!needed.has(exception))
      faults.push(`scripts/dependency-rules.ts: the exception for ${name} is no longer needed`);
  }
  return faults;
}

/** What server and worker import is there when the packages of development are not. */
export function runtimeFaults({
  manifest,
  imports,
}: {
  readonly manifest: Manifest;
  readonly imports: Imports;
}): string[] {
  return Object.entries(imports)
    .filter(([name]) => !Object.hasOwn(table(manifest, 'dependencies'), name))
    .flatMap(([name, files]) => files.filter((file) => /^(server|worker)\//.test(file)).map((file) => [file, name]))
    .map(([file, name]) => `${file}: expected ${name} among the dependencies of package.json, seen none`);
}

/** The builds of a package for each platform (`lightningcss-linux-x64-gnu`) are as the package. */
function exceptionOf(name: string): Exception | undefined {
  if (Object.hasOwn(EXCEPTIONS, name)) return EXCEPTIONS[name];
  return Object.entries(EXCEPTIONS).find(([of]) =>
    new RegExp(`^${of}-(android|darwin|freebsd|linux|win32)-`).test(name),
  )?.[1];
}

/** @param expression SPDX: identifiers, AND, OR, parentheses */
export function isAllowed(expression: string): boolean {
  const tokens = expression.match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  const either = (): boolean => {
    let met = both();
    while (tokens[at] === 'OR') {
      at += 1;
      met = both() || met;
    }
    return met;
  };
  const both = (): boolean => {
    let met = one();
    while (tokens[at] === 'AND') {
      at += 1;
      met = one() && met;
    }
    return met;
  };
  const one = (): boolean => {
    const token = tokens[at++];
    if (token !== '(') return LICENCES.has(token ?? '');
    const met = either();
    return tokens[at++] === ')' && met;
  };
  return either() && at === tokens.length;
}

interface Audit {
  readonly error?: unknown;
  readonly vulnerabilities?: Readonly<
    Record<string, { readonly name: string; readonly severity: string; readonly range: string }>
  >;
}

/** @param given report of `npm audit --omit=dev --json` @returns null when it is none */
export function auditFaults(given: unknown): string[] | null {
  const report = given as Audit | null;
  const found = report?.vulnerabilities;
  if (typeof found !== 'object' || found === null || report?.error) return null;
  return Object.values(found)
    .filter(({ severity }) => severity === 'high' || severity === 'critical')
    .map(({ name, severity, range }) => `${name} ${range}: ${severity}; see npm audit --omit=dev`);
}
