/** Standing water at one level: area, volume and depths of the cells that are joined to the seeds. */
import { CompensatedSum } from '../measure/compensated-sum.ts';
import { DEPTH_CLASSES, depthClassOf } from './depth-classes.ts';

export interface FloodedGround {
  /** Row-major, metres; NaN is no data. */
  readonly heights: Float64Array;
  /** {@link connectionLevels} on these heights. */
  readonly connections: Float64Array;
  /** What each cell counts for. */
  readonly cellAreasM2: Float64Array;
}

export interface WaterSums {
  readonly wetCells: number;
  readonly areaM2: number;
  readonly volumeM3: number;
  /** 0 where nothing is wet. */
  readonly maxDepthM: number;
  /** Area of each of {@link DEPTH_CLASSES}. */
  readonly classAreasM2: readonly number[];
}

/** Wet is what connects below the level; depth is the level above the ground. Cells are added in their order. */
export function waterAt({ heights, connections, cellAreasM2 }: FloodedGround, levelM: number): WaterSums {
  const classes = DEPTH_CLASSES.map(() => new CompensatedSum());
  const volume = new CompensatedSum();
  let wetCells = 0;
  let maxDepthM = 0;
  for (let cell = 0; cell < heights.length; cell++) {
    if (!(connections[cell]! < levelM) || cellAreasM2[cell] === 0) continue;
    const depthM = levelM - heights[cell]!;
    volume.add(cellAreasM2[cell]! * depthM);
    classes[depthClassOf(depthM)]!.add(cellAreasM2[cell]!);
    wetCells++;
    if (depthM > maxDepthM) maxDepthM = depthM;
  }
  const classAreasM2 = classes.map(({ value }) => value);
  const area = new CompensatedSum();
  for (const own of classAreasM2) area.add(own);
  return { wetCells, areaM2: area.value, volumeM3: volume.value, maxDepthM, classAreasM2 };
}

/** Depth of each cell, metres; NaN where it is dry, without data, or outside. */
export function depthsAt({ heights, connections, cellAreasM2 }: FloodedGround, levelM: number): Float64Array {
  const depths = new Float64Array(heights.length).fill(Number.NaN);
  for (let cell = 0; cell < heights.length; cell++) {
    if (connections[cell]! < levelM && cellAreasM2[cell]! > 0) depths[cell] = levelM - heights[cell]!;
  }
  return depths;
}
