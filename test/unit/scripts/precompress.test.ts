import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { precompress } from '../../../scripts/precompress.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

it('packs text that gains from it and leaves the rest', async () => {
  const dir = await temporaryFolder();
  const text = 'export const points = 1;\n'.repeat(200);
  await writeFile(join(dir, 'index.js'), text);
  await writeFile(join(dir, 'small.js'), 'export {};');
  await writeFile(join(dir, 'font.woff2'), text);
  await precompress(dir);
  expect((await readdir(dir)).sort()).toEqual(['font.woff2', 'index.js', 'index.js.br', 'small.js']);
  expect(brotliDecompressSync(await readFile(join(dir, 'index.js.br'))).toString()).toBe(text);
});
