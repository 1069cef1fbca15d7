/** The scene on disk: complete files, the same bytes every time, and volumes that points of it really measure. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Delaunator from 'delaunator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HEADER_BYTES, RECORD_BYTES } from '#core/scene/las-12.ts';
import { SCENE_EXTENT } from '#core/scene/layout.ts';
import type { SceneTruth } from '#core/scene/truth.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { readScene, SCENE_DEFAULTS, writeScene } from '#worker/scene/write-scene.ts';
import { isInside } from '../../helpers/scene-fixture.ts';

let root: string;
let pool: WorkerPool;
let truth: SceneTruth;
const small = { seed: 5, points: 20_000 };

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'tengun-scene-'));
  pool = createPool({ threads: 2 });
  truth = await writeScene(join(root, 'full'), SCENE_DEFAULTS, { pool });
});

afterAll(async () => {
  await pool.close();
  await rm(root, { recursive: true, force: true });
});

async function hashes(dir: string): Promise<Record<string, string>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const pairs = files.sort().map(async (file) => {
    const hash = createHash('sha256').update(await readFile(file));
    return [file.slice(dir.length + 1), hash.digest('hex')] as const;
  });
  return Object.fromEntries(await Promise.all(pairs));
}

describe('writeScene', () => {
  it('leaves two sheets an epoch, the design and the truth; the same bytes when done again', async () => {
    const dir = join(root, 'small');
    await writeScene(dir, small, { pool });
    const once = await hashes(dir);
    await writeScene(dir, small, { pool });
    expect(Object.keys(once)).toEqual([
      'after/08NF2330.las',
      'after/08NF2331.las',
      'alignment.xml',
      'before/08NF2330.las',
      'before/08NF2331.las',
      'design.xml',
      'truth.json',
    ]);
    expect(await hashes(dir)).toEqual(once);
  });

  it('writes LAS files whose headers agree with their records', async () => {
    for (const file of [...truth.before.files, ...truth.after.files]) {
      const bytes = await readFile(join(root, 'full', file));
      const count = bytes.readUInt32LE(107);
      expect(bytes.byteLength).toBe(HEADER_BYTES + RECORD_BYTES * count);
      const min = [Infinity, Infinity, Infinity];
      const max = [-Infinity, -Infinity, -Infinity];
      const byReturn = [0, 0, 0, 0, 0];
      for (let at = HEADER_BYTES; at < bytes.byteLength; at += RECORD_BYTES) {
        for (let k = 0; k < 3; k++) {
          const value = bytes.readInt32LE(at + 4 * k);
          if (value < min[k]!) min[k] = value;
          if (value > max[k]!) max[k] = value;
        }
        byReturn[(bytes[at + 14]! & 7) - 1]!++;
      }
      for (let k = 0; k < 3; k++) {
        expect(bytes.readDoubleLE(179 + 16 * k)).toBe(max[k]! / 1000);
        expect(bytes.readDoubleLE(187 + 16 * k)).toBe(min[k]! / 1000);
      }
      expect([0, 1, 2, 3, 4].map((k) => bytes.readUInt32LE(111 + 4 * k))).toEqual(byReturn);
    }
  });

  it('stops when told to and leaves no file behind', async () => {
    const controller = new AbortController();
    const dir = join(root, 'aborted');
    const running = writeScene(dir, SCENE_DEFAULTS, {
      pool,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(running).rejects.toThrow();
    expect(Object.keys(await hashes(dir))).toEqual([]);
  });
});

interface Ground {
  readonly e: number[];
  readonly n: number[];
  readonly h: number[];
}

/** Class-2 points of an epoch within a box. */
async function groundPoints(files: readonly string[], box: readonly [number, number, number, number]): Promise<Ground> {
  const ground: Ground = { e: [], n: [], h: [] };
  for (const file of files) {
    const bytes = await readFile(join(root, 'full', file));
    for (let at = HEADER_BYTES; at < bytes.byteLength; at += RECORD_BYTES) {
      if (bytes[at + 15] !== 2) continue;
      const e = bytes.readInt32LE(at) / 1000 - SCENE_EXTENT.minE;
      const n = bytes.readInt32LE(at + 4) / 1000 - SCENE_EXTENT.minN;
      if (e < box[0] || n < box[1] || e > box[2] || n > box[3]) continue;
      ground.e.push(e);
      ground.n.push(n);
      ground.h.push(bytes.readInt32LE(at + 8) / 1000);
    }
  }
  return ground;
}

