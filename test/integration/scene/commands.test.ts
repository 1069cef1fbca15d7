/** `tengun scene` and `tengun demo` as a user starts them. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');
let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tengun-commands-'));
});

afterAll(() => rm(dir, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the command; `onLine` gets the first full line of stdout and a way to interrupt. */
function tengun(args: string[], onLine?: (line: string, interrupt: () => void) => Promise<void>): Promise<Ended> {
  const child = spawn(process.execPath, [join(root, 'server', 'cli', 'main.ts'), ...args], { cwd: root });
  let stdout = '';
  let stderr = '';
  let seen: Promise<void> | null = null;
  child.stderr.on('data', (data) => (stderr += data));
  child.stdout.on('data', (data) => {
    stdout += data;
    if (onLine && seen === null && stdout.includes('\n')) {
      seen = onLine(stdout.split('\n')[0]!, () => child.kill('SIGINT'));
    }
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => (seen ?? Promise.resolve()).then(() => resolve({ code, stdout, stderr }), reject));
  });
}

it('scene prints the truth that it wrote as one JSON object', async () => {
  const out = join(dir, 'scene');
  const { code, stdout } = await tengun(['scene', '--seed', '4', '--points', '20000', '--out', out, '--json']);
  expect(code).toBe(0);
  const truth = JSON.parse(await readFile(join(out, 'truth.json'), 'utf8'));
  expect(JSON.parse(stdout)).toEqual({ out, ...truth });
  expect(truth).toMatchObject({ seed: 4, pointsPerEpoch: 20_000 });
});

it('scene refuses wrong usage with 2, and a place that cannot be a folder with 1 and one line', async () => {
  expect((await tengun(['scene'])).code).toBe(2);
  expect((await tengun(['scene', '--out', dir, '--points', 'many'])).code).toBe(2);
  await writeFile(join(dir, 'file'), '');
  const { code, stderr } = await tengun(['scene', '--out', join(dir, 'file')]);
  expect(code).toBe(1);
  expect(stderr.trim()).toMatch(/^tengun: expected a folder that can be written, got .*$/);
});

it('demo indexes the files that it is given, says which fail, serves, and ends cleanly when interrupted', async () => {
  await tengun(['scene', '--points', '20000', '--out', join(dir, 'own')]);
  const bad = join(dir, 'bad.las');
  await writeFile(bad, 'no lidar');
  const store = join(dir, 'store');
  const files = [join(dir, 'own', 'before', '08NF2330.las'), bad];
  let answer: unknown = null;
  const { code, stdout, stderr } = await tengun(
    ['demo', ...files, '--store', store, '--port', '0', '--json'],
    async (line, interrupt) => {
      try {
        const { url } = JSON.parse(line);
        answer = await (await fetch(new URL('/api/collections/demo/items', url))).json();
      } finally {
        interrupt();
      }
    },
  );
  expect(code).toBe(0);
  expect(answer).toMatchObject({ type: 'FeatureCollection', features: [{ id: '08NF2330', collection: 'demo' }] });
  expect(stderr).toMatch(/rejected demo\/bad: /);
  const { collections, reports } = JSON.parse(stdout);
  expect(collections).toEqual(['demo']);
  expect(reports[0].items.map(({ verdict }: { verdict: string }) => verdict)).toEqual(['indexed', 'rejected']);
});
