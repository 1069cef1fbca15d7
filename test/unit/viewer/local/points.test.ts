/** Point files of the user: read through slices, thinned within a bound, as trees that hold every point once. */
import { describe, expect, it } from 'vitest';
import { crsFromCode } from '#core/crs/crs.ts';
import { FormatError, TengunError } from '#core/errors.ts';
import { kernelDecoder, kernelEncoder } from '#worker/codec/kernel.ts';
import { blobSource } from '../../../../viewer/local/blob-source.ts';
import { type Placing, placingOf } from '../../../../viewer/local/placing.ts';
import { pointTreeOf } from '../../../../viewer/local/point-tree-of.ts';
import { openPointFile } from '../../../../viewer/local/points/point-file.ts';
import { type ReadPoints, readFar, readPointFile } from '../../../../viewer/local/points/read-file.ts';
import { KEPT_BYTES, keepEvery, keptOf } from '../../../../viewer/local/points/sample.ts';
import { deviceLimits } from '../../../../viewer/streaming/device-limits.ts';
import type { PointColumns, PointNode } from '../../../../viewer/streaming/point-tree.ts';
import { buildLas, randomPoints, type TestPoint } from '../../../helpers/las-builder.ts';
import { buildCopc, buildLaz } from '../../../helpers/laz-builder.ts';

const ZONE_8 = crsFromCode('EPSG:6676');
const SITE = { proj4: ZONE_8.proj4, unitM: 1, geoidHeightM: 40 };
const HERE = placingOf(ZONE_8, SITE);
const OFFSET = [52_000, -97_200, 100] as const;

const opened = (bytes: Uint8Array) => openPointFile(blobSource(new Blob([bytes as Uint8Array<ArrayBuffer>])));

/** Along a strip, so that chunks lie one behind the other as in a flight. */
function strip(count: number, format: number): TestPoint[] {
  return randomPoints(count, { format, seed: 7 }).map((point, i) => ({
    ...point,
    x: Math.round((i / count) * 400_000),
  }));
}

/** Every position of a tree, tenths of a millimetre. */
async function positionsOf(root: PointNode): Promise<string[]> {
  const found: string[] = [];
  const visit = async (node: PointNode): Promise<void> => {
    const columns = node.load && (await node.load(new AbortController().signal));
    if (columns) found.push(...textsOf(columns));
    for (const child of node.children) await visit(child);
  };
  await visit(root);
  return found.sort();
}

function textsOf({ count, position, origin, detail }: PointColumns): string[] {
  return Array.from({ length: count }, (_, i) => {
    const at = (axis: number) => (origin[axis]! + position[3 * i + axis]!).toFixed(3);
    return `${at(0)} ${at(1)} ${at(2)} ${detail[4 * i]}`;
  });
}

const truthOf = (points: readonly TestPoint[]) =>
  points
    .map(({ x, y, z, intensity }) => {
      const at = [x, y, z].map((value, axis) => (value * 0.001 + OFFSET[axis]!).toFixed(3));
      return `${at.join(' ')} ${intensity}`;
    })
    .sort();

async function readAll(bytes: Uint8Array, pointLimit: number, placing: Placing = HERE) {
  const file = await opened(bytes);
  const read = await readPointFile(file, { placing, decoder: kernelDecoder, pointLimit });
  const tree = pointTreeOf('file', read, (node, signal) =>
    readFar(file, node, read.every, { placing, decoder: kernelDecoder, signal }),
  );
  return { file, read, tree };
}

describe('a file that fits', () => {
  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])('has every point of format %i once, LAS and LAZ', async (format) => {
    const points = randomPoints(2_500, { format });
    const las = buildLas(points, { format });
    for (const bytes of [las, buildLaz(las, { chunkPoints: [700] })]) {
      const { read, tree } = await readAll(bytes, 1e6);
      expect(read).toMatchObject({ kept: 2_500, every: 1, isWhole: true, outside: 0, far: [] });
      expect(await positionsOf(tree)).toEqual(truthOf(points));
    }
  });

  it('is told as LAS, LAZ or COPC, with the system of its records', async () => {
    const las = buildLas(randomPoints(50, { format: 6 }), { format: 6, wkt: ZONE_8.wkt });
    expect(await opened(las)).toMatchObject({ format: 'LAS', problem: null, crs: { code: 'EPSG:6676' } });
    expect(await opened(buildLaz(las))).toMatchObject({ format: 'LAZ', crs: { code: 'EPSG:6676' } });
    expect(await opened(buildLas([], { format: 0 }))).toMatchObject({ format: 'LAS', crs: null, problem: null });
  });

  it('says why a broken record of its system is of no use', async () => {
    const las = buildLas(randomPoints(5, { format: 6 }), { format: 6, wkt: 'PROJCS["broken"' });
    const { crs, problem } = await opened(las);
    expect(crs).toBeNull();
    expect(problem).toMatch(/WKT/i);
  });
});

