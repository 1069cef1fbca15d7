// Holds the packages against scripts/dependency-rules.ts, and asks the registry for known faults in what is given away; without the
// registry a line says that this was not done.
import { execFile } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  auditFaults,
  licenceFaults,
  nameOf,
  runtimeFaults,
  scriptFaults,
  sourceFaults,
  versionFaults,
} from './dependency-rules.ts';

const root = join(import.meta.dirname, '..');
const AUDIT_MS = 15_000;
const readJson = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));

const manifest = readJson('package.json');
const lock = readJson('package-lock.json');
const facts = { manifest, lock, licences: readLicences(), imports: readImports() };
// running while the rest is read
const report = askAudit();
const faults = [versionFaults, sourceFaults, scriptFaults, licenceFaults, runtimeFaults].flatMap((rule) => rule(facts));
const known = auditFaults(await report);
faults.push(...(known ?? []));
for (const fault of faults) console.error(fault);
const audit =
  known === null
    ? 'NOT RUN: npm audit (the registry did not answer it)'
    : `npm audit: ${known.length} high or critical`;
console.log(
  `dependencies: ${Object.keys(lock.packages).length - 1} packages, ${faults.length} against the rules; ${audit}`,
);
process.exit(faults.length === 0 ? 0 : 1);

/** What each package says of itself; of those that are not installed here (other platforms), what the lock says. */
function readLicences() {
  return Object.fromEntries(
    Object.entries(lock.packages).map(([path, entry]) => {
      const file = join(path, 'package.json');
      const { license } = path !== '' && existsSync(join(root, file)) ? readJson(file) : entry;
      return [path, typeof license === 'string' ? license : (license?.type ?? null)];
    }),
  );
}

function readImports() {
  const names = new Set(Object.keys(lock.packages).map(nameOf));
  const imports = {};
  const files = globSync('{server,worker,viewer,test,scripts}/**/*.{ts,tsx,mjs,css}', {
    cwd: root,
    exclude: (path) => /node_modules|\/dist\/|\/build\//.test(path),
  });
  for (const file of files.map((path) => path.replaceAll('\\', '/'))) {
    const text = readFileSync(join(root, file), 'utf8');
    // types leave nothing behind
    const code = text.replace(/^import type [^;]*;$/gm, '');
    for (const [, spec] of code.matchAll(/(?:\bfrom\s+|\bimport\s*\(?\s*)['"]([^'"./#][^'"]*)['"]/g)) {
      const name = spec
        .split('/')
        .slice(0, spec.startsWith('@') ? 2 : 1)
        .join('/');
      if (names.has(name)) imports[name] = [...(imports[name] ?? []), file];
    }
  }
  return imports;
}

/** @returns npm's report, or null when there is none in time */
function askAudit() {
  const options = ['audit', '--omit=dev', '--json', '--fetch-retries=0', '--fetch-timeout=8000'];
  return new Promise((resolve) => {
    execFile(
      'npm',
      options,
      { cwd: root, timeout: AUDIT_MS, maxBuffer: 2 ** 26, shell: process.platform === 'win32' },
      (_, out) => {
        try {
          resolve(JSON.parse(out));
        } catch {
          resolve(null);
        }
      },
    );
  });
}
