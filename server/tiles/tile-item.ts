/** Items as the tileset builders see them, and the addresses of their parts, relative so that any host may serve them. */
import type { VoxelKey } from '#core/copc/voxel-key.ts';
import { keyText } from '#core/copc/voxel-key.ts';
import { createTileFrame, type FrameKind } from '#core/export/tile-frame.ts';
import type { TilesetItem } from '#core/export/tileset.ts';
import type { ItemRecord } from '#worker/store/item-record.ts';
import { ENCODER_VERSION } from './encoder-version.ts';
import type { GeoidChoice } from './geoid-choice.ts';

export function tilesetItem(record: ItemRecord, kind: FrameKind, { geoid }: GeoidChoice): TilesetItem {
  const { crs, cube, spacing, bounds } = record;
  const [minE, minN, minH, maxE, maxN, maxH] = bounds;
  return {
    crs,
    frame: createTileFrame(kind, { crs, geoid, center: cube.center }),
    info: { ...cube, spacing },
    bounds: { min: [minE, minN, minH], max: [maxE, maxN, maxH] },
  };
}

/** Names the code and the geoid that made a tile: with it and the version, an address stands for the same bytes for ever. */
export function encodingTag({ tag }: GeoidChoice): string {
  return `${ENCODER_VERSION}${tag}`;
}

/** The folder of a frame's tilesets below the collection. */
export function tilesFolder(kind: FrameKind): string {
  return kind === 'ecef' ? '3dtiles' : '3dtiles-local';
}

export interface TileAddress {
  readonly iid: string;
  readonly version: string;
  readonly kind: FrameKind;
  readonly tag: string;
}

/** From `<collection>/3dtiles/tileset.json` to an item's tileset. */
export function itemTilesetUri({ iid, version, tag }: TileAddress): string {
  return `${encodeURIComponent(iid)}/tileset.json?v=${version}&t=${tag}`;
}

/** From `<collection>/3dtiles/<item>/tileset.json` to a part of it below a node. */
export function subtreeUri({ version, tag }: TileAddress, key: VoxelKey): string {
  return `${keyText(key)}.json?v=${version}&t=${tag}`;
}

/** From `<collection>/3dtiles/<item>/tileset.json` to the points of a node, or of one of its parts. */
export function contentUri({ iid, version, kind, tag }: TileAddress, key: VoxelKey, part?: number): string {
  const ofPart = part === undefined ? '' : `&part=${part}`;
  return `../../items/${encodeURIComponent(iid)}/nodes/${keyText(key)}.glb?frame=${kind}${ofPart}&v=${version}&t=${tag}`;
}
