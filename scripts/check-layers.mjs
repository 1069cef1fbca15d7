// Holds every import against the layer rules of the folders (server → worker → core ← viewer). Relative imports that
// leave their layer are what the linter's patterns cannot see.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const root = join(import.meta.dirname, '..');
const LAYERS = [
  ['scripts', 'viewer/vite.config.ts'],
  ['core', 'worker/core/'],
  ['kernels', 'worker/kernels/'],
  ['worker', 'worker/'],
  ['server', 'server/'],
  ['viewer', 'viewer/'],
  ['test', 'test/'],
  ['scripts', 'scripts/'],
];
/** What each layer may import of ours. */
const ALLOWED = {
  core: ['core'],
  kernels: ['kernels'],
  worker: ['worker', 'core'],
  server: ['server', 'worker', 'core'],
  // the kernels' WebAssembly, by its address
  viewer: ['viewer', 'core', 'kernels'],
  test: ['test', 'core', 'worker', 'server', 'viewer', 'scripts'],
  scripts: ['scripts', 'core', 'worker', 'server', 'test'],
};
const CORE_PACKAGES = new Set([
  'typebox',
  'proj4',
  'robust-predicates',
  'meshoptimizer',
  'epsg-index',
  'flatbush',
  'saxes',
  'astronomy-engine',
]);

const layerOf = (path) => LAYERS.find(([, prefix]) => path.startsWith(prefix))?.[0];
const resolveImport = (from, spec) => {
  if (spec.startsWith('#core/')) return `worker/core/${spec.slice(6)}`;
  if (spec.startsWith('#worker/')) return `worker/${spec.slice(8)}`;
  return spec.startsWith('.') ? relative(root, resolve(root, dirname(from), spec)).replaceAll('\\', '/') : null;
};

const faults = [];
let count = 0;
const files = globSync('{server,worker,viewer,test,scripts}/**/*.{ts,tsx,mjs}', {
  cwd: root,
  exclude: (f) => /node_modules|\/dist\/|\/build\//.test(f),
});
for (const file of files.map((f) => f.replaceAll('\\', '/'))) {
  const from = layerOf(file);
  const text = readFileSync(join(root, file), 'utf8');
  for (const [, spec] of text.matchAll(/(?:\bfrom\s+|\bimport\s*\(\s*|^\s*import\s+)['"]([^'"]+)['"]/gm)) {
    count += 1;
    const target = resolveImport(file, spec);
    const to = target && layerOf(target);
    if (to && !ALLOWED[from].includes(to)) faults.push(`${file}: ${from} must not import ${to} (${spec})`);
    if (from === 'core' && !target) {
      const name = spec.startsWith('@') ? spec.split('/').slice(0, 2).join('/') : spec.split('/')[0];
      if (!CORE_PACKAGES.has(name)) faults.push(`${file}: core is pure and must not import ${spec}`);
    }
  }
}
for (const fault of faults) console.error(fault);
console.log(`layers: ${count} imports in ${files.length} files, ${faults.length} against the rules`);
process.exit(faults.length === 0 && count > 0 ? 0 : 1);
