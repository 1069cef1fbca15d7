import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ByteSource } from '#core/binary/byte-source.ts';
import { memorySource } from '#core/binary/memory-source.ts';
import { composeCopc } from '#core/copc/compose.ts';
import { openCopc } from '#core/copc/copc.ts';
import { parseHierarchyPage, writeHierarchy, writeHierarchyPage } from '#core/copc/hierarchy.ts';
import {
  childKey,
  compareKeys,
  keyText,
  nodeBounds,
  parentKey,
  parseKey,
  type VoxelKey,
} from '#core/copc/voxel-key.ts';
import { FormatError } from '#core/errors.ts';

describe('voxel key', () => {
  test('text and back; what is no key is null', () => {
    expect(parseKey('3-1-7-0')).toEqual([3, 1, 7, 0]);
    expect(keyText([3, 1, 7, 0])).toBe('3-1-7-0');
    for (const text of ['', '3-8-0-0', '0-0-0', '31-0-0-0', '-1-0-0-0', '1-0-0-0x', '1-0.5-0-0'])
      expect(parseKey(text)).toBeNull();
  });

  test('children know their parent and lie in it', () => {
    const cube = { center: [10, 20, 30] as const, halfsize: 8 };
    const parent = nodeBounds([2, 1, 2, 3], cube);
    for (let octant = 0; octant < 8; octant++) {
      const child = childKey([2, 1, 2, 3], octant);
      expect(parentKey(child)).toEqual([2, 1, 2, 3]);
      const bounds = nodeBounds(child, cube);
      for (let axis = 0; axis < 3; axis++) {
        expect(bounds[axis]!).toBeGreaterThanOrEqual(parent[axis]!);
        expect(bounds[axis + 3]!).toBeLessThanOrEqual(parent[axis + 3]!);
      }
    }
  });

  test('order is by depth, then z, y, x', () => {
    const keys = [
      [1, 1, 0, 0],
      [1, 0, 0, 1],
      [0, 0, 0, 0],
      [1, 0, 1, 0],
    ] as const;
    expect([...keys].sort(compareKeys).map(keyText)).toEqual(['0-0-0-0', '1-1-0-0', '1-0-1-0', '1-0-0-1']);
  });
});

describe('hierarchy page', () => {
  test('entries written are read back', () => {
    const entries = [
      { key: [0, 0, 0, 0], offset: 700, byteSize: 90, pointCount: 12 },
      { key: [1, 1, 0, 1], offset: 5_000_000_000, byteSize: 64, pointCount: -1 },
    ] as const;
    expect(parseHierarchyPage(writeHierarchyPage(entries), 0)).toEqual(entries);
  });

  test('rejects a hierarchy page whose length is not a multiple of 32', () => {
    expect(() => parseHierarchyPage(new Uint8Array(33), 0)).toThrow(FormatError);
  });

  test('rejects a key outside its depth', () => {
    const page = writeHierarchyPage([{ key: [1, 2, 0, 0], offset: 0, byteSize: 0, pointCount: 0 }]);
    expect(() => parseHierarchyPage(page, 0)).toThrow('key 1-2-0-0 is outside its depth');
  });
});

