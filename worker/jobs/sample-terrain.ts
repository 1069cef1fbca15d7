/** Elevations at the nodes of a terrain tile, from the surfaces beside items. */
import { type Crs, createProjection } from '#core/crs/crs.ts';
import { TERRAIN_NODES, type TerrainAddress, terrainBox, terrainNode } from '#core/tiles/quantized-mesh.ts';
import type { JobContext } from '../entry.ts';
import { type MosaicSource, SurfaceMosaic } from '../tiles/surface-mosaic.ts';

export interface SampleTerrainInput {
  readonly sources: readonly MosaicSource[];
  readonly crs: Crs;
  readonly address: TerrainAddress;
}

/** Metres a degree of latitude. */
const DEGREE_M = 111_320;

/** @returns elevations, metres, row by row from the south; NaN is no data */
export async function run({ sources, crs, address }: SampleTerrainInput, context: JobContext): Promise<Float64Array> {
  const [west, south, east, north] = terrainBox(address);
  const { fromLonLat } = createProjection(crs);
  const count = TERRAIN_NODES * TERRAIN_NODES;
  const places = { east: new Float64Array(count), north: new Float64Array(count) };
  const extent = { minE: Infinity, minN: Infinity, maxE: -Infinity, maxN: -Infinity };
  for (let i = 0; i < count; i++) {
    const lon = terrainNode(west, east, i % TERRAIN_NODES);
    const lat = terrainNode(south, north, Math.floor(i / TERRAIN_NODES));
    const [e, n] = fromLonLat(lon, lat);
    places.east[i] = e;
    places.north[i] = n;
    extent.minE = Math.min(extent.minE, e);
    extent.maxE = Math.max(extent.maxE, e);
    extent.minN = Math.min(extent.minN, n);
    extent.maxN = Math.max(extent.maxN, n);
  }
  const spacingM = ((north - south) / (TERRAIN_NODES - 1)) * DEGREE_M;
  const mosaic = await SurfaceMosaic.load(sources, extent, spacingM / crs.horizontalUnitM);
  const heights = Float64Array.from({ length: count }, (_, i) => mosaic.heightAt(places.east[i]!, places.north[i]!));
  context.transfer(heights.buffer);
  return heights;
}
