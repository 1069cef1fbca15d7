/** Each rule about packages, on a lock with the fault that it is there for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as rules from '../../../scripts/dependency-rules.ts';

const ROOT = join(import.meta.dirname, '../../..');
const read = (path: string) => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
const manifest = read('package.json');
const lock = read('package-lock.json');
/** The lock with one package changed. */
const lockWith = (path: string, changes: object) => ({
  ...lock,
  packages: { ...lock.packages, [path]: { ...lock.packages[path], ...changes } },
});
const FASTIFY = 'node_modules/fastify';

describe('the rules about packages', () => {
  it('find nothing wrong with the repository', () => {
    expect([
      ...rules.versionFaults({ manifest, lock }),
      ...rules.sourceFaults({ lock }),
      ...rules.scriptFaults({ manifest, lock }),
    ]).toEqual([]);
  });

  it('want one exact version, the same in both files', () => {
    for (const version of [
      '^5.12.8',
      '~5.12.8',
      '5.x',
      '*',
      'latest',
      'file:../x',
      'github:a/b',
      '5.12',
      '>=5.12.8',
      'npm:other@5.12.8',
    ]) {
      const ranged = { ...manifest, dependencies: { ...manifest.dependencies, fastify: version } };
      expect(rules.versionFaults({ manifest: ranged, lock })[0], version).toContain('expected one exact version');
    }
    const other = { ...manifest, dependencies: { ...manifest.dependencies, fastify: '5.12.7' } };
    expect(rules.versionFaults({ manifest: other, lock })).toEqual([
      'package-lock.json: fastify: expected 5.12.7 as in package.json, seen 5.12.8',
    ]);
  });

  it('want a checksum, and one source for all', () => {
    for (const integrity of [undefined, '', 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=', 'sha512-short==']) {
      expect(rules.sourceFaults({ lock: lockWith(FASTIFY, { integrity }) })).toHaveLength(1);
    }
    const at = (origin: string | null) => {
      const packages = Object.entries(lock.packages as Record<string, object>).map(([path, entry]) => {
        const { resolved: _, ...rest } = entry as { readonly resolved?: string };
        return [path, path === '' || origin === null ? rest : { ...rest, resolved: `${origin}/${path}.tgz` }];
      });
      return { packages: Object.fromEntries(packages) };
    };
    const usual = 'https://packages.example.jp';
    for (const whole of [at(null), at(usual)]) {
      expect(rules.sourceFaults({ lock: whole })).toEqual([]);
      const changed = (changes: object) => {
        const packages = { ...whole.packages, [FASTIFY]: { ...whole.packages[FASTIFY], ...changes } };
        return rules.sourceFaults({ lock: { packages } });
      };
      for (const resolved of [
        'https://elsewhere.example.jp/fastify.tgz',
        'https://packages.example.jp.example.org/fastify.tgz',
        'https://packages.example.jp:8443/fastify.tgz',
        'http://packages.example.jp/fastify.tgz',
        'git+ssh://git@github.com/a/b.git',
        'git+https://github.com/a/b.git',
        'file:x.tgz',
        '../x',
        '',
      ]) {
        expect(changed({ resolved }), resolved).toEqual([
          expect.stringMatching(
            /^package-lock.json: node_modules\/fastify: expected .* as of the other packages, seen /,
          ),
        ]);
      }
      expect(changed({ link: true })).toEqual([expect.stringContaining('seen a link')]);
      expect(changed({ integrity: undefined })).toEqual([expect.stringContaining('expected integrity')]);
    }
    // one address among none, and none among addresses
    expect(
      rules.sourceFaults({ lock: { packages: { ...at(null).packages, [FASTIFY]: at(usual).packages[FASTIFY] } } }),
    ).toHaveLength(1);
    expect(
      rules.sourceFaults({ lock: { packages: { ...at(usual).packages, [FASTIFY]: at(null).packages[FASTIFY] } } }),
    ).toHaveLength(1);
    // all of them without TLS
    expect(rules.sourceFaults({ lock: at('http://packages.example.jp') }).length).toBeGreaterThan(100);
  });

  it('want scripts of installation to be listed, and no more than there are', () => {
    expect(rules.scriptFaults({ manifest, lock: lockWith(FASTIFY, { hasInstallScript: true }) })[0]).toContain(
      'fastify runs a script',
    );
    const stale = { ...manifest, allowScripts: { ...manifest.allowScripts, fastify: true } };
    expect(rules.scriptFaults({ manifest: stale, lock })).toEqual([
      'allowScripts names fastify, which runs no script: take the line out',
    ]);
  });

  it('read licences as SPDX has them', () => {
    for (const good of [
      'MIT',
      '(MIT OR GPL-3.0-only)',
      'GPL-3.0-only OR MIT',
      'MIT AND Zlib',
      '(MIT AND (ISC OR AGPL-3.0-only))',
    ]) {
      expect(rules.isAllowed(good), good).toBe(true);
    }
    for (const wrong of [
      '',
      'GPL-3.0-only',
      'MIT AND GPL-3.0-only',
      '(MIT',
      'MIT)',
      'MIT GPL-3.0-only',
      'UNLICENSED',
      'SEE LICENSE IN x',
      'mit',
      'OR',
      'MIT OR',
    ]) {
      expect(rules.isAllowed(wrong), wrong).toBe(false);
    }
  });

  it('want a licence of the list, or an exception that fits and is needed', () => {
    const licences: Record<string, string | null> = {};
    for (const path of Object.keys(lock.packages)) licences[path] = 'MIT';
    for (const [name, { licence }] of Object.entries(rules.EXCEPTIONS)) licences[`node_modules/${name}`] = licence;
    const faults = (changes: Record<string, string | null>, imports = {}) =>
      rules.licenceFaults({ lock, licences: { ...licences, ...changes }, imports });
    expect(faults({})).toEqual([]);
    for (const licence of ['GPL-3.0-only', null, 'BUSL-1.1']) {
      expect(faults({ [FASTIFY]: licence })).toEqual([
        expect.stringContaining(`${FASTIFY}: expected a licence of the list`),
      ]);
    }
    // another licence than the one that was looked at
    expect(faults({ 'node_modules/hyperformula': 'AGPL-3.0-only' })[0]).toContain('hyperformula');
    expect(faults({ 'node_modules/hyperformula': 'MIT' })[0]).toContain('no longer needed');
    expect(faults({ 'node_modules/lightningcss-linux-x64-gnu': 'MPL-2.0' })).toEqual([]);
    expect(faults({}, { hyperformula: ['test/helpers/recalculate.ts', 'server/app.ts'] })).toEqual([
      'server/app.ts: hyperformula (GPL-3.0-only) may be imported in test/ only',
    ]);
  });

  it('want what the server imports among the packages that it comes with', () => {
    expect(rules.runtimeFaults({ manifest, imports: { fastify: ['server/app.ts'], vitest: ['test/x.ts'] } })).toEqual(
      [],
    );
    expect(rules.runtimeFaults({ manifest, imports: { three: ['viewer/a.ts', 'worker/b.ts'] } })).toEqual([
      'worker/b.ts: expected three among the dependencies of package.json, seen none',
    ]);
  });

  it('take high and critical faults that are known, and no report for none', () => {
    const of = (severity: string) => ({ vulnerabilities: { a: { name: 'a', severity, range: '<2' } } });
    expect(rules.auditFaults(of('moderate'))).toEqual([]);
    for (const severity of ['high', 'critical']) expect(rules.auditFaults(of(severity))).toHaveLength(1);
    for (const none of [null, {}, { message: '405 Method Not Allowed' }, { error: { code: 'ENOTFOUND' } }]) {
      expect(rules.auditFaults(none)).toBeNull();
    }
  });
});
