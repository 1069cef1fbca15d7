import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import validator from 'gltf-validator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memorySource } from '#core/binary/memory-source.ts';
import { openCopc } from '#core/copc/copc.ts';
import { keyText } from '#core/copc/voxel-key.ts';
import { crsFromCode } from '#core/crs/crs.ts';
import { RequestError } from '#core/errors.ts';
import { createTileFrame } from '#core/export/tile-frame.ts';
import { openLas } from '#core/las/las-file.ts';
import { kernelDecoder } from '#worker/codec/kernel.ts';
import type { TranscodeNodeInput } from '#worker/jobs/transcode-node.ts';
import { indexDelivery } from '#worker/pipeline/index-delivery.ts';
import { createPool, type WorkerPool } from '#worker/pool.ts';
import { openStore } from '#worker/store/store.ts';
import { readPoints } from '../../viewer/streaming/decode/read-points.ts';
import { type DecodedPoints, decodeGlb } from '../helpers/decode-glb.ts';
import { buildLas, randomPoints } from '../helpers/las-builder.ts';
import { openWithCopcJs } from '../helpers/read-with-copc-js.ts';

const POINTS = 60_000;
let pool: WorkerPool;
let folder: string;
let path: string;
const crs = crsFromCode('EPSG:6676');

beforeAll(async () => {
  pool = createPool({ threads: 2 });
  folder = await mkdtemp(join(tmpdir(), 'tengun-transcode-'));
  const source = join(folder, '08NF2330.las');
  await writeFile(source, buildLas(randomPoints(POINTS, { format: 3 }), { format: 3, offset: [52000, -97200, 100] }));
  const store = openStore(join(folder, 'store'));
  const report = await indexDelivery([source], { collection: 'c' }, { store, pool });
  expect(report.items[0]).toMatchObject({ verdict: 'indexed' });
  path = store.dataPath(await store.getItem('c', report.items[0]!.id));
});
afterAll(async () => {
  await pool.close();
  await rm(folder, { recursive: true, force: true });
});

const transcode = (more: Partial<TranscodeNodeInput>) =>
  pool.run('transcode-node', { path, key: '0-0-0-0', format: 'glb', crs, geoidFile: null, ...more });

/** Every record of a node's LAZ file as text. */
async function lazPoints(more: Partial<TranscodeNodeInput>): Promise<string[]> {
  const { bytes } = await transcode({ format: 'laz', ...more });
  const { records, layout } = await readPoints(bytes, kernelDecoder);
  return Array.from({ length: records.length / layout.recordLength }, (_, point) =>
    Buffer.from(records.subarray(point * layout.recordLength, (point + 1) * layout.recordLength)).toString('hex'),
  );
}

