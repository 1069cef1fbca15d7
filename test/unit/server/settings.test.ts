/** The table of settings against the code that reads them, and against the README. */
import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../server/config.ts';
import { SETTINGS, settingsTable, settingText, unknownSettings } from '../../../server/settings.ts';

const ROOT = join(import.meta.dirname, '../../..');
const names = SETTINGS.map(({ name }) => name);

/** @returns what the command prints, and how it ends */
function tengunConfig(args: readonly string[], environment: Record<string, string>) {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TENGUN_')));
  return new Promise<{ code: number; out: string }>((resolve) => {
    const main = join(ROOT, 'server/cli/main.ts');
    execFile(process.execPath, [main, 'config', ...args], { env: { ...own, ...environment } }, (error, out, errors) =>
      resolve({ code: error ? Number(error.code) : 0, out: out + errors }),
    );
  });
}

/** An organisation's sign-in. */
const SIGN_IN = {
  TENGUN_OIDC_ISSUER: 'https://id.example.jp',
  TENGUN_OIDC_CLIENT_ID: 'c',
  TENGUN_OIDC_CLIENT_SECRET: 'hidden-words',
};

describe('the settings', () => {
  it('are all variables that server, worker and the command line read', () => {
    const read = new Set<string>();
    for (const path of globSync('{server,worker}/**/*.ts', { cwd: ROOT })) {
      if (path.endsWith('settings.ts')) continue;
      const code = readFileSync(join(ROOT, path), 'utf8');
      for (const [, name] of code.matchAll(/['"`](TENGUN_[A-Z_]+)['"`]|(?<=env\.)(TENGUN_[A-Z_]+)/g)) read.add(name!);
    }
    expect([...names].sort()).toEqual([...read].filter((name) => name !== undefined).sort());
    expect(new Set(names).size).toBe(names.length);
  });

  it('stand in the README, with meaning and default', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const shown = /<!-- settings: `tengun config --table` -->\n([\s\S]*?)\n<!-- \/settings -->/.exec(readme)?.[1];
    // node scripts/tengun.mjs config --table
    expect(shown).toBe(settingsTable(ROOT));
    for (const name of names) expect(shown).toContain(`| \`${name}\` |`);
  });

  it('each set what they say', () => {
    const changed: Record<string, string> = {
      TENGUN_HOST: '0.0.0.0',
      TENGUN_BASE_URL: 'https://points.example.jp',
      TENGUN_TRUST_PROXY: '10.0.0.1',
      TENGUN_LOG_LEVEL: 'debug',
      TENGUN_LOG_ADDRESSES: 'none',
      TENGUN_MAX_EVENT_LOOP_DELAY_MS: '1234',
      TENGUN_MAX_RSS_BYTES: String(2 ** 27),
      TENGUN_ALLOW_WRITES: 'false',
      TENGUN_FRAME_ANCESTORS: 'https://www.example.jp',
      TENGUN_LAYER_ORIGINS: 'none',
      TENGUN_OIDC_ROLES: 'a=admin',
      TENGUN_OIDC_DEFAULT_ROLE: 'none',
      TENGUN_OIDC_ISSUER: 'https://id.example.jp',
      TENGUN_OIDC_ORIGINS: 'https://a.example.jp',
      TENGUN_OIDC_INTERNAL_ORIGINS: 'https://b.example.jp',
    };
    const sign = {
      TENGUN_OIDC_ISSUER: 'https://other.example.jp',
      TENGUN_OIDC_CLIENT_ID: 'c',
      TENGUN_OIDC_CLIENT_SECRET: 's',
    };
    const before = readConfig(sign);
    for (const setting of SETTINGS) {
      const given = changed[setting.name] ?? (typeof setting.value(before) === 'number' ? '1000' : 'other');
      const number =
        setting.name === 'TENGUN_INDEX_MEMORY' ? String(2 ** 29) : setting.name === 'TENGUN_THREADS' ? '200' : given;
      const value = /_BYTES$/.test(setting.name) && !(setting.name in changed) ? String(2 ** 21) : number;
      const after = readConfig({ ...SIGN_IN, [setting.name]: value });
      expect(setting.value(after), setting.name).not.toEqual(setting.value(before));
    }
  });

  it('are told in words, and no secret is', () => {
    const text = (name: string, environment: Record<string, string> = {}) =>
      settingText(SETTINGS.find((setting) => setting.name === name)!, readConfig(environment));
    expect(text('TENGUN_CACHE_BYTES')).toBe('4 GiB');
    expect(text('TENGUN_CACHE_BYTES', { TENGUN_CACHE_BYTES: '1000' })).toBe('1000 B');
    expect(text('TENGUN_SYNC_TIMEOUT_MS')).toBe('2 min');
    expect(text('TENGUN_SYNC_TIMEOUT_MS', { TENGUN_SYNC_TIMEOUT_MS: '90000' })).toBe('90 s');
    expect(text('TENGUN_OIDC_CLIENT_SECRET', SIGN_IN)).toBe('********');
    expect(text('TENGUN_OIDC_ROLES', { ...SIGN_IN, TENGUN_OIDC_ROLES: 'a=admin,b=viewer' })).toBe('a=admin, b=viewer');
    expect(unknownSettings({ TENGUN_PORT: '1', TENGUN_PROT: '1', PATH: '' })).toEqual(['TENGUN_PROT']);
  });
});

describe('tengun config', () => {
  it('prints what would be, and where it is from', async () => {
    const environment = { TENGUN_PORT: '9000', ...SIGN_IN };
    const { code, out } = await tengunConfig(['--json'], environment);
    const { settings, faults } = JSON.parse(out);
    expect([code, faults]).toEqual([0, []]);
    expect(settings).toHaveLength(SETTINGS.length);
    expect(settings).toContainEqual({ name: 'TENGUN_PORT', value: '9000', from: 'environment' });
    expect(settings).toContainEqual({ name: 'TENGUN_HOST', value: '127.0.0.1', from: 'default' });
    expect(out).not.toContain('hidden-words');
  });

  it('names all faults with --check, and ends with 2; doubts are told and are no fault', async () => {
    const wrong = {
      TENGUN_PORT: 'x',
      TENGUN_THREADS: '0',
      TENGUN_PROT: '1',
      TENGUN_OIDC_CLIENT_SECRET: 'hidden-words',
    };
    const { code, out } = await tengunConfig(['--check'], wrong);
    expect(code).toBe(2);
    for (const name of [
      'TENGUN_PORT: expected',
      'TENGUN_THREADS: expected',
      'TENGUN_PROT: expected',
      'TENGUN_OIDC_ISSUER: expected',
      'TENGUN_OIDC_CLIENT_ID: expected',
    ]) {
      expect(out).toContain(`wrong: ${name}`);
    }
    expect(out).not.toContain('hidden-words');
    const open = await tengunConfig(['--check'], { TENGUN_HOST: '0.0.0.0', TENGUN_TRUST_PROXY: 'true' });
    expect([open.code, open.out]).toEqual([
      0,
      expect.stringMatching(/note: others can reach[\s\S]*note: TENGUN_TRUST_PROXY is true[\s\S]*is well/),
    ]);
  });
});
