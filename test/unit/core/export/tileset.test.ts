import proj4 from 'proj4';
import { describe, expect, test } from 'vitest';
import { childKey, keyText, parseKey, ROOT_KEY, type VoxelKey } from '#core/copc/voxel-key.ts';
import { type Crs, crsFromCode } from '#core/crs/crs.ts';
import type { Geoid } from '#core/crs/geoid.ts';
import { collectionTileset } from '#core/export/collection-tileset.ts';
import { createNodeTree, occupiedBox } from '#core/export/node-tree.ts';
import { boxDiagonalM, type TileBox, tileBoxes, transformBox, unionBox } from '#core/export/tile-bounds.ts';
import { createTileFrame, type FrameKind, type TileFrame } from '#core/export/tile-frame.ts';
import {
  itemTile,
  itemTileset,
  nodeErrorM,
  type Tile,
  type Tileset,
  type TilesetOptions,
} from '#core/export/tileset.ts';
import { seededRandom } from '../../../helpers/las-builder.ts';

const zone8 = crsFromCode('EPSG:6676');
/** Waves of 3 m in 2 km and a jump of 1 m: worse than any geoid. */
const rough: Geoid = {
  name: 'TEST',
  fallback: false,
  accuracyM: 0,
  heightAt: (lon, lat) => 40 + 1.5 * Math.sin((lon - 138) * 280) + (lat > 35.113 ? 1 : 0),
};

interface Site {
  readonly frame: TileFrame;
  readonly info: {
    readonly center: readonly [number, number, number];
    readonly halfsize: number;
    readonly spacing: number;
  };
  readonly bounds: { readonly min: readonly [number, number, number]; readonly max: readonly [number, number, number] };
  readonly crs: Crs;
}

function site(kind: FrameKind, sizeM: number, crs = zone8): Site {
  const center = [52200, -97050, 200] as const;
  const half = sizeM / 2;
  const bounds = {
    min: [center[0] - half, center[1] - half, 150],
    max: [center[0] + half, center[1] + half, 260],
  } as const;
  const info = { center, halfsize: half, spacing: sizeM / 128 };
  return { frame: createTileFrame(kind, { crs, geoid: rough, center }), info, bounds, crs };
}

/** A full octree of the ground layer, `depth` levels below the root. */
function fullTree(depth: number): VoxelKey[] {
  const levels: VoxelKey[][] = [[ROOT_KEY]];
  for (let d = 0; d < depth; d++)
    levels.push(levels[d]!.flatMap((key) => [0, 1, 2, 3].map((octant) => childKey(key, octant))));
  return levels.flat();
}

/** All eight children, so that tiles above and below the ground are there too. */
function everyOctant(depth: number): VoxelKey[] {
  const levels: VoxelKey[][] = [[ROOT_KEY]];
  for (let d = 0; d < depth; d++)
    levels.push(levels[d]!.flatMap((key) => Array.from({ length: 8 }, (_, octant) => childKey(key, octant))));
  return levels.flat();
}

const options = (where: Site, keys: readonly VoxelKey[], more: Partial<TilesetOptions> = {}): TilesetOptions => ({
  ...where,
  tree: createNodeTree(keys),
  contentUri: (key) => `nodes/${keyText(key)}.glb`,
  subtreeUri: (key) => `sub/${keyText(key)}.json`,
  ...more,
});

function walk(tile: Tile, visit: (tile: Tile) => void): void {
  visit(tile);
  for (const child of tile.children ?? []) walk(child, visit);
}
const tilesOf = ({ root }: Tileset): Tile[] => {
  const tiles: Tile[] = [];
  walk(root, (tile) => tiles.push(tile));
  return tiles;
};
const urisOf = (tileset: Tileset): string[] =>
  tilesOf(tileset).flatMap(({ content }) => (content ? [content.uri] : []));

/** Whether a point lies in a box, all in the same axes: every half axis is tried. */
function holds(box: TileBox, point: readonly number[]): boolean {
  return [3, 6, 9].every((at) => {
    const axis = box.slice(at, at + 3);
    const length = Math.hypot(...axis);
    const distance = axis.reduce((sum, a, i) => sum + (a / length) * (point[i]! - box[i]!), 0);
    return Math.abs(distance) <= length + 1e-6;
  });
}

/** World coordinates of a point by proj4 and the geoid alone. */
const toDegrees = proj4(zone8.proj4, '+proj=longlat +datum=WGS84');
const toEcef = proj4('+proj=longlat +datum=WGS84', '+proj=geocent +datum=WGS84 +units=m');
function ecef(east: number, north: number, height: number): number[] {
  const [lon, lat] = toDegrees.forward([east, north]) as [number, number];
  return toEcef.forward([lon, lat, height + rough.heightAt(lon, lat)]);
}

