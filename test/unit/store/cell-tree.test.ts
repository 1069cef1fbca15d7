import proj4 from 'proj4';
import { describe, expect, it } from 'vitest';
import { crsFromCode } from '#core/crs/crs.ts';
import type { Geoid } from '#core/crs/geoid.ts';
import { type CellNode, cellTileset } from '#core/export/cell-tileset.ts';
import { cellKey } from '#core/export/overview-cell.ts';
import { CellTree, shownCells } from '#worker/store/cell-tree.ts';
import type { ItemRecord } from '#worker/store/item-record.ts';
import { ItemSet } from '#worker/store/item-set.ts';
import { randomRecords } from '../../helpers/random-items.ts';
import { boxHolds, walkTileset } from '../../helpers/walk-tileset.ts';

const crs = crsFromCode('EPSG:6676');
const everything = (set: ItemSet) => new CellTree(set, set.rows());
const numbers = (tree: CellTree) => Array.from({ length: tree.count }, (_, number) => number);

/** Sheets, larger items, and one as large as a city, over more than a prefecture. */
const records: ItemRecord[] = randomRecords(400, 21, false).map((record, i) => {
  const [minE, minN, minH, maxE, maxN, maxH] = record.bounds;
  const [far, size] = [i % 5 === 0 ? 180_000 : 0, i === 7 ? 30_000 : 0];
  return { ...record, bounds: [minE + far, minN, minH, maxE + far + size, maxN + size, maxH], verticalDatum: null };
});

describe('the tree of cells', () => {
  const set = ItemSet.of(records);
  const tree = everything(set);

  it('holds each item in one cell, and every cell what lies below it', () => {
    const rows = numbers(tree).flatMap((number) => [...tree.itemsOf(number)]);
    expect([...rows].sort((a, b) => a - b)).toEqual([...set.rows()]);
    const below = (number: number): number[] => [
      ...tree.itemsOf(number),
      ...tree.childrenOf(number).flatMap((child) => below(child)),
    ];
    for (const number of numbers(tree)) {
      const bounds = below(number).map((row) => set.boundsAt(row));
      const expected = [0, 1, 2, 3, 4, 5].map((side) =>
        (side < 3 ? Math.min : Math.max)(...bounds.map((box) => box[side]!)),
      );
      expect(tree.boundsAt(number)).toEqual(expected);
    }
    expect(below(0)).toHaveLength(records.length);
    expect(new Set(numbers(tree).map((number) => tree.cellAt(number).level)).size).toBeGreaterThan(6);
  });

  it('names cells that it has', () => {
    for (const number of numbers(tree)) expect(tree.find(cellKey(tree.cellAt(number)))).toBe(number);
    expect(tree.find('0_9999_9999')).toBe(-1);
  });

  it('changes the digests of the cells above a changed item alone', () => {
    const digests = (of: CellTree) =>
      new Map(numbers(of).map((number) => [cellKey(of.cellAt(number)), of.digestAt(number)]));
    const before = digests(tree);
    const changed = records[33]!;
    const after = digests(everything(set.put({ ...changed, version: 'e'.repeat(16) })));
    const different = [...before.keys()].filter((key) => before.get(key) !== after.get(key));
    const chain = (number: number): string[] | null => {
      const key = cellKey(tree.cellAt(number));
      if ([...tree.itemsOf(number)].some((row) => set.idAt(row) === changed.id)) return [key];
      for (const child of tree.childrenOf(number)) {
        const found = chain(child);
        if (found) return [key, ...found];
      }
      return null;
    };
    expect(different.sort()).toEqual(chain(0)!.sort());
    const above = tree.cellsAbove(set.find(changed.id)).map((number) => cellKey(tree.cellAt(number)));
    expect(above).toEqual(chain(0));
    expect(different.length).toBeLessThan(tree.count / 10);
    // it comes back with the item, and does not depend on the order
    expect(digests(everything(ItemSet.of([...records].reverse())))).toEqual(before);
  });

  it('leaves private items out', () => {
    const open = records.filter(({ visibility }) => visibility === 'public');
    expect(open.length).toBeLessThan(records.length);
    const seen = shownCells(set)!;
    expect(seen.itemCount).toBe(open.length);
    const hidden = records.find(({ visibility }) => visibility === 'private')!;
    expect(seen.cellsAbove(set.find(hidden.id))).toEqual([]);
    expect(seen.digestAt(0)).toBe(everything(ItemSet.of(open)).digestAt(0));
    const closed = ItemSet.of(records.map((record) => ({ ...record, visibility: 'private' as const })));
    expect(shownCells(closed)!.itemCount).toBe(records.length);
    expect(shownCells(ItemSet.of([]))).toBeNull();
  });

  it('tells where items stand in different height systems', () => {
    expect(tree.isUniform).toBe(true);
    const mixed = records.map((record, i) => ({ ...record, verticalDatum: i === 3 ? 'ellipsoid' : 'JGD2011' }));
    expect(everything(ItemSet.of(mixed)).isUniform).toBe(false);
  });

  it('is one cell for items of one place', () => {
    const one = everything(ItemSet.of(records.slice(0, 1)));
    expect([one.count, one.cellAt(0).isTop]).toEqual([1, false]);
  });

  it('makes boxes that hold every corner of every item below, proj4 being the judge', async () => {
    const waves: Geoid = {
      name: 'TEST',
      fallback: false,
      accuracyM: 0,
      heightAt: (lon, lat) => 40 + 3 * Math.sin(lon * 40) + 2 * Math.cos(lat * 60),
    };
    const node = (number: number): CellNode => ({
      cell: tree.cellAt(number),
      bounds: tree.boundsAt(number),
      hasOverview: true,
      contentUri: `${cellKey(tree.cellAt(number))}.glb`,
      children: tree.childrenOf(number).map(node),
      cellLinks: [],
      itemLinks: [],
    });
    const tileset = cellTileset({ kind: 'ecef', crs, geoid: waves, root: node(0) });
    const tiles = await walkTileset('/top.json', async () => JSON.parse(JSON.stringify(tileset)));
    expect(tiles).toHaveLength(tree.count);
    const toDegrees = proj4(crs.proj4, '+proj=longlat +datum=WGS84');
    const toEcef = proj4('+proj=longlat +datum=WGS84', '+proj=geocent +datum=WGS84 +units=m');
    const ecef = (east: number, north: number, height: number) => {
      const [lon, lat] = toDegrees.forward([east, north]) as [number, number];
      return toEcef.forward([lon, lat, height + waves.heightAt(lon, lat)]);
    };
    let checked = 0;
    for (const tile of tiles) {
      const number = tree.find(tile.contentUrl!.slice(1).replace('.glb', ''));
      for (const row of tree.itemsOf(number)) {
        const [minE, minN, minH, maxE, maxN, maxH] = set.boundsAt(row);
        for (const [a, b] of [
          [0, 0],
          [0, 1],
          [1, 0],
          [1, 1],
          [0.5, 0.5],
          [0.5, 0],
          [0, 0.5],
        ] as const) {
          for (const height of [minH, maxH]) {
            const point = ecef(minE + a * (maxE - minE), minN + b * (maxN - minN), height);
            for (let above: typeof tile | null = tile; above; above = above.parent) {
              checked++;
              if (!boxHolds(above, point)) expect.fail(`${set.idAt(row)} lies outside ${above.contentUrl}`);
            }
          }
        }
      }
    }
    expect(checked).toBeGreaterThan(400 * 14 * 5);
  });
});
