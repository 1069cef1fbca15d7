/** Image, compose file, proxy and units: held against the repository, and against what keeps a server safe. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../../../server/config.ts';
import { SETTINGS } from '../../../server/settings.ts';
import { copied, deployFile, dockerSteps, ROOT, settingsIn, unitFacts } from '../../helpers/deploy-files.ts';

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const files = globSync('**/*', { cwd: join(ROOT, 'scripts/deploy'), withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(join(ROOT, 'scripts/deploy/').length));

describe('all of them', () => {
  it('name settings that there are', () => {
    const known = SETTINGS.map(({ name }) => name);
    for (const name of files) {
      for (const setting of settingsIn(deployFile(name))) expect(known, `${name}: ${setting}`).toContain(setting);
    }
    expect(settingsIn(deployFile('tengun.env')).length).toBeGreaterThan(6);
  });

  it('name paths of the repository that there are', () => {
    for (const name of files) {
      for (const [, path] of deployFile(name).matchAll(/\/opt\/tengun\/((?:scripts|server|worker)\/[\w./-]*\.\w+)/g)) {
        expect(existsSync(join(ROOT, path!)), `${name}: ${path}`).toBe(true);
      }
    }
  });
});

describe('the image', () => {
  const steps = dockerSteps(deployFile('Dockerfile'));
  const last = Math.max(...steps.map(({ stage }) => stage));
  const of = (keyword: string, stage = last) =>
    steps.filter((step) => step.keyword === keyword && step.stage === stage);
  /** What the last stage sets. */
  const environment = Object.fromEntries(
    of('ENV').flatMap(({ rest }) => [...rest.matchAll(/([A-Z_]+)=(\S+)/g)].map(([, name, value]) => [name!, value!])),
  );

  it('is of the Node that the repository is held to, by an exact tag, slim', () => {
    const image = /^NODE_IMAGE=(.*)$/.exec(of('ARG', -1)[0]!.rest)![1];
    expect(image).toBe(`node:${manifest.devDependencies.node}-bookworm-slim`);
    for (let stage = 0; stage <= last; stage++) expect(of('FROM', stage)[0]!.rest).toMatch(/^\$\{NODE_IMAGE\}/);
  });

  it('copies what there is, and nothing that it should not hold', () => {
    for (const step of steps.filter(({ keyword }) => keyword === 'COPY')) {
      const { from, sources } = copied(step);
      for (const source of sources) {
        if (from === null) expect(existsSync(join(ROOT, source)), source).toBe(true);
        expect(source, step.rest).not.toMatch(
          /^\.?\/?$|\*|\.git|node_modules$(?<!\/opt\/tengun\/node_modules)|^(test|data|shared)/,
        );
      }
      if (from !== null)
        expect(steps.some(({ keyword, rest }) => keyword === 'FROM' && rest.endsWith(` AS ${from}`))).toBe(true);
    }
    expect(steps.some(({ keyword }) => keyword === 'ADD')).toBe(false);
    // the last stage has no scripts but the two that it runs, and no packages of development
    const scripts = of('COPY')
      .flatMap((step) => copied(step).sources)
      .filter((source) => /^scripts/.test(source));
    expect(scripts).toEqual(['scripts/tengun.mjs', 'scripts/deploy/healthcheck.mjs']);
    const packages = of('COPY')
      .map(copied)
      .find(({ sources }) => sources[0]!.endsWith('/node_modules'))!.from;
    const stage = steps.find(({ keyword, rest }) => keyword === 'FROM' && rest.endsWith(` AS ${packages}`))!.stage;
    expect(of('RUN', stage).map(({ rest }) => rest)).toEqual([
      expect.stringMatching(/^npm ci --omit=dev --ignore-scripts/),
    ]);
  });

  it('has everything that the server reads beside its own folders', () => {
    const there = of('COPY').flatMap((step) =>
      copied(step).sources.map((source) => source.replace('/opt/tengun/', '')),
    );
    for (const needed of ['server', 'worker', 'worker/kernels/build', 'viewer/dist', 'package.json', 'node_modules']) {
      expect(there, needed).toContain(needed);
    }
    const { storeDir, viewerDir, cacheDir } = readConfig(environment);
    expect(viewerDir).toBe(join(ROOT, 'viewer/dist'));
    expect(JSON.parse(of('VOLUME')[0]!.rest).sort()).toEqual([cacheDir, storeDir].sort());
  });

  it('installs by the lock alone, and runs as nobody in particular', () => {
    const runs = steps.filter(({ keyword }) => keyword === 'RUN').map(({ rest }) => rest);
    for (const run of runs) expect(run).not.toMatch(/npm (i|install|update)\b|curl|wget|apt|chmod 777|sudo/);
    const [uid, gid] = of('USER')[0]!.rest.split(':').map(Number);
    expect(uid).toBeGreaterThan(0);
    expect(gid).toBeGreaterThan(0);
    // nothing after it is done by root
    expect(steps.slice(steps.indexOf(of('USER')[0]!)).some(({ keyword }) => keyword === 'RUN')).toBe(false);
    expect(of('ENTRYPOINT')[0]!.rest).toBe('["node", "--max-semi-space-size=4", "scripts/tengun.mjs"]');
    expect(of('STOPSIGNAL')[0]!.rest).toBe('SIGTERM');
    expect(environment).toMatchObject({ NODE_ENV: 'production', TENGUN_HOST: '0.0.0.0' });
    expect(of('EXPOSE')[0]!.rest).toBe(environment.TENGUN_PORT);
    expect(Object.keys(environment).join()).not.toMatch(/SECRET|PASSWORD|TOKEN/);
  });

  it('is built of what it names, and of no secret of this machine', () => {
    const lines = deployFile('Dockerfile.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines[0]).toBe('*');
    const let_in = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    const sources = steps
      .filter(({ keyword }) => keyword === 'COPY')
      .map(copied)
      .filter(({ from }) => from === null)
      .flatMap((copy) => copy.sources);
    for (const source of sources) expect(let_in, source).toContain(source.split('/')[0]);
    for (const name of let_in)
      expect(
        sources.some((source) => source.split('/')[0] === name),
        name,
      ).toBe(true);
    for (const secret of ['**/.env*', '**/*.env', '**/node_modules']) expect(lines).toContain(secret);
  });

  it('knows whether it is well: by a script that fails when the server does', async () => {
    const check = of('HEALTHCHECK')[0]!.rest;
    expect(check).toMatch(/CMD \["node", "scripts\/deploy\/healthcheck\.mjs"\]$/);
    let status = 200;
    const asked: (string | undefined)[] = [];
    const server = createServer((request, reply) => {
      asked.push(request.url);
      reply.writeHead(status).end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const health = () =>
      new Promise<number | null>((resolve) => {
        const env = { ...process.env, TENGUN_PORT: String(port) };
        spawn(process.execPath, [join(ROOT, 'scripts/deploy/healthcheck.mjs')], { env, stdio: 'ignore' }).on(
          'exit',
          resolve,
        );
      });
    expect(await health()).toBe(0);
    status = 503;
    expect(await health()).toBe(1);
    server.close();
    server.closeAllConnections();
    expect(await health()).toBe(1);
    expect(asked).toEqual(['/health/ready', '/health/ready']);
  });
});

describe('the compose file', () => {
  const compose = parse(deployFile('compose.yaml'));
  const { tengun, proxy } = compose.services;

  it('lets neither container write its own files, gain rights, or take the machine', () => {
    for (const service of [tengun, proxy]) {
      expect(service).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        restart: 'unless-stopped',
      });
      expect(service.mem_limit).toMatch(/^\d+[mg]$/);
      expect(service.pids_limit).toBeGreaterThan(0);
      expect(service.tmpfs[0]).toMatch(/^\/tmp:size=\d+[mg],.*noexec,nosuid,nodev/);
      expect(service.privileged ?? service.network_mode ?? service.pid ?? null).toBeNull();
      expect(service.image).toMatch(/:\d+\.\d+\.\d+/);
      expect(service.logging.options['max-size']).toBeTruthy();
      for (const volume of service.volumes) {
        // what comes from the machine is read only; the socket of Docker never comes
        if (/^[./]/.test(volume)) expect(volume).toMatch(/:ro$/);
        expect(volume).not.toMatch(/docker\.sock/);
      }
    }
    expect(tengun.image).toBe(`tengun:${manifest.version}`);
    expect(tengun.cap_add).toBeUndefined();
    expect(proxy.cap_add).toEqual(['NET_BIND_SERVICE']);
  });

  it('shows only the proxy to others, and the server believes only it', () => {
    expect(tengun.ports).toBeUndefined();
    expect(proxy.ports).toEqual(['80:80', '443:443', '443:443/udp']);
    expect(Object.keys(tengun.networks)).toEqual(['inside']);
    expect(compose.networks.inside.internal).toBe(true);
    expect(tengun.environment.TENGUN_TRUST_PROXY).toBe(proxy.networks.inside.ipv4_address);
    const environment = { ...tengun.environment, TENGUN_BASE_URL: 'https://points.example.jp', TENGUN_HOST: '0.0.0.0' };
    expect(readConfig(environment)).toMatchObject({
      anonymousWrites: false,
      allowWrites: true,
      trustProxy: '172.28.5.2',
    });
    expect(tengun.environment.TENGUN_BASE_URL).toMatch(/^https:\/\//);
  });

  it('keeps what the image writes in volumes, as the user that the image has', () => {
    const steps = dockerSteps(deployFile('Dockerfile'));
    const volumes = JSON.parse(steps.find(({ keyword }) => keyword === 'VOLUME')!.rest) as string[];
    for (const path of volumes) {
      const mount = tengun.volumes.find((volume: string) => volume.split(':')[1] === path);
      expect(Object.keys(compose.volumes)).toContain(mount.split(':')[0]);
    }
    expect(tengun.user).toBe(steps.find(({ keyword }) => keyword === 'USER')!.rest);
    expect(existsSync(join(ROOT, 'scripts/deploy', tengun.build.context, tengun.build.dockerfile))).toBe(true);
    expect(proxy.volumes).toContain('./Caddyfile:/etc/caddy/Caddyfile:ro');
    expect(Number.parseInt(tengun.stop_grace_period, 10)).toBeGreaterThanOrEqual(10);
  });
});

describe('the proxy', () => {
  const text = deployFile('Caddyfile');

  it('sends to the server by its name and port, and keeps metrics inside', () => {
    const { services } = parse(deployFile('compose.yaml'));
    const [, host, port] = /reverse_proxy (\w+):(\d+)/.exec(text)!;
    expect(Object.keys(services)).toContain(host);
    expect(port).toBe(/TENGUN_PORT=(\d+)/.exec(deployFile('Dockerfile'))![1]);
    for (const line of [
      /^\t@inside path \/metrics /m,
      /^\trespond @inside 404$/m,
      /Strict-Transport-Security/,
      /X-Forwarded-For \{remote_host\}/,
    ])
      expect(text).toMatch(line);
    expect(text).toMatch(/replace signature REDACTED/);
    // tabs and balanced braces, as the format has it
    expect(text.split('{').length).toBe(text.split('}').length);
    expect(text).not.toMatch(/^ +\S/m);
  });
});

describe('the units', () => {
  const units = files.filter((name) => /\.(service|timer)$/.test(name));
  const facts = Object.fromEntries(units.map((name) => [name.replace('systemd/', ''), unitFacts(deployFile(name))]));
  const one = (unit: string, key: string) => facts[unit]?.get(key)?.at(-1);

  it('run as a user without rights, who writes store and cache only', () => {
    const services = Object.keys(facts).filter((name) => name.endsWith('.service'));
    expect(services.sort()).toEqual(['tengun-backup.service', 'tengun-scrub.service', 'tengun.service']);
    for (const unit of services) {
      for (const [key, value] of Object.entries({
        User: 'tengun',
        NoNewPrivileges: 'yes',
        ProtectSystem: 'strict',
        ProtectHome: 'yes',
        PrivateTmp: 'yes',
        PrivateDevices: 'yes',
        CapabilityBoundingSet: '',
        RestrictSUIDSGID: 'yes',
        SystemCallFilter: '@system-service',
        UMask: '0077',
      })) {
        expect(one(unit, `Service.${key}`), `${unit}: ${key}`).toBe(value);
      }
      expect(one(unit, 'Service.MemoryMax'), unit).toMatch(/^\d+G$/);
      expect(one(unit, 'Service.MemoryDenyWriteExecute')).toBeUndefined();
    }
    expect(one('tengun.service', 'Service.Restart')).toBe('on-failure');
    // it would be killed by a watchdog that it does not serve
    expect(one('tengun.service', 'Service.WatchdogSec')).toBeUndefined();
    expect(one('tengun-backup.service', 'Unit.AssertPathIsMountPoint')).toBe('/mnt/tengun-backup');
  });

  it('write where the settings say', () => {
    const settings = Object.fromEntries(
      deployFile('tengun.env')
        .split('\n')
        .filter((line) => /^[A-Z]/.test(line))
        .map((line) => line.split(/=(.*)/).slice(0, 2)),
    );
    const config = readConfig(settings);
    expect([config.storeDir, config.cacheDir]).toEqual(['/var/lib/tengun', '/var/cache/tengun']);
    expect([one('tengun.service', 'Service.StateDirectory'), one('tengun.service', 'Service.CacheDirectory')]).toEqual([
      'tengun',
      'tengun',
    ]);
    expect(config.anonymousWrites).toBe(false);
    for (const unit of ['tengun-backup.service', 'tengun-scrub.service']) {
      expect(one(unit, 'Service.ReadWritePaths')!.split(' ')).toContain(config.storeDir);
    }
  });

  it('have a timer each, and start what the timer is for', () => {
    for (const name of ['tengun-backup', 'tengun-scrub']) {
      expect(one(`${name}.timer`, 'Timer.OnCalendar')).toBeTruthy();
      expect(one(`${name}.timer`, 'Timer.Persistent')).toBe('yes');
      expect(one(`${name}.service`, 'Service.Type')).toBe('oneshot');
    }
  });

  it('are what systemd takes', () => {
    try {
      execFileSync('systemd-analyze', ['--version'], { stdio: 'ignore' });
    } catch {
      console.warn('NOT RUN: systemd-analyze verify (there is none here)');
      return;
    }
    for (const unit of units) {
      const found = spawnText('systemd-analyze', ['verify', '--man=no', join(ROOT, 'scripts/deploy', unit)]);
      // the program may stand elsewhere here
      const faults = found
        .split('\n')
        .filter((line) => line.includes('tengun') && !/is not executable|No such file/.test(line));
      expect(faults, unit).toEqual([]);
    }
  });
});

/** Both outputs of a program, however it ends. */
function spawnText(program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    return `${stdout ?? ''}${stderr ?? ''}`;
  }
}
