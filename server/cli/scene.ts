/** `tengun scene`: the synthetic scene of two epochs with its truth. */
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { SceneTruth } from '#core/scene/truth.ts';
import { createPool } from '#worker/pool.ts';
import { SCENE_DEFAULTS, type SceneOptions, writeScene } from '#worker/scene/write-scene.ts';
import { type CommonOptions, EXIT, interruptSignal, ProgressReporter, printResult, runCommand } from './io.ts';

interface SceneFlags extends CommonOptions, SceneOptions {
  readonly out: string;
}

export function registerScene(program: Command): void {
  program
    .command('scene')
    .description(
      'make the synthetic scene: two epochs of LAS, a design surface, the road as an alignment, truth.json with exact cut and fill',
    )
    .option('--seed <n>', 'the same seed makes the same bytes', parseSeed, SCENE_DEFAULTS.seed)
    .requiredOption('--out <dir>', 'folder to write to')
    .option('--points <n>', 'points an epoch, about', parsePoints, SCENE_DEFAULTS.points)
    .action(async (_: unknown, command: Command) => {
      const { json, seed, points, out } = command.optsWithGlobals<SceneFlags>();
      const signal = interruptSignal();
      await runCommand(json, signal, async () => {
        const truth = await makeScene(resolve(out), { seed, points }, signal);
        printResult(json, { out: resolve(out), ...truth }, () => sceneLines(out, truth));
        return EXIT.ok;
      });
    });
}

/** Writes the scene on two threads of its own, with progress on stderr; `demo` calls it too. */
export async function makeScene(dir: string, options: SceneOptions, signal: AbortSignal): Promise<SceneTruth> {
  const pool = createPool({ threads: 2 });
  const progress = new ProgressReporter();
  try {
    return await writeScene(dir, options, { pool, signal, onProgress: (p) => progress.report(p) });
  } finally {
    progress.done();
    await pool.close();
  }
}

function sceneLines(out: string, { before, after, changes }: SceneTruth): string[] {
  const volume = (m3: number) => `${m3.toFixed(1)} m³`;
  return [
    `scene in ${out}: before ${before.points} points, after ${after.points} points, design.xml, alignment.xml, truth.json`,
    ...changes.map(
      ({ nameEn, cutM3, fillM3, netM3 }) =>
        `  ${nameEn}: cut ${volume(cutM3)}, fill ${volume(fillM3)}, net ${volume(netM3)}`,
    ),
  ];
}

function parseSeed(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 0xffff_ffff)
    throw new InvalidArgumentError('expected a whole number from 0 to 4294967295.');
  return value;
}

function parsePoints(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1000 || value > 100_000_000)
    throw new InvalidArgumentError('expected a whole number from 1000 to 100000000.');
  return value;
}