describe('a file that is too large', () => {
  it('keeps one in k: the bound holds whatever the numbers', () => {
    for (const [count, limit] of [
      [10, 3],
      [100, 100],
      [1e9, 5e6],
      [1, 1],
      [7, 0],
    ] as const) {
      const every = keepEvery(count, limit);
      expect(Math.ceil(count / every)).toBeLessThanOrEqual(Math.max(1, limit));
    }
    expect([...keptOf(5, 10, 4, true)]).toEqual([3, 7]);
    expect([...keptOf(5, 10, 4, false)]).toEqual([0, 1, 2, 4, 5, 6, 8, 9]);
  });

  it.each(['LAS', 'LAZ'])('shows one in k from afar and all of them near, each once: %s', async (kind) => {
    const points = strip(120_000, 6);
    const las = buildLas(points, { format: 6 });
    const { read, tree } = await readAll(kind === 'LAS' ? las : buildLaz(las, { chunkPoints: [10_000] }), 9_000);
    expect(read.every).toBe(14);
    expect(read.kept).toBe(Math.ceil(120_000 / 14));
    expect(read.isWhole).toBe(kind === 'LAZ');
    if (kind === 'LAZ') expect(await positionsOf(tree)).toEqual(truthOf(points));
    else expect(await positionsOf(tree)).toEqual(truthOf(points.filter((_, i) => i % 14 === 0)));
  });

  it('of 600 MB on a phone is read slice by slice, within the memory of the device', async () => {
    const count = 20_000_000;
    const head = buildLas(randomPoints(50_000, { format: 6 }), { format: 6 });
    const begin = new DataView(head.buffer).getUint32(96, true);
    const block = head.slice(begin);
    new DataView(head.buffer).setBigUint64(247, BigInt(count), true);
    // four kilometres
    new DataView(head.buffer).setFloat64(179, OFFSET[0] + 4_000, true);
    let largest = 0;
    const source = {
      sizeBytes: begin + count * 30,
      async read(from: number, to: number) {
        largest = Math.max(largest, to - from);
        if (to <= begin) return head.slice(from, to);
        // the same block of points again and again, ten metres farther each time
        const bytes = block.slice(0, to - from);
        const view = new DataView(bytes.buffer);
        const shift = Math.floor((from - begin) / block.length) * 10_000;
        for (let at = 0; at < bytes.length; at += 30)
          view.setInt32(at, shift + (view.getInt32(at, true) % 10_000), true);
        return bytes;
      },
    };
    const { capBytes } = deviceLimits({ isTouch: true, memoryGiB: 4, askedMiB: undefined });
    const pointLimit = Math.floor((0.25 * capBytes) / KEPT_BYTES);
    const read = await readPointFile(await openPointFile(source), {
      placing: HERE,
      decoder: kernelDecoder,
      pointLimit,
    });
    expect(largest).toBeLessThanOrEqual(50_000 * 30);
    expect(read).toMatchObject({ every: 12, isWhole: true, pointCount: count });
    expect(read.kept).toBe(Math.ceil(count / 12));
    expect(read.kept).toBeLessThanOrEqual(pointLimit);
    expect(read.far.length).toBe(400);
    expect(read.box[3] - read.box[0]).toBeCloseTo(4_000, 0);
  });

  it('does not go back to a file whose chunks lie everywhere', async () => {
    const las = buildLas(randomPoints(20_000, { format: 6 }), { format: 6 });
    const { read } = await readAll(buildLaz(las, { chunkPoints: [1_000] }), 2_000);
    expect(read).toMatchObject({ every: 10, kept: 2_000, isWhole: false, far: [] });
  });

  it('tells its progress and stops when asked', async () => {
    const file = await opened(buildLaz(buildLas(strip(5_000, 6), { format: 6 }), { chunkPoints: [500] }));
    const told: number[] = [];
    const stop = new AbortController();
    const reading = readPointFile(file, {
      placing: HERE,
      decoder: kernelDecoder,
      pointLimit: 1e6,
      signal: stop.signal,
      onProgress: (points) => {
        told.push(points);
        if (points >= 2_000) stop.abort();
      },
    });
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
    expect(told).toEqual([500, 1_000, 1_500, 2_000]);
  });
});

describe('the tree of an overview', () => {
  it('has small nodes, boxes within their parents, and finer gaps below', async () => {
    const { read } = await readAll(buildLas(randomPoints(150_000, { format: 0 }), { format: 0 }), 1e6);
    expect(read.nodes.length).toBeGreaterThan(5);
    for (const { parent, box, errorM, columns } of read.nodes) {
      expect(columns.count).toBeLessThanOrEqual(30_000);
      const above = read.nodes[parent];
      if (!above) continue;
      expect(above.errorM).toBeGreaterThan(errorM);
      for (let axis = 0; axis < 3; axis++) {
        expect(box[axis]).toBeGreaterThanOrEqual(above.box[axis]!);
        expect(box[axis + 3]).toBeLessThanOrEqual(above.box[axis + 3]!);
      }
    }
  });
});

