/** Names for the code that makes tiles: its hash. What older code made is then never taken for its own. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** Of nodes; eight hex digits. */
export const ENCODER_VERSION = hashOfCode(
  ['worker/core/export', 'worker/core/crs', 'worker/geoid'],
  ['worker/jobs/transcode-node.ts', 'package.json'],
);

/** Of maps and terrain. */
export const MAP_VERSION = hashOfCode(
  ['worker/core/tiles', 'worker/core/relief', 'worker/core/crs', 'worker/geoid', 'worker/tiles'],
  [
    'worker/core/surface/rtin.ts',
    'worker/jobs/draw-map-tile.ts',
    'worker/jobs/draw-terrain-tile.ts',
    'worker/jobs/join-map-tiles.ts',
    'worker/jobs/sample-terrain.ts',
    'package.json',
  ],
);

/** Of rasters of heights. */
export const RASTER_VERSION = hashOfCode(
  ['worker/core/surface', 'worker/core/crs', 'worker/points', 'worker/tiles'],
  ['worker/core/tiles/height-raster.ts', 'worker/jobs/sample-height-raster.ts', 'package.json'],
);

function hashOfCode(folders: readonly string[], files: readonly string[]): string {
  const hash = createHash('sha256');
  const paths = folders.flatMap((folder) => {
    const names = readdirSync(join(root, folder)).filter((name) => name.endsWith('.ts'));
    return names.sort().map((name) => join(root, folder, name));
  });
  for (const path of [...paths, ...files.map((file) => join(root, file))]) hash.update(readFileSync(path));
  return hash.digest('hex').slice(0, 8);
}
