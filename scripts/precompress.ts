/** Vite plugin: writes a brotli copy beside every text file of the build, so that the server sends those and packs nothing itself. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import type { Plugin } from 'vite';

const compress = promisify(brotliCompress);
const TEXT = new Set(['.js', '.css', '.html', '.svg', '.json', '.xml', '.wasm', '.glsl', '.txt']);
/** Smaller files gain nothing. */
const MIN_BYTES = 2048;
/** 9 of 11: nearly as small, ten times as fast. */
const QUALITY = 9;

/** To be named last: it packs what the plugins before it have written. */
export function precompressed(): Plugin {
  let folder = 'dist';
  return {
    name: 'tengun-precompressed',
    apply: 'build',
    configResolved({ root, build }) {
      folder = join(root, build.outDir);
    },
    closeBundle: { sequential: true, order: 'post', handler: () => precompress(folder) },
  };
}

/** @param folder the build's output folder */
export async function precompress(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !TEXT.has(extname(entry.name))) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = await readFile(path);
    if (bytes.length < MIN_BYTES) continue;
    const packed = await compress(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: QUALITY } });
    if (packed.length < bytes.length * 0.9) await writeFile(`${path}.br`, packed);
  }
}