describe('bounding volumes', () => {
  test.each([1, 50, 400, 5000, 60_000])(
    'every point of a node of %i m lies in its tile, in earth-centred coordinates, proj4 being the judge',
    (sizeM) => {
      const where = site('ecef', sizeM);
      const [all, random] = [everyOctant(2), seededRandom(9)];
      const boxes = tileBoxes(
        where.frame,
        all.map((key) => occupiedBox(key, where.info, where.bounds)),
      );
      let checked = 0;
      all.forEach((key, index) => {
        const [minE, minN, minH, maxE, maxN, maxH] = occupiedBox(key, where.info, where.bounds);
        const box = transformBox(where.frame.transform, boxes[index]!);
        for (let point = 0; point < 77; point++) {
          // corners, edges and faces first, then the inside
          const share = (axis: number): number => (point < 27 ? (Math.floor(point / 3 ** axis) % 3) / 2 : random());
          const place = [
            minE + share(0) * (maxE - minE),
            minN + share(1) * (maxN - minN),
            minH + share(2) * (maxH - minH),
          ] as const;
          if (!holds(box, ecef(...place))) throw new Error(`${keyText(key)}: ${place.join()} is outside`);
          checked++;
        }
      });
      expect(checked).toBe(73 * 77);
    },
  );

  test('boxes are tight: a flat sheet of 400 m is at most half a metre wider than its points', () => {
    const still: Geoid = { ...rough, heightAt: () => 40 };
    const frame = createTileFrame('ecef', { crs: zone8, geoid: still, center: [52200, -97050, 200] });
    const [box] = tileBoxes(frame, [[52000, -97250, 150, 52400, -96850, 260]]);
    // the grid's north is turned against the meridian by up to a third of a degree here: 400 m · sin(0.33°) = 2.3 m
    expect(box![3]! * 2).toBeLessThan(400 + 2.8);
    expect(box![11]! * 2).toBeLessThan(110.5);
    expect(box![11]! * 2).toBeGreaterThan(110);
  });

  test('local boxes are those of the coordinates', () => {
    const where = site('local', 400);
    const [box] = tileBoxes(where.frame, [[52000, -97250, 150, 52400, -96850, 260]]);
    const inWorld = transformBox(where.frame.transform, box!);
    expect(inWorld.slice(0, 3).map(Math.round)).toEqual([52200, -97050, 205]);
    expect(box![3]).toBeCloseTo(200, 1);
    expect(box![11]).toBeCloseTo(55, 1);
  });

  test('a node outside its projection is a speck, one that reaches out of it keeps the box of the rest', () => {
    const half: TileFrame = {
      ...site('local', 400).frame,
      place: ({ east }) =>
        Float64Array.from({ length: 3 * east.length }, (_, i) => (east[Math.floor(i / 3)]! > 5 ? Number.NaN : 1)),
    };
    const [out, across] = tileBoxes(half, [
      [10, 0, 0, 20, 1, 1],
      [0, 0, 0, 20, 1, 1],
    ]);
    expect(out!.every(Number.isFinite)).toBe(true);
    expect(across!.slice(0, 3)).toEqual([1, 1, 1]);
  });

  test('the union holds its parts, turned ones too', () => {
    const turned: TileBox = [10, 0, 0, 3, 3, 0, -3, 3, 0, 0, 0, 1];
    const union = unionBox([turned, [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1]]);
    expect(union).toEqual([7.5, 0, 0, 8.5, 0, 0, 0, 6, 0, 0, 0, 1]);
    expect(boxDiagonalM([0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0, 0])).toBe(10);
  });
});

