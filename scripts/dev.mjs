// `npm run dev`: the server (restarted when a source changes) and the viewer with hot reload at http://localhost:5173/.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const bin = join(root, 'node_modules', '.bin');
const start = (command, args) => spawn(join(bin, command), args, { cwd: root, stdio: 'inherit' });

const children = [
  start('node', ['--watch', join('server', 'cli', 'main.ts'), 'serve', '--port', '8080']),
  start('vite', ['--config', join('viewer', 'vite.config.ts'), 'viewer']),
];
const stop = () => {
  for (const child of children) child.kill();
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
for (const child of children) child.on('exit', stop);
