import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildLas, randomPoints } from '../helpers/las-builder.ts';

const TENGUN = join(import.meta.dirname, '..', '..', 'scripts', 'tengun.mjs');

let folder: string;
let store: string;
let good: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tengun-cli-'));
  store = join(folder, 'store');
  good = join(folder, '08NF2330.las');
  await writeFile(good, buildLas(randomPoints(4000, { format: 3, seed: 31 }), { format: 3 }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function tengun(
  args: readonly string[],
  onStderr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void,
): Promise<Run> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [TENGUN, ...args]);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (part: Buffer) => {
      stdout += part.toString();
    });
    child.stderr.on('data', (part: Buffer) => {
      stderr += part.toString();
      onStderr?.(stderr, (signal) => child.kill(signal));
    });
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

describe('tengun', () => {
  for (const command of [
    'index',
    'verify',
    'info',
    'import',
    'serve',
    'volume',
    'change',
    'section',
    'objects',
    'classify-ground',
    'design',
    'surface',
    'extract',
    'products',
    'scene',
    'demo',
  ]) {
    test(`${command} --help says what it does and exits 0`, async () => {
      const { code, stdout } = await tengun([command, '--help']);
      expect(code).toBe(0);
      expect(stdout).toContain(`Usage: tengun ${command}`);
      expect(stdout).toContain('--json');
    });
  }

  test('surfaces beside an item: none with --surfaces off, later with products, which does nothing twice', async () => {
    const own = join(folder, 'products-store');
    const assets = async () => {
      const item = JSON.parse(await readFile(join(own, 'sheets', '08NF2330', 'item.json'), 'utf8'));
      return Object.keys(item.assets).sort();
    };
    const index = await tengun([
      'index',
      good,
      '--collection',
      'sheets',
      '--store',
      own,
      '--surfaces',
      'off',
      '--json',
    ]);
    expect([index.code, JSON.parse(index.stdout).products]).toEqual([0, { made: 1, unchanged: 0, skipped: [] }]);
    expect(await assets()).toEqual(['data', 'thumbnail']);
    const made = await tengun(['products', 'sheets', '--store', own, '--surfaces', '2', '--json']);
    expect([made.code, JSON.parse(made.stdout)]).toMatchObject([0, { made: 1, unchanged: 0 }]);
    expect(await assets()).toEqual(['data', 'dsm', 'dtm', 'thumbnail']);
    const again = await tengun(['products', 'sheets', '--store', own, '--surfaces', '2', '--json']);
    expect(JSON.parse(again.stdout)).toMatchObject({ made: 0, unchanged: 1 });
    expect((await tengun(['products', 'sheets', '--store', own, '--surfaces', '0'])).code).toBe(2);
    expect((await tengun(['products', 'nobody', '--store', own])).code).toBe(1);
  });

  test('wrong usage exits 2 and prints nothing on stdout', async () => {
    for (const args of [
      ['index'],
      ['index', good],
      ['index', good, '--collection', 'c', '--sensor', 'sonar'],
      ['index', good, '--collection', 'c', '--accuracy', '-1'],
      ['index', good, '--collection', 'c', '--datetime', 'yesterday'],
      ['nothing'],
    ]) {
      const { code, stdout } = await tengun(args);
      expect(code, args.join(' ')).toBe(2);
      expect(stdout).toBe('');
    }
  });

  test('index, index again, verify, info: JSON alone on stdout', async () => {
    const indexed = await tengun(['index', good, '--collection', 'c', '--store', store, '--json', '--verify']);
    expect(indexed.code).toBe(0);
    expect(JSON.parse(indexed.stdout)).toMatchObject({
      collection: 'c',
      items: [{ id: '08NF2330', verdict: 'indexed', reason: null, pointsIn: 4000, pointsOut: 4000 }],
    });
    const again = await tengun(['--json', '--store', store, 'index', good, '--collection', 'c']);
    expect(JSON.parse(again.stdout).items[0].verdict).toBe('unchanged');
    const verified = await tengun(['verify', 'c/08NF2330', '--source', folder, '--store', store, '--json']);
    expect(JSON.parse(verified.stdout)).toMatchObject({
      ok: true,
      items: [{ id: '08NF2330', ok: true, points: 4000, sourceMissing: false }],
    });
    const info = await tengun(['info', good, '--json']);
    expect(JSON.parse(info.stdout)).toMatchObject({
      version: '1.2',
      pointDataRecordFormat: 3,
      pointCount: 4000,
      copc: null,
    });
  });

  test('volume: the bare result on stdout and in --out; a bad request exits 1 with its code', async () => {
    const ground = join(folder, '08NF2331.las');
    const flat = randomPoints(6000, { format: 3, seed: 8 }).map((p) => ({ ...p, z: 5000, classification: 2 }));
    await writeFile(ground, buildLas(flat, { format: 3, offset: [52_400, -97_200, 100] }));
    await tengun(['index', ground, '--collection', 'flat', '--store', store]);
    const ring = [
      [52_500, -97_100],
      [52_600, -97_100],
      [52_600, -97_000],
      [52_500, -97_000],
      [52_500, -97_100],
    ];
    const inputs = {
      area: { type: 'Polygon', coordinates: [ring] },
      existing: { collection: 'flat' },
      compared: { plane: { elevationM: 107.5 } },
      maxEdgeM: 50,
    };
    const request = join(folder, 'request.json');
    await writeFile(request, JSON.stringify({ inputs }));
    const out = join(folder, 'result.json');
    const { code, stdout } = await tengun(['volume', '--input', request, '--out', out, '--store', store, '--json']);
    expect(code).toBe(0);
    // flat ground at 105 m under a plane at 107.5 m over 100 × 100 m
    expect(JSON.parse(stdout)).toMatchObject({ cutM3: 0, voidAreaM2: 0, method: 'grid' });
    expect(JSON.parse(stdout).fillM3).toBeCloseTo(25_000, 3);
    expect(await readFile(out, 'utf8')).toBe(stdout);
    await writeFile(request, JSON.stringify({ inputs: { ...inputs, existing: { collection: 'none' } } }));
    const bad = await tengun(['volume', '--input', request, '--store', store, '--json']);
    expect(bad.code).toBe(1);
    expect(JSON.parse(bad.stdout).error.code).toBe('NOT_FOUND');
  });

  test('a bad input exits 1, the good one beside it is in the store', async () => {
    const bad = join(folder, 'bad.las');
    await writeFile(bad, 'no lidar');
    const { code, stdout } = await tengun([
      'index',
      bad,
      good,
      '--collection',
      'mixed',
      '--crs',
      'EPSG:6676',
      '--store',
      store,
      '--json',
    ]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout).items.map((item: { verdict: string }) => item.verdict)).toEqual(['rejected', 'indexed']);
  });

  test('an input that names nothing, an item that does not exist: exit 1 and a line that says so', async () => {
    const missing = await tengun(['index', join(folder, 'nowhere'), '--collection', 'c', '--store', store]);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toMatch(/no such file, folder or pattern/);
    const unknown = await tengun(['verify', 'c/none', '--store', store, '--json']);
    expect(unknown.code).toBe(1);
    expect(JSON.parse(unknown.stdout).error.code).toBe('NOT_FOUND');
  });

  test('interrupted while indexing: exit 130, nothing published, no temporary file left', async () => {
    const large = join(folder, 'large.las');
    await writeFile(large, buildLas(randomPoints(600_000, { format: 3, seed: 5 }), { format: 3 }));
    const own = join(folder, 'interrupted');
    let interrupted = false;
    const { code } = await tengun(
      ['index', large, '--collection', 'c', '--crs', 'EPSG:6676', '--store', own],
      (text, kill) => {
        // once: a second one asks for an end at once, without cleaning up
        if (text.includes('"phase"') && !interrupted) kill('SIGINT');
        interrupted ||= text.includes('"phase"');
      },
    );
    expect(code).toBe(130);
    const left = await readdir(own, { recursive: true, withFileTypes: true });
    expect(left.filter((entry) => entry.isFile()).map((entry) => entry.name)).toEqual([]);
  });
});

