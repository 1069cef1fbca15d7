#!/usr/bin/env node
// Entry of the command `tengun`. Starts the command line on the pinned Node 24 whatever Node called it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const main = join(root, 'server', 'cli', 'main.ts');
const pinned = join(root, 'node_modules', '.bin', 'node');

// a small nursery of objects: a server has to pause often and shortly, instead of now and then for as long as a dozen answers take
const flags = process.argv[2] === 'serve' ? ['--max-semi-space-size=4'] : [];
if (Number(process.versions.node.split('.')[0]) >= 24 || !existsSync(pinned)) {
  process.argv[1] = main;
  await import(main);
} else {
  const child = spawn(pinned, [...flags, main, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal ? 130 : (code ?? 1)));
}
