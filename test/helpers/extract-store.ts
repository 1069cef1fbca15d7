/** A store with items of made-up points, and extractions from it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ExtractLimits, extractLimits } from '#worker/extract/extract-limits.ts';
import { type ExtractContext, extractPoints } from '#worker/extract/extract-points.ts';
import type { DiskFileResult } from '#worker/file-result.ts';
import { type IndexOptions, indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { openStore } from '#worker/store/store.ts';

export interface ExtractStore {
  readonly dir: string;
  readonly storeDir: string;
  readonly pool: WorkerPool;
  /** Indexes a file under a name. */
  add(name: string, bytes: Uint8Array, options: IndexOptions): Promise<void>;
  /** Runs the process in a folder of its own. */
  extract(inputs: object, more?: Partial<ExtractContext>): Promise<DiskFileResult>;
  /** A fresh folder. */
  folder(): Promise<string>;
  close(): Promise<void>;
}

export async function extractStore(threads = 2): Promise<ExtractStore> {
  const dir = await mkdtemp(join(tmpdir(), 'tengun-extract-test-'));
  const storeDir = join(dir, 'store');
  const pool = createPool({ threads });
  const store = openStore(storeDir);
  const limits: ExtractLimits = extractLimits(50_000_000);
  let folders = 0;
  const folder = async () => {
    const path = join(dir, `out-${folders++}`);
    await mkdir(path);
    return path;
  };
  return {
    dir,
    storeDir,
    pool,
    folder,
    async add(name, bytes, options) {
      const path = join(dir, name);
      await writeFile(path, bytes);
      const { items } = await indexDelivery([path], options, { store, pool });
      const bad = items.find(({ verdict }) => verdict === 'rejected');
      if (bad) throw new Error(bad.reason ?? 'rejected');
      await rm(path);
    },
    async extract(inputs, more = {}) {
      return await extractPoints({ storeDir, request: { inputs } }, { pool, dir: await folder(), limits, ...more });
    },
    async close() {
      await pool.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** A LAS file taken apart by the specification. */
export function lasParts(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = bytes[25]!;
  const begin = view.getUint32(96, true);
  const length = view.getUint16(105, true);
  const count = version >= 4 ? Number(view.getBigUint64(247, true)) : view.getUint32(107, true);
  const triple = (at: number, step = 8) => [0, 1, 2].map((axis) => view.getFloat64(at + axis * step, true));
  return {
    version,
    format: bytes[104]! & 0x3f,
    isCompressed: (bytes[104]! & 0x80) !== 0,
    length,
    count,
    headerBytes: view.getUint16(94, true),
    scale: triple(131),
    offset: triple(155),
    max: triple(179, 16),
    min: triple(187, 16),
    records: bytes.subarray(begin, begin + count * length),
  };
}

/** Records as texts, in an order of their own: equal lists hold the same points with all their attributes. */
export function recordTexts(records: Uint8Array, length: number): string[] {
  const texts: string[] = [];
  for (let at = 0; at < records.length; at += length) {
    texts.push(Buffer.from(records.buffer, records.byteOffset + at, length).toString('latin1'));
  }
  return texts.sort();
}
