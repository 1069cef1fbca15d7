/** A name for the code that makes nodes: its hash. Nodes that older code made are then never taken for its own. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const FOLDERS = [
  ['worker', 'core', 'export'],
  ['worker', 'core', 'crs'],
  ['worker', 'geoid'],
];
const FILES = [['worker', 'jobs', 'transcode-node.ts'], ['package.json']];

/** Eight hex digits. */
export const ENCODER_VERSION = hashOfCode();

function hashOfCode(): string {
  const hash = createHash('sha256');
  const paths = FOLDERS.flatMap((folder) => {
    const names = readdirSync(join(root, ...folder)).filter((name) => name.endsWith('.ts'));
    return names.sort().map((name) => join(root, ...folder, name));
  });
  for (const path of [...paths, ...FILES.map((file) => join(root, ...file))]) hash.update(readFileSync(path));
  return hash.digest('hex').slice(0, 8);
}