describe('COPC', () => {
  it('is read node by node from slices of the file, each point once', async () => {
    const points = randomPoints(6_000, { format: 7 });
    const las = buildLas(points, { format: 7 });
    const bytes = buildCopc(las, ZONE_8.wkt, [2_000, 1_500, 1_500, 1_000], kernelEncoder);
    const reads: number[] = [];
    const source = blobSource(new Blob([bytes as Uint8Array<ArrayBuffer>]));
    const counted = {
      ...source,
      read: (begin: number, end: number) => {
        reads.push(end - begin);
        return source.read(begin, end);
      },
    };
    const file = await openPointFile(counted);
    expect(file).toMatchObject({ format: 'COPC', crs: { code: 'EPSG:6676' } });
    const read: ReadPoints = await readPointFile(file, { placing: HERE, decoder: kernelDecoder, pointLimit: 10 });
    expect(read).toMatchObject({ pointCount: 6_000, kept: 6_000, isWhole: true, nodes: [] });
    expect(read.far.map(({ parent }) => parent)).toEqual([-1, 0, 0, 0]);
    // header, records, pages and the root: not the file
    expect(reads.reduce((sum, size) => sum + size, 0)).toBeLessThan(bytes.length);
    const options = { placing: HERE, decoder: kernelDecoder };
    const tree = pointTreeOf('file', read, (node) => readFar(file, node, read.every, options));
    expect(await positionsOf(tree)).toEqual(truthOf(points));
  });
});

describe('the place of a file', () => {
  it('takes feet to metres, and heights off the ellipsoid', async () => {
    const points = randomPoints(100, { format: 0 });
    const feet = { ...ZONE_8, horizontalUnitM: 0.3048, verticalUnitM: 0.3048, ellipsoidalHeights: true };
    const { read } = await readAll(buildLas(points, { format: 0 }), 1e6, placingOf(feet, SITE));
    const highest = Math.max(...points.map(({ z }) => z * 0.001 + OFFSET[2])) * 0.3048 - 40;
    const east = Math.max(...points.map(({ x }) => x * 0.001 + OFFSET[0])) * 0.3048;
    expect(read.box[5]).toBeCloseTo(highest, 3);
    expect(read.box[3]).toBeCloseTo(east, 3);
  });

  it('moves another zone to the site by way of degrees', async () => {
    const points = randomPoints(200, { format: 6 });
    const zone9 = crsFromCode('EPSG:6677');
    const there = await readAll(buildLas(points, { format: 6 }), 1e6, placingOf(zone9, SITE));
    const back = placingOf(ZONE_8, { ...SITE, proj4: zone9.proj4 });
    const { createPlacer } = await import('../../../../viewer/local/placing.ts');
    const [east, north] = createPlacer(back)(there.read.box[0], there.read.box[1]);
    const own = points.map(({ x, y }) => [x * 0.001 + OFFSET[0], y * 0.001 + OFFSET[1]] as const);
    // the planes are turned against each other by a degree: the corner of the box is near, not equal
    expect(Math.abs(east - Math.min(...own.map(([e]) => e)))).toBeLessThan(8);
    expect(Math.abs(north - Math.min(...own.map(([, n]) => n)))).toBeLessThan(8);
  });
});

describe('a corrupt file', () => {
  it('is a typed error that says what was expected and seen', async () => {
    const las = buildLas(randomPoints(500, { format: 6 }), { format: 6 });
    await expect(opened(las.slice(0, 9_000))).rejects.toThrow(/promises 500 points, the file holds/);
    await expect(opened(new Uint8Array(2_000))).rejects.toBeInstanceOf(FormatError);
    await expect(opened(new Uint8Array(0))).rejects.toBeInstanceOf(TengunError);
    const laz = buildLaz(las, { chunkPoints: [100] });
    await expect(opened(laz.slice(0, laz.length - 20))).rejects.toBeInstanceOf(TengunError);
  });

  it('never throws anything but typed errors, whatever byte is wrong', async () => {
    const laz = buildLaz(buildLas(randomPoints(300, { format: 6 }), { format: 6 }), { chunkPoints: [100] });
    for (let at = 0; at < laz.length; at += 37) {
      const bytes = laz.slice();
      bytes[at] = bytes[at]! ^ 0x5a;
      try {
        await readAll(bytes, 1e5);
      } catch (error) {
        if (!(error instanceof TengunError)) throw new Error(`byte ${at}: ${String(error)}`);
      }
    }
  });
});
