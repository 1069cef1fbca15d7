/** Scenes that several files of browser tests use are made and indexed once a run; each file serves a copy of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where made scenes are kept, one folder a number of points; unset: every test makes its own. */
export const SCENES_VARIABLE = 'TENGUN_TEST_SCENES';

export default async function keepScenes(): Promise<() => Promise<void>> {
  const dir = await mkdtemp(join(tmpdir(), 'tengun-e2e-scenes-'));
  process.env[SCENES_VARIABLE] = dir;
  return () => rm(dir, { recursive: true, force: true });
}
