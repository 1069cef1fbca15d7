/** Nothing in server and worker asks another machine but by `server/http/safe-fetch.ts`. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** What opens connections, each with the files that may name it, and why. */
const DOORS: readonly (readonly [what: string, pattern: RegExp, allowed: Readonly<Record<string, string>>])[] = [
  [
    'fetch',
    /(?<![-./\w$])fetch\b(?!\s*:|-)|\b(?:globalThis|global|self|window)\s*(?:\.|\?\.|\[)\s*['"]?fetch\b|\bfetch\b[^}]*\}\s*=\s*global/,
    {},
  ],
  ['other clients of browsers', /\b(?:WebSocket|EventSource|XMLHttpRequest|sendBeacon)\b/, {}],
  [
    'modules of the network',
    /(?:from|import|require|getBuiltinModule)\s*\(?\s*['"](?:node:)?(?:http|https|http2|net|tls|dgram|dns|dns\/promises|inspector|undici)['"]/,
    {
      'server/http/safe-fetch.ts': 'the one way out',
      'server/http/public-address.ts': 'lists of addresses',
      'server/upkeep/acceptors.ts': 'listens, and asks nobody',
    },
  ],
  [
    'programs beside it',
    /(?:from|import|require)\s*\(?\s*['"](?:node:)?(?:child_process|cluster)['"]/,
    { 'worker/pipeline/index-process.ts': 'the indexer, in a process of its own' },
  ],
  [
    'packages that ask other servers',
    /(?:from|import|require)\s*\(?\s*['"](?:openid-client|oauth4webapi|axios|got|node-fetch|ky|superagent|request|ws|nodemailer)['"]/,
    { 'server/accounts/organisation.ts': 'given safeFetch as its fetch, below' },
  ],
  ['remote files of geotiff', /\b(?:fromUrls?|fromCustomClient|makeRemoteSource|makeFetchSource)\b/, {}],
];

/** Code without comments and without what stands in strings; the addresses of imports stay. Types leave no code behind. */
function codeOf(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$|(?<=[\s;{}(,])\/\/ .*$/gm, '')
    .replace(/^import type [^;]*;$/gm, '')
    .replace(/(?<!(?:from|import|require|getBuiltinModule)\s*\(?\s*|\[\s*)(['"])(?:\\.|(?!\1)[^\\\n])*\1/g, "''");
}

const files = globSync('{server,worker}/**/*.{ts,mjs,js}', { cwd: ROOT, exclude: (path) => /\/build\//.test(path) })
  .map((path) => path.replaceAll('\\', '/'))
  .sort();
const finds = (pattern: RegExp, text: string) => pattern.test(codeOf(text));

describe('requests of the server to others', () => {
  it('go through one file', () => {
    expect(files.length).toBeGreaterThan(400);
    const faults = [];
    for (const path of files) {
      const text = readFileSync(join(ROOT, path), 'utf8');
      for (const [what, pattern, allowed] of DOORS) {
        if (finds(pattern, text) && !Object.hasOwn(allowed, path)) faults.push(`${path}: ${what}`);
      }
    }
    expect(faults).toEqual([]);
  });

  it('have no exception that is no longer needed', () => {
    for (const [what, pattern, allowed] of DOORS) {
      for (const path of Object.keys(allowed)) {
        expect(finds(pattern, readFileSync(join(ROOT, path), 'utf8')), `${path}: ${what}`).toBe(true);
      }
    }
  });

  it('of the sign-in are made by safeFetch', () => {
    const text = readFileSync(join(ROOT, 'server/accounts/organisation.ts'), 'utf8');
    expect(text).toMatch(/\[oidc\.customFetch\]: \(url, options\) => ask\(/);
    expect(text).toMatch(/const ask = safeFetch\(/);
  });

  it('would be found, however they are written', () => {
    const ways = [
      'const a = await fetch(url);',
      'const { fetch: ask } = globalThis;\nask(url)',
      'const ask = globalThis.fetch;',
      "globalThis['fetch'](url)",
      'list.map(fetch)',
      "import { request } from 'node:https';",
      "import http from 'http';",
      "const net = await import('node:net');",
      "process.getBuiltinModule('node:http')",
      "import { connect } from 'node:tls';",
      "import { Agent } from 'undici';",
      'new WebSocket(url)',
      "import { execFile } from 'node:child_process';",
      "import { fromUrl } from 'geotiff';",
      "import * as oidc from 'openid-client';",
    ];
    for (const way of ways)
      expect(
        DOORS.some(([, pattern]) => finds(pattern, way)),
        way,
      ).toBe(true);
    const harmless = [
      '// fetch(url)',
      '/** {@link fetch} */',
      "const words = 'they fetch only parts';",
      "import type { IncomingMessage } from 'node:http';",
      "const site = headers['sec-fetch-site'];",
      'const source = { fetch: (slices) => slices };',
    ];
    for (const text of harmless)
      expect(
        DOORS.filter(([, pattern]) => finds(pattern, text)).map(([what]) => what),
        text,
      ).toEqual([]);
  });
});
