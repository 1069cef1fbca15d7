/** A terrain tile for the globe: elevations become ellipsoidal heights, heights become triangles. */
import { gzipSync } from 'node:zlib';
import type { VerticalDatum } from '#core/crs/vertical-datum.ts';
import { farGround, type GroundPatch } from '#core/tiles/far-ground.ts';
import {
  TERRAIN_NODES,
  type TerrainAddress,
  terrainBox,
  terrainNode,
  writeQuantizedMesh,
} from '#core/tiles/quantized-mesh.ts';
import { fillTerrainVoids } from '#core/tiles/terrain-voids.ts';
import type { JobContext } from '../entry.ts';
import { geoidFor, loadGeoid } from '../geoid/load-geoid.ts';

export interface DrawTerrainTileInput {
  readonly address: TerrainAddress;
  /** Elevations at the nodes, metres, row by row from the south; NaN is no data. */
  readonly heights: Float64Array;
  /** Null: EGM96. */
  readonly geoidFile: string | null;
  readonly verticalDatum: VerticalDatum | null;
  /** The elevations stand on the ellipsoid already. */
  readonly isEllipsoidal: boolean;
  readonly normals: boolean;
  /** What was measured as a whole: elevation. */
  readonly around: GroundPatch;
}

/** @returns the tile, gzipped */
export async function run(input: DrawTerrainTileInput, context: JobContext): Promise<Uint8Array<ArrayBuffer>> {
  const { address, heights, geoidFile, verticalDatum, isEllipsoidal, normals, around } = input;
  const geoid = isEllipsoidal ? null : geoidFor(await loadGeoid(geoidFile), verticalDatum);
  const [west, south, east, north] = terrainBox(address);
  const lonOf = (node: number) => terrainNode(west, east, node % TERRAIN_NODES);
  const latOf = (node: number) => terrainNode(south, north, Math.floor(node / TERRAIN_NODES));
  fillTerrainVoids(heights, TERRAIN_NODES, (node) => farGround([around], lonOf(node), latOf(node)));
  if (geoid) for (let i = 0; i < heights.length; i++) heights[i]! += geoid.heightAt(lonOf(i), latOf(i));
  // a copy of its own: what zlib returns lies in a shared pool
  const bytes = new Uint8Array(gzipSync(writeQuantizedMesh({ address, heights, normals })));
  context.transfer(bytes.buffer);
  return bytes;
}
