/** From the lowest points of an item to its provisional terrain. */
import type { CellFrame } from '#core/ground/lowest-grid.ts';
import type { GroundParameters } from '#core/ground/parameters.ts';
import { provisionalTerrain, type Terrain } from '#core/ground/terrain.ts';
import type { JobContext } from '../entry.ts';

export interface FindTerrainInput {
  readonly frame: CellFrame;
  /** Moves here. */
  readonly lowest: Float32Array;
  readonly parameters: GroundParameters;
}

export function run({ frame, lowest, parameters }: FindTerrainInput, context: JobContext): Terrain {
  const terrain = provisionalTerrain(lowest, frame, parameters, (fraction) => {
    context.progress({ phase: 'terrain', fraction });
  });
  context.transfer(terrain.heights.buffer as ArrayBuffer, terrain.slopes.buffer as ArrayBuffer);
  return terrain;
}