describe('the tileset of an item', () => {
  test('every node once, refined by adding, errors halving down to 0 at the leaves', () => {
    const where = site('ecef', 400);
    const keys = fullTree(3);
    const tileset = itemTileset(options(where, keys));
    expect(urisOf(tileset).sort()).toEqual(keys.map((key) => `nodes/${keyText(key)}.glb`).sort());
    expect(tileset.asset).toEqual({ version: '1.1' });
    expect(tileset.root).toMatchObject({ refine: 'ADD', transform: where.frame.transform });
    expect(tileset.root.geometricError).toBeCloseTo((400 / 128) * 8, 6);
    walk(tileset.root, (tile) => {
      for (const child of tile.children ?? []) {
        expect(child.geometricError === 0 || child.geometricError === tile.geometricError / 2).toBe(true);
        expect(child.transform).toBeUndefined();
      }
      expect(tile.geometricError === 0).toBe(tile.children === undefined);
    });
    expect(tileset.geometricError).toBeGreaterThan(tileset.root.geometricError);
  });

  test('nodes without points of their own are tiles without content', () => {
    const tileset = itemTileset(options(site('ecef', 400), [[2, 1, 1, 1]]));
    expect(urisOf(tileset)).toEqual(['nodes/2-1-1-1.glb']);
    expect(tilesOf(tileset)).toHaveLength(3);
    expect(tileset.root.content).toBeUndefined();
  });

  test('feet: errors and boxes are metres', () => {
    const feet: Crs = { ...zone8, horizontalUnitM: 0.3048, verticalUnitM: 0.3048 };
    const where = site('local', 400, feet);
    expect(nodeErrorM(where, 0)).toBeCloseTo((400 / 128) * 0.3048 * 8, 4);
    expect(itemTileset(options(where, [ROOT_KEY])).root.boundingVolume.box[3]).toBeCloseTo(200 * 0.3048, 1);
  });

  test('large trees are cut every few levels: all parts together hold every node once, no part above a megabyte', () => {
    const where = site('ecef', 4000);
    const keys = fullTree(7);
    const base = options(where, keys, { maxTiles: 1500 });
    const found: string[] = [];
    const open: VoxelKey[] = [ROOT_KEY];
    let parts = 0;
    for (let rootKey = open.pop(); rootKey; rootKey = open.pop()) {
      parts++;
      const tileset = itemTileset({ ...base, rootKey });
      expect(JSON.stringify(tileset).length).toBeLessThan(1e6);
      expect(tileset.root.transform === undefined).toBe(rootKey[0] !== 0);
      for (const uri of urisOf(tileset)) {
        const [, folder, text] = /^(\w+)\/([\d-]+)/.exec(uri)!;
        if (folder === 'nodes') found.push(text!);
        else open.push(parseKey(text!)!);
      }
    }
    expect(parts).toBeGreaterThan(10);
    expect(found.sort()).toEqual(keys.map(keyText).sort());
  });

  test("a tile that refers to another tileset and that one's root agree", () => {
    const base = options(site('ecef', 4000), fullTree(5), { maxTiles: 100 });
    const link = tilesOf(itemTileset(base)).find(({ content }) => content?.uri.startsWith('sub/'))!;
    const key = parseKey(/[\d-]+/.exec(link.content!.uri)![0])!;
    const { root } = itemTileset({ ...base, rootKey: key });
    expect(root.boundingVolume).toEqual(link.boundingVolume);
    expect(root.geometricError).toBe(link.geometricError);
  });

  test('a large leaf is a chain of parts, each in the box of all and refined like a level of the tree', () => {
    const where = site('ecef', 400);
    const keys = fullTree(1);
    const large = keyText(keys[1]!);
    const { root } = itemTileset(
      options(where, keys, {
        partsOf: (key) => (keyText(key) === large ? 3 : 1),
        contentUri: (key, part) => `${keyText(key)}${part === undefined ? '' : `/${part}`}`,
      }),
    );
    const chain = [root.children!.find(({ content }) => content?.uri.startsWith(large))!];
    while (chain.at(-1)!.children) chain.push(chain.at(-1)!.children![0]!);
    expect(chain.map(({ content }) => content?.uri)).toEqual([0, 1, 2].map((part) => `${large}/${part}`));
    expect(chain.map(({ geometricError }) => geometricError)).toEqual([nodeErrorM(where, 1), nodeErrorM(where, 2), 0]);
    for (const { boundingVolume } of chain) expect(boundingVolume).toEqual(chain[0]!.boundingVolume);
    expect(root.content!.uri).toBe('0-0-0-0');
  });

  test('version and notes are told in the asset', () => {
    const { asset } = itemTileset(
      options(site('ecef', 400), [ROOT_KEY], { version: '0123', extras: { geoid: 'EGM96' } }),
    );
    expect(asset).toEqual({ version: '1.1', tilesetVersion: '0123', extras: { geoid: 'EGM96' } });
  });
});

describe('the tileset of a collection', () => {
  test('one external tileset an item, in boxes of the world', () => {
    const where = site('ecef', 400);
    const tileset = collectionTileset({ items: [{ ...itemTile(where), uri: 'a/tileset.json' }] });
    expect(tileset.root).toMatchObject({ refine: 'ADD', children: [{ content: { uri: 'a/tileset.json' } }] });
    expect(tileset.root.transform).toBeUndefined();
    for (const [e, n, h] of [
      [52001, -97249, 151],
      [52399, -96851, 259],
    ] as const) {
      expect(holds(tileset.root.children![0]!.boundingVolume.box, ecef(e, n, h))).toBe(true);
      expect(holds(tileset.root.boundingVolume.box, ecef(e, n, h))).toBe(true);
    }
    expect(tileset.geometricError).toBeGreaterThan(400);
  });

  test('a thousand items: each once, at most sixteen tiles side by side, parents hold their children', () => {
    const items = Array.from({ length: 1000 }, (_, i) => ({
      box: [400 * (i % 40), 300 * Math.floor(i / 40), 0, 200, 0, 0, 0, 150, 0, 0, 0, 50],
      geometricErrorM: 500,
      uri: `i${i}`,
    }));
    const tileset = collectionTileset({ items });
    expect(urisOf(tileset).sort()).toEqual(items.map(({ uri }) => uri).sort());
    expect(JSON.stringify(tileset).length).toBeLessThan(1e6);
    walk(tileset.root, ({ boundingVolume: { box }, children = [], geometricError }) => {
      expect(children.length).toBeLessThanOrEqual(16);
      for (const child of children) {
        expect(unionBox([box, child.boundingVolume.box])).toEqual(unionBox([box]));
        expect(child.geometricError).toBeLessThanOrEqual(geometricError);
      }
    });
  });

  test('without items it is valid and empty', () => {
    expect(collectionTileset({ items: [] })).toMatchObject({ asset: { version: '1.1' }, root: { refine: 'ADD' } });
    expect(urisOf(collectionTileset({ items: [] }))).toEqual([]);
  });
});