describe('tengun import', () => {
  const bring = async (file: string, ...flags: string[]) => {
    const { code, stdout, stderr } = await tengun(['import', file, ...flags, '--json', '--store', store]);
    return { code, result: JSON.parse(stdout) as Record<string, never>, stderr };
  };

  test('makes a surface whose id names file and options, and the same one again', async () => {
    const file = join(folder, '08NF2330_grid.txt');
    const rows = Array.from(
      { length: 12 },
      (_, i) => `${52_000.5 + (i % 4)} ${-97_199.5 + Math.floor(i / 4)} ${200 + i}`,
    );
    await writeFile(file, rows.join('\n'));
    const first = await bring(file, '--accuracy', '0.1');
    expect(first).toMatchObject({
      code: 0,
      result: { kind: 'surface', surface: { kind: 'raster', count: 12, crs: 'EPSG:6676', accuracyM: 0.1 } },
    });
    const { id } = first.result;
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(await readdir(join(store, '.surfaces'))).toEqual([id]);
    expect((await bring(file, '--accuracy', '0.1')).result).toEqual(first.result);
    expect((await bring(file, '--accuracy', '0.2')).result.id).not.toBe(id);
  });

  test('prints areas, and says in one object why a file cannot be read', async () => {
    const file = join(folder, 'parcel.geojson');
    const ring = [
      [0, 0],
      [10, 0],
      [10, 10],
      [0, 0],
    ].map(([e, n]) => [52_000 + e!, n! - 97_000]);
    await writeFile(file, JSON.stringify({ type: 'Polygon', coordinates: [ring] }));
    expect(await bring(file, '--crs', '6676')).toMatchObject({
      code: 0,
      result: { kind: 'areas', areas: { crs: 'EPSG:6676', features: [{ properties: { name: '1' } }] } },
    });
    expect(await bring(file, '--use', 'surface')).toMatchObject({
      code: 1,
      result: { error: { code: 'INVALID_INPUT' } },
    });
    expect(await bring(file, '--accuracy', 'good')).toMatchObject({
      code: 1,
      result: { error: { code: 'INVALID_INPUT' } },
    });
  });
});