describe('openCopc', () => {
  const content = {
    layout: { pointDataRecordFormat: 6, pointDataRecordLength: 30 },
    scale: [0.001, 0.001, 0.001],
    offset: [0, 0, 0],
    min: [0, 0, 0],
    max: [1, 1, 1],
    pointCount: 3,
    returnCounts: [0, 3],
    gpsTimeRange: [5, 6],
    cube: { center: [0.5, 0.5, 0.5], halfsize: 0.5 },
    wkt: 'LOCAL_CS["none"]',
    vlrs: [{ userId: 'kept', recordId: 5, description: 'kept', data: new Uint8Array(70_000) }],
    source: {
      fileSourceId: 1,
      globalEncoding: 1,
      guid: new Uint8Array(16),
      systemIdentifier: '',
      creationDayOfYear: 1,
      creationYear: 2026,
    },
    generatingSoftware: 'test',
  } as const;
  const chunk = { key: [0, 0, 0, 0] as const, byteSize: 40, pointCount: 3 };
  const file = () => {
    const { head, tail } = composeCopc(
      { ...content, scale: [...content.scale], offset: [0, 0, 0], min: [0, 0, 0], max: [1, 1, 1] },
      [chunk],
    );
    return new Uint8Array([...head, ...new Uint8Array(40), ...tail]);
  };

  test('a composed file has the places that COPC 1.0 prescribes', async () => {
    const bytes = file();
    const view = new DataView(bytes.buffer);
    expect(new TextDecoder().decode(bytes.subarray(377, 381))).toBe('copc');
    expect([bytes[24], bytes[25], bytes[104]! & 0x3f, view.getUint16(393, true)]).toEqual([1, 4, 6, 1]);
    const copc = await openCopc(memorySource(bytes));
    expect(copc.wkt).toBe('LOCAL_CS["none"]');
    expect(copc.info).toMatchObject({ halfsize: 0.5, gpsTimeRange: [5, 6], spacing: 1 / 64 });
    const nodes = await copc.loadAllNodes();
    expect(nodes.get('0-0-0-0')).toEqual({ ...chunk, offset: copc.header.offsetToPointData + 8 });
    expect(copc.vlrs.find((vlr) => vlr.userId === 'kept')?.data.length).toBe(70_000);
  });

  test('a node that leaves the file, and a page that points at itself, are errors', async () => {
    const bytes = file();
    const { info, header } = await openCopc(memorySource(bytes));
    const view = new DataView(bytes.buffer);
    view.setInt32(info.rootHierarchy.offset + 24, 2 ** 30, true);
    await expect((await openCopc(memorySource(bytes))).loadAllNodes()).rejects.toThrow('do not lie in a file');
    view.setBigUint64(info.rootHierarchy.offset + 16, BigInt(info.rootHierarchy.offset), true);
    view.setInt32(info.rootHierarchy.offset + 24, 32, true);
    view.setInt32(info.rootHierarchy.offset + 28, -1, true);
    await expect((await openCopc(memorySource(bytes))).loadAllNodes()).rejects.toThrow('seen a page twice');
    expect(header.pointCount).toBe(3);
  });

  test('pages that overlap are refused before they are read again and again', async () => {
    const bytes = file();
    // a root page of a thousand pages, each nearly all of the zeros behind it
    const [pages, zeroBytes] = [1000, 640_000];
    const zerosAt = bytes.length + 32 * pages;
    const long = new Uint8Array(zerosAt + zeroBytes);
    long.set(bytes);
    const entries = Array.from({ length: pages }, (_, i) => ({
      key: [1, 0, 0, 0] as const,
      offset: zerosAt + 32 * i,
      byteSize: zeroBytes - 32 * pages,
      pointCount: -1,
    }));
    long.set(writeHierarchyPage(entries), bytes.length);
    const infoAt = 375 + 54;
    const view = new DataView(long.buffer);
    view.setBigUint64(infoAt + 40, BigInt(bytes.length), true);
    view.setBigUint64(infoAt + 48, BigInt(32 * pages), true);
    const source = memorySource(long);
    let readBytes = 0;
    const counting: ByteSource = {
      sizeBytes: source.sizeBytes,
      read(begin, end) {
        readBytes += end - begin;
        return source.read(begin, end);
      },
    };
    await expect((await openCopc(counting)).loadAllNodes()).rejects.toThrow('the pages together are larger');
    expect(readBytes).toBeLessThan(2 * long.length);
  });

  test('a plain LAS file is no COPC', async () => {
    const bytes = file();
    bytes[377] = 0x58;
    await expect(openCopc(memorySource(bytes))).rejects.toThrow('not a COPC file');
  });
});

describe('hierarchy in pages', () => {
  const tree = fc
    .array(fc.tuple(fc.nat(7), fc.nat(7), fc.nat(7), fc.integer({ min: 1, max: 6 })), { minLength: 1, maxLength: 80 })
    .map((leaves) => {
      const keys = new Map<string, VoxelKey>([['0-0-0-0', [0, 0, 0, 0]]]);
      for (const [a, b, c, depth] of leaves) {
        let key: VoxelKey = [0, 0, 0, 0];
        for (let d = 0; d < depth; d++) {
          key = childKey(key, (a * (d + 1) + b * d + c) % 8);
          keys.set(keyText(key), key);
        }
      }
      return Array.from(keys.values(), (key, i) => ({ key, offset: 1000 + 10 * i, byteSize: 10, pointCount: i + 1 }));
    });

  test('every entry stands in exactly one page, under the link to its subtree', () => {
    fc.assert(
      fc.property(tree, fc.integer({ min: 2, max: 20 }), (entries, pageEntries) => {
        const at = 5000;
        const { bytes, rootBytes } = writeHierarchy(entries, at, pageEntries);
        const found: unknown[] = [];
        let pageBytes = 0;
        const read = (offset: number, size: number, under: VoxelKey) => {
          pageBytes += size;
          for (const entry of parseHierarchyPage(bytes.subarray(offset - at, offset - at + size), offset)) {
            const [depth, x, y, z] = entry.key;
            const shift = 2 ** (depth - under[0]);
            expect([x, y, z].map((v) => Math.floor(v / shift))).toEqual(under.slice(1));
            if (entry.pointCount === -1) read(entry.offset, entry.byteSize, entry.key);
            else found.push(entry);
          }
        };
        read(at, rootBytes, [0, 0, 0, 0]);
        expect(pageBytes).toBe(bytes.length);
        const byKey = (list: unknown[]) => (list as typeof entries).toSorted((a, b) => compareKeys(a.key, b.key));
        expect(byKey(found)).toEqual(byKey(entries));
        if (entries.length <= pageEntries) expect(rootBytes).toBe(bytes.length);
      }),
      { numRuns: 150, seed: 20241 },
    );
  });
});
