/** Writes the synthetic scene into a folder: both epochs at the same time, the design surface, the road's alignment, truth.json last. */
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RequestError } from '#core/errors.ts';
import { landXmlAlignments } from '#core/landxml/alignment-writer.ts';
import { CRITERION } from '#core/landxml/sections-writer.ts';
import { landXmlTin } from '#core/landxml/tin-writer.ts';
import { createDesign } from '#core/scene/design-surface.ts';
import { createGround, type EpochName, type SceneGround } from '#core/scene/epoch-ground.ts';
import { HEADER_BYTES, type LasSummary, RECORD_BYTES } from '#core/scene/las-12.ts';
import { ALIGNMENT_FILE, roadAlignment } from '#core/scene/road-alignment.ts';
import { SHEETS } from '#core/scene/survey.ts';
import { createTruth, DESIGN_FILE, designDocument, SCENE_GENERATOR, type SceneTruth } from '#core/scene/truth.ts';
import type { Progress, WorkerPool } from '../pool.ts';
import { SOFTWARE } from '../software.ts';

export interface SceneOptions {
  readonly seed: number;
  /** Points an epoch, about. */
  readonly points: number;
}

export interface SceneContext {
  readonly pool: WorkerPool;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export const SCENE_DEFAULTS: SceneOptions = { seed: 1, points: 3_000_000 };

const TRUTH_FILE = 'truth.json';
const EPOCHS: readonly EpochName[] = ['before', 'after'];

/**
 * Makes the scene in `dir`. Files get their names when all are complete, truth.json last; on an error or an abort
 * what was begun is removed.
 * @throws {RequestError} INVALID_INPUT when `dir` cannot be a folder
 * @returns the contents of truth.json
 */
export async function writeScene(dir: string, options: SceneOptions, context: SceneContext): Promise<SceneTruth> {
  const sheetFiles = (epoch: EpochName) => SHEETS.map(({ code }) => join(dir, epoch, `${code}.las`));
  const files = [
    ...EPOCHS.flatMap(sheetFiles),
    join(dir, DESIGN_FILE),
    join(dir, ALIGNMENT_FILE),
    join(dir, TRUTH_FILE),
  ];
  for (const epoch of EPOCHS) await makeFolder(join(dir, epoch));
  try {
    const [before, after, ground] = await writeParts(dir, options, context, sheetFiles);
    const truth = createTruth(ground, options, { before, after });
    await writePieces(partial(join(dir, TRUTH_FILE)), [`${JSON.stringify(truth, null, 2)}\n`]);
    // without truth.json the folder is no scene, until the last rename
    await rm(join(dir, TRUTH_FILE), { force: true });
    for (const file of files) await rename(partial(file), file);
    return truth;
  } catch (error) {
    for (const file of files) await rm(partial(file), { force: true });
    throw error;
  }
}

/** Both epochs on threads, the design here. When one fails the others stop; returns after all have ended. */
async function writeParts(
  dir: string,
  options: SceneOptions,
  { pool, signal, onProgress }: SceneContext,
  sheetFiles: (epoch: EpochName) => string[],
): Promise<[before: LasSummary[], after: LasSummary[], ground: SceneGround]> {
  const failure = new AbortController();
  const runOptions = {
    signal: signal ? AbortSignal.any([signal, failure.signal]) : failure.signal,
    ...(onProgress ? { onProgress } : {}),
  };
  const writeEpoch = (epoch: EpochName) =>
    pool.run('write-scene-epoch', { epoch, ...options, paths: sheetFiles(epoch).map(partial) }, runOptions);
  const writeDesign = async () => {
    const ground = createGround(options.seed);
    const pieces = landXmlTin(designDocument(SOFTWARE), [createDesign(ground).surface]);
    await writePieces(partial(join(dir, DESIGN_FILE)), pieces);
    const axis = landXmlAlignments(
      { ...designDocument(SOFTWARE), projectProperties: { applicationCriterion: CRITERION } },
      [roadAlignment()],
    );
    await writePieces(partial(join(dir, ALIGNMENT_FILE)), axis);
    return ground;
  };
  const parts = [writeEpoch('before'), writeEpoch('after'), writeDesign()] as const;
  try {
    return await Promise.all(parts);
  } catch (error) {
    failure.abort();
    await Promise.allSettled(parts);
    throw error;
  }
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new RequestError('INVALID_INPUT', `expected a folder that can be written, got ${path} (${why})`, { path });
  }
}

const partial = (path: string): string => `${path}.part`;

/** Writes pieces of text, some hundred at a time, and flushes them to the disk. */
async function writePieces(path: string, pieces: Iterable<string>): Promise<void> {
  const file = await open(path, 'w');
  try {
    let text = '';
    for (const piece of pieces) {
      text += piece;
      if (text.length < 65_536) continue;
      await file.appendFile(text);
      text = '';
    }
    await file.appendFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** @returns the truth of the scene in `dir` when it is complete and was made with these options, else null */
export async function readScene(dir: string, options: SceneOptions): Promise<SceneTruth | null> {
  try {
    const truth = JSON.parse(await readFile(join(dir, TRUTH_FILE), 'utf8')) as SceneTruth;
    const same =
      truth.generator === SCENE_GENERATOR && truth.seed === options.seed && truth.pointsPerEpoch === options.points;
    if (!same) return null;
    for (const epoch of EPOCHS) {
      const sizes = await Promise.all(truth[epoch].files.map(async (file) => (await stat(join(dir, file))).size));
      const expected = truth[epoch].points * RECORD_BYTES + HEADER_BYTES * sizes.length;
      if (sizes.reduce((sum, size) => sum + size, 0) !== expected) return null;
    }
    const others = await Promise.all([truth.design, truth.alignment].map(({ file }) => stat(join(dir, file))));
    return others.every(({ size }) => size > 0) ? truth : null;
  } catch (error) {
    const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (absent || error instanceof SyntaxError) return null;
    throw error;
  }
}