/** Heights of the linear TIN at the centres of 0.5 m cells of a box, NaN outside; row by row from the south. */
function tinHeights({ e, n, h }: Ground, box: readonly [number, number, number, number], cellM: number): Float64Array {
  const cols = Math.round((box[2] - box[0]) / cellM);
  const rows = Math.round((box[3] - box[1]) / cellM);
  const heights = new Float64Array(cols * rows).fill(Number.NaN);
  const { triangles } = new Delaunator(
    Float64Array.from({ length: 2 * e.length }, (_, k) => (k % 2 === 0 ? e : n)[k >> 1]!),
  );
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t]!, triangles[t + 1]!, triangles[t + 2]!];
    const de = [e[a]!, e[b]!, e[c]!];
    const dn = [n[a]!, n[b]!, n[c]!];
    const area = (e[b]! - e[a]!) * (n[c]! - n[a]!) - (e[c]! - e[a]!) * (n[b]! - n[a]!);
    for (
      let row = firstCell(Math.min(...dn) - box[1], cellM);
      row <= lastCell(Math.max(...dn) - box[1], cellM, rows);
      row++
    ) {
      for (
        let col = firstCell(Math.min(...de) - box[0], cellM);
        col <= lastCell(Math.max(...de) - box[0], cellM, cols);
        col++
      ) {
        const pe = box[0] + (col + 0.5) * cellM;
        const pn = box[1] + (row + 0.5) * cellM;
        const u = ((pe - e[a]!) * (n[c]! - n[a]!) - (e[c]! - e[a]!) * (pn - n[a]!)) / area;
        const v = ((e[b]! - e[a]!) * (pn - n[a]!) - (pe - e[a]!) * (n[b]! - n[a]!)) / area;
        if (u < -1e-9 || v < -1e-9 || u + v > 1 + 1e-9) continue;
        heights[row * cols + col] = (1 - u - v) * h[a]! + u * h[b]! + v * h[c]!;
      }
    }
  }
  return heights;
}

const firstCell = (from: number, cellM: number): number => Math.max(0, Math.ceil(from / cellM - 0.5));
const lastCell = (to: number, cellM: number, count: number): number =>
  Math.min(count - 1, Math.floor(to / cellM - 0.5));

describe('the points of the default scene', () => {
  it.each([0, 1])('measure the cut, fill and net of change %d within one per cent of the truth', async (index) => {
    const cellM = 0.5;
    const change = truth.changes[index]!;
    const ring = change.outline.coordinates[0]!.map(
      ([e, n]) => [e - SCENE_EXTENT.minE, n - SCENE_EXTENT.minN] as const,
    );
    const box = [
      Math.floor(Math.min(...ring.map(([e]) => e))) - 3,
      Math.floor(Math.min(...ring.map(([, n]) => n))) - 3,
      Math.ceil(Math.max(...ring.map(([e]) => e))) + 3,
      Math.ceil(Math.max(...ring.map(([, n]) => n))) + 3,
    ] as const;
    const before = tinHeights(await groundPoints(truth.before.files, box), box, cellM);
    const after = tinHeights(await groundPoints(truth.after.files, box), box, cellM);
    const cols = Math.round((box[2] - box[0]) / cellM);
    let cut = 0;
    let fill = 0;
    let voids = 0;
    for (let cell = 0; cell < before.length; cell++) {
      const e = box[0] + ((cell % cols) + 0.5) * cellM;
      const n = box[1] + (Math.floor(cell / cols) + 0.5) * cellM;
      if (!isInside(ring, e, n)) continue;
      const volume = (after[cell]! - before[cell]!) * cellM * cellM;
      if (Number.isNaN(volume)) voids++;
      else if (volume > 0) fill += volume;
      else cut -= volume;
    }
    expect(voids).toBe(0);
    expect(Math.abs(cut / change.cutM3 - 1)).toBeLessThan(0.01);
    expect(Math.abs(fill / change.fillM3 - 1)).toBeLessThan(0.01);
    expect(Math.abs((fill - cut) / change.netM3 - 1)).toBeLessThan(0.01);
  });
});

/** Last, because it damages the scene. */
describe('readScene', () => {
  it('knows a scene that is there, and nothing else', async () => {
    expect(await readScene(join(root, 'full'), SCENE_DEFAULTS)).toEqual(JSON.parse(JSON.stringify(truth)));
    expect(await readScene(join(root, 'full'), { ...SCENE_DEFAULTS, seed: 2 })).toBeNull();
    expect(await readScene(join(root, 'nowhere'), SCENE_DEFAULTS)).toBeNull();
    await truncate(join(root, 'full', truth.after.files[0]!), 5000);
    expect(await readScene(join(root, 'full'), SCENE_DEFAULTS)).toBeNull();
  });
});