describe('nodes of an indexed file', () => {
  test('as LAZ: all nodes together hold the records that npm copc reads from the item', async () => {
    const outside = await openWithCopcJs(path);
    let points = 0;
    for await (const { key, records } of outside.records()) {
      const { bytes, pointCount } = await transcode({ key, format: 'laz' });
      const las = await openLas(memorySource(bytes));
      expect(las.header.pointCount).toBe(pointCount);
      expect(las.wkt).toContain('JGD2011');
      expect(pointCount * las.header.pointDataRecordLength).toBe(records.length);
      points += pointCount;
    }
    await outside.close();
    expect(points).toBe(POINTS);
  });

  test.each(['ecef', 'local'] as const)(
    'as glTF points in the %s frame: valid, and as many as the hierarchy says',
    async (frame) => {
      const copc = await openCopc(memorySource(await readFile(path)));
      let points = 0;
      for (const node of (await copc.loadAllNodes()).values()) {
        const { bytes } = await transcode({ key: keyText(node.key), frame });
        expect((await validator.validateBytes(bytes)).issues.numErrors).toBe(0);
        const decoded = await decodeGlb(bytes);
        expect(decoded.count).toBe(node.pointCount);
        expect(decoded.colors).not.toBeNull();
        points += decoded.count;
      }
      expect(points).toBe(POINTS);
    },
  );

  test('the parts of a large leaf hold its points, the first ones spread over all of it', async () => {
    const attributes = (decoded: DecodedPoints) =>
      Array.from(
        { length: decoded.count },
        (_, i) =>
          `${decoded.classification[i]} ${decoded.intensity[i]} ${decoded.colors?.slice(4 * i, 4 * i + 3).join(' ')}`,
      );
    const span = ({ positions }: DecodedPoints, axis: number) => {
      const values = Array.from(positions).filter((_, i) => i % 3 === axis);
      return Math.max(...values) - Math.min(...values);
    };
    const whole = await decodeGlb((await transcode({ frame: 'local' })).bytes);
    const parts: DecodedPoints[] = [];
    for (let part = 0; part < 2; part++) parts.push(await decodeGlb((await transcode({ frame: 'local', part })).bytes));
    expect(parts.flatMap(attributes).sort()).toEqual(attributes(whole).sort());
    const [first] = parts as [DecodedPoints, DecodedPoints];
    expect(first.count).toBeGreaterThan(1000);
    expect(first.count).toBeLessThan(POINTS / 4);
    for (const axis of [0, 1]) expect(span(first, axis)).toBeGreaterThan(0.97 * span(whole, axis));
    await expect(transcode({ part: 2 })).rejects.toThrow('has 2 parts, no part 2');

    const all = await lazPoints({});
    const inParts = [await lazPoints({ part: 0 }), await lazPoints({ part: 1 })];
    expect(inParts.map(({ length }) => length)).toEqual(parts.map(({ count }) => count));
    expect(inParts.flat().sort()).toEqual(all.sort());
  });

  test('the local positions of the root are its records, to a millimetre', async () => {
    const copc = await openCopc(memorySource(await readFile(path)));
    const { center } = copc.info;
    const { transform } = createTileFrame('local', {
      crs,
      geoid: { name: '', fallback: false, accuracyM: 0, heightAt: () => 0 },
      center,
    });
    const decoded = await decodeGlb((await transcode({ frame: 'local' })).bytes);
    const outside = await openWithCopcJs(path);
    const root = (await outside.records().next()).value;
    await outside.close();
    const view = new DataView(root!.records.buffer, root!.records.byteOffset);
    const length = root!.records.length / decoded.count;
    const sorted = (values: number[]): number[] => values.sort((a, b) => a - b);
    const scale = [copc.header.scale, copc.header.offset] as const;
    for (let axis = 0; axis < 3; axis++) {
      const truth = sorted(
        Array.from(
          { length: decoded.count },
          (_, i) => view.getInt32(i * length + 4 * axis, true) * scale[0][axis]! + scale[1][axis]!,
        ),
      );
      const seen = sorted(
        Array.from({ length: decoded.count }, (_, i) => decoded.positions[3 * i + axis]! + transform[12 + axis]!),
      );
      seen.forEach((value, i) => {
        if (Math.abs(value - truth[i]!) > 0.001) throw new Error(`axis ${axis}: ${value} against ${truth[i]}`);
      });
    }
  });

  test('the same node gives the same bytes in any thread', async () => {
    const all = await Promise.all(Array.from({ length: 4 }, () => transcode({})));
    for (const { bytes } of all) expect(bytes).toEqual(all[0]!.bytes);
  });

  test('a node that is not there, and a key that is none, are NOT_FOUND', async () => {
    await expect(transcode({ key: '9-0-0-0' })).rejects.toThrow(RequestError);
    await expect(transcode({ key: '9-0-0-0' })).rejects.toThrow(/no node 9-0-0-0/);
    await expect(transcode({ key: '../secret' })).rejects.toThrow(/expected a node key/);
  });

  test('a missing geoid file is an error, not EGM96 in silence', async () => {
    await expect(transcode({ geoidFile: join(folder, 'no-geoid.tif') })).rejects.toThrow(/geoid file not found/);
  });
});
