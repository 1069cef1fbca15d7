/** The demo scene as the demo makes it, both epochs, in a folder. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const TENGUN = join(import.meta.dirname, '..', '..', '..', 'scripts', 'tengun.mjs');
const EPOCHS = { before: '2019-11-18', after: '2024-11-08' } as const;

/** @param points of each epoch; @returns the folder of the store, `store` in the given one */
export async function makeLoadStore(dir: string, points: number): Promise<string> {
  const [scene, store] = [join(dir, 'scene'), join(dir, 'store')];
  const tengun = (...parameters: string[]) =>
    run(process.execPath, [TENGUN, ...parameters, '--json'], { maxBuffer: 64 * 2 ** 20 });
  await tengun('scene', '--seed', '1', '--out', scene, '--points', String(points));
  for (const [epoch, datetime] of Object.entries(EPOCHS)) {
    const facts = ['--collection', epoch, '--store', store, '--datetime', datetime, '--vertical-datum', 'JGD2011'];
    await tengun('index', join(scene, epoch), ...facts);
  }
  return store;
}
