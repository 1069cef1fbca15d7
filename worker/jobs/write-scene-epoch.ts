/** Writes the LAS files of one epoch of the synthetic scene. The thread holds one batch of points a sheet at a time. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { createGround, type EpochName } from '#core/scene/epoch-ground.ts';
import { epochPoints } from '#core/scene/epoch-points.ts';
import { createSummary, encodeHeader, HEADER_BYTES, type LasSummary, RECORD_BYTES } from '#core/scene/las-12.ts';
import { FLIGHT_DATES, SHEETS } from '#core/scene/survey.ts';
import type { JobContext } from '../entry.ts';

export interface WriteSceneEpochInput {
  readonly epoch: EpochName;
  readonly seed: number;
  readonly points: number;
  /** One file a sheet, in the order of SHEETS; existing files are overwritten. */
  readonly paths: readonly string[];
}

/** @returns what each file holds, in the order of the paths */
export function run({ epoch, seed, points, paths }: WriteSceneEpochInput, context: JobContext): LasSummary[] {
  const summaries = SHEETS.map(createSummary);
  const files = new Map(SHEETS.map(({ code }, index) => [code as string, openSync(paths[index]!, 'w')]));
  try {
    // room for the header: what it says is known at the end
    for (const file of files.values()) writeAll(file, new Uint8Array(HEADER_BYTES), null);
    let written = 0;
    for (const { sheet, records } of epochPoints(createGround(seed), epoch, { seed, points }, summaries)) {
      writeAll(files.get(sheet)!, records, null);
      const count = records.byteLength / RECORD_BYTES;
      written += count;
      context.progress({ phase: `scene ${epoch}`, fraction: Math.min(1, written / points), points: count });
    }
    SHEETS.forEach(({ code }, index) => {
      writeAll(files.get(code)!, encodeHeader(summaries[index]!, FLIGHT_DATES[epoch]), 0);
    });
  } finally {
    for (const file of files.values()) closeSync(file);
  }
  return summaries;
}

/** writeSync may write less than it is given. `position` null: at the current end. */
function writeAll(file: number, bytes: Uint8Array, position: number | null): void {
  for (let done = 0; done < bytes.byteLength; ) {
    const at = position === null ? null : position + done;
    done += writeSync(file, bytes, done, bytes.byteLength - done, at);
  }
}
