// Compiles the AssemblyScript kernels (worker/kernels/*.ts) to worker/kernels/build/*.wasm.
import { mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from 'assemblyscript/asc';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'worker', 'kernels');
mkdirSync(join(folder, 'build'), { recursive: true });
for (const file of readdirSync(folder).filter((f) => f.endsWith('.ts') && !f.endsWith('.d.ts'))) {
  const name = file.slice(0, -3);
  const { error, stderr } = await main(
    [
      join('worker', 'kernels', file),
      '--outFile',
      join('worker', 'kernels', 'build', `${name}.wasm`),
      '--optimizeLevel',
      '3',
      '--shrinkLevel',
      '0',
      '--converge',
      '--noAssert',
      '--runtime',
      'stub',
      '--exportRuntime',
      '--enable',
      'simd',
      '--initialMemory',
      '16',
    ],
    { baseDir: root },
  );
  if (error) {
    process.stderr.write(stderr.toString());
    process.exit(1);
  }
}
