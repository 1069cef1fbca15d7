/** Results of the water tool as rows of files: numbers as the server sent them. Pure. */
import type { InundationResult } from '../../api/inundation.ts';
import { depthOf, type GroundInWater, onGrid, type PlacesState } from './places.ts';

type Cell = string | number | null;

/** A row a level; after the table where it comes from. */
export function levelFileRows(result: InundationResult): Cell[][] {
  const { depthClasses, levels, provenance, surface, cellSizeM, connectivity, verticalDatum } = result;
  const classes = depthClasses.map(({ fromM, toM }) => `area_m2_${fromM}-${toM ?? ''}m`);
  return [
    ['level_m', 'area_m2', 'volume_m3', 'max_depth_m', 'mean_depth_m', ...classes, 'open_edge', 'dry'],
    ...levels.map((one): Cell[] => [
      one.levelM,
      one.areaM2,
      one.volumeM3,
      one.maxDepthM,
      one.meanDepthM,
      ...one.classAreasM2,
      one.isOpen ? 1 : 0,
      one.isDry ? 1 : 0,
    ]),
    [],
    ['label', result.label],
    ['method', result.method],
    ['surface', surface.name],
    ['surface_epoch', surface.epoch],
    ['vertical_datum', verticalDatum],
    ['cell_m', cellSizeM],
    ['connectivity', connectivity],
    ['edge_level_m', result.edgeLevelM],
    ['request_hash', provenance.requestHash],
    ['software', provenance.software],
  ];
}

/** A row a shelter, at one level. */
export function shelterFileRows(
  { shelters }: PlacesState,
  groundOf: (index: number) => GroundInWater | null,
  levelM: number,
): Cell[][] {
  return [
    ['name', 'capacity', 'easting_m', 'northing_m', 'ground_m', 'wet_above_m', 'level_m', 'depth_m'],
    ...shelters.map(({ name, capacity, at }, index): Cell[] => {
      const ground = groundOf(index);
      return [
        name,
        capacity,
        at.east,
        at.north,
        ground?.groundM ?? null,
        ground?.wetAboveM ?? null,
        levelM,
        depthOf(ground, levelM),
      ];
    }),
  ];
}

/** What the grid of the answer says of the shelters. */
export const sheltersInWater = (
  result: InundationResult | null,
  { shelters }: PlacesState,
  unitM: number,
): (GroundInWater | null)[] => shelters.map(({ at }) => (result?.grid ? onGrid(result.grid, unitM, at) : null));
