import validator from 'gltf-validator';
import { MeshoptEncoder } from 'meshoptimizer';
import proj4 from 'proj4';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Crs, crsFromCode } from '#core/crs/crs.ts';
import type { Geoid } from '#core/crs/geoid.ts';
import { encodeNodeGlb, type NodeGlbOptions, type VertexPacker } from '#core/export/node-glb.ts';
import { type NodePoints, readNodePoints } from '#core/export/node-points.ts';
import { createTileFrame, type FrameKind } from '#core/export/tile-frame.ts';
import { decodeGlb, parseGlb } from '../../../helpers/decode-glb.ts';
import { nodeRecords } from '../../../helpers/node-records.ts';

const pack: VertexPacker = (bytes, count, stride) =>
  MeshoptEncoder.encodeGltfBuffer(bytes, count, stride, 'ATTRIBUTES');
const zone8 = crsFromCode('EPSG:6676+6695');
/** A geoid that leans, so that a mistake in its place shows. */
const leaning: Geoid = {
  name: 'TEST',
  fallback: false,
  accuracyM: 0,
  heightAt: (lon, lat) => 40 + 0.3 * (lon - 138) - 0.2 * (lat - 35),
};
const PLACE: readonly [number, number, number] = [52000, -97200, 200];

function points(sideM: number, options: { count?: number; format?: 6 | 7 | 8; colorMax?: number } = {}): NodePoints {
  const { count = 3000, format = 7, colorMax = 65535 } = options;
  const records = nodeRecords({ count, format, sideM, colorMax });
  const layout = { pointDataRecordFormat: format, pointDataRecordLength: { 6: 30, 7: 36, 8: 38 }[format] };
  return readNodePoints(records, layout, { scale: [0.001, 0.001, 0.001], offset: PLACE });
}

function options(kind: FrameKind, more: Partial<NodeGlbOptions> & { crs?: Crs } = {}): NodeGlbOptions {
  const { crs = zone8, ...rest } = more;
  return {
    frame: createTileFrame(kind, { crs, geoid: leaning, center: [52200, -97050, 220] }),
    colorBits: 16,
    pack,
    ...rest,
  };
}

/** The truth of a point by proj4 alone: zone VIII → longitude, latitude → plus geoid → earth-centred. */
const toDegrees = proj4(zone8.proj4, '+proj=longlat +datum=WGS84');
const toEcef = proj4('+proj=longlat +datum=WGS84', '+proj=geocent +datum=WGS84 +units=m');
function ecefOf({ east, north, height }: NodePoints, point: number): number[] {
  const [lon, lat] = toDegrees.forward([east[point]!, north[point]!]) as [number, number];
  return toEcef.forward([lon, lat, height[point]! + leaning.heightAt(lon, lat)]);
}

const apply = (m: readonly number[], [x, y, z]: readonly [number, number, number]): number[] =>
  [0, 1, 2].map((row) => m[row]! * x + m[4 + row]! * y + m[8 + row]! * z + m[12 + row]!);

/** Pairs every decoded point with the nearest source point that is still free. */
function sourceOrder(
  source: NodePoints,
  placed: Float64Array,
  decoded: { positions: Float64Array; count: number },
): number[] {
  const cell = (a: number, b: number, c: number): string => [a, b, c].map((v) => Math.round(v * 4)).join();
  const byCell = new Map<string, number[]>();
  for (let point = 0; point < source.count; point++) {
    const key = cell(placed[3 * point]!, placed[3 * point + 1]!, placed[3 * point + 2]!);
    byCell.set(key, [...(byCell.get(key) ?? []), point]);
  }
  const free = new Set(Array.from({ length: source.count }, (_, i) => i));
  return Array.from({ length: decoded.count }, (_, at) => {
    const own = [decoded.positions[3 * at]!, decoded.positions[3 * at + 1]!, decoded.positions[3 * at + 2]!] as const;
    let best = -1;
    let bestDistance = Number.POSITIVE_INFINITY;
    for (const dx of [-0.1, 0.1])
      for (const dy of [-0.1, 0.1])
        for (const dz of [-0.1, 0.1])
          for (const point of byCell.get(cell(own[0] + dx, own[1] + dy, own[2] + dz)) ?? []) {
            const distance = Math.hypot(
              placed[3 * point]! - own[0],
              placed[3 * point + 1]! - own[1],
              placed[3 * point + 2]! - own[2],
            );
            if (free.has(point) && distance < bestDistance) [best, bestDistance] = [point, distance];
          }
    free.delete(best);
    return best;
  });
}

beforeAll(() => MeshoptEncoder.ready);

describe('a node as glTF points', () => {
  // from a leaf to the root of a merged item: 16 bits fine, 16 bits coarse, floats, floats in blocks
  test.each([10, 31, 60, 70, 400, 7000, 30_000])(
    'ecef, cube of %i m: every point within 1 mm of proj4 and geoid',
    async (sideM) => {
      const source = points(sideM);
      const { frame } = options('ecef');
      const decoded = await decodeGlb(encodeNodeGlb(source, options('ecef')));
      expect(decoded.count).toBe(source.count);
      const order = sourceOrder(source, frame.place(source), decoded);
      let worstM = 0;
      for (let at = 0; at < decoded.count; at++) {
        const [x, y, z] = ecefOf(source, order[at]!) as [number, number, number];
        const [sx, sy, sz] = apply(frame.transform, [
          decoded.positions[3 * at]!,
          decoded.positions[3 * at + 1]!,
          decoded.positions[3 * at + 2]!,
        ]);
        worstM = Math.max(worstM, Math.hypot(x - sx!, y - sy!, z - sz!));
        expect(decoded.classification[at]).toBe(source.classification[order[at]!]);
        expect(decoded.intensity[at]).toBe(source.intensity[order[at]!]);
      }
      expect(worstM).toBeLessThan(0.001);
      expect(worstM).toBeGreaterThan(0);
    },
  );

  test.each([10, 60, 400, 30_000])('local, cube of %i m: every point within 1 mm of its coordinates', async (sideM) => {
    const source = points(sideM);
    const { frame } = options('local');
    const decoded = await decodeGlb(encodeNodeGlb(source, options('local')));
    const order = sourceOrder(source, frame.place(source), decoded);
    for (let at = 0; at < decoded.count; at++) {
      const point = order[at]!;
      const [e, n, h] = apply(frame.transform, [
        decoded.positions[3 * at]!,
        decoded.positions[3 * at + 1]!,
        decoded.positions[3 * at + 2]!,
      ]);
      expect(Math.hypot(e! - source.east[point]!, n! - source.north[point]!, h! - source.height[point]!)).toBeLessThan(
        0.001,
      );
    }
  });

  test('packed and plain files hold the same points in the same order', async () => {
    for (const sideM of [20, 500]) {
      const source = points(sideM);
      const [packed, plain] = [
        encodeNodeGlb(source, options('ecef')),
        encodeNodeGlb(source, options('ecef', { pack: null })),
      ];
      expect(await decodeGlb(packed)).toEqual(await decodeGlb(plain));
      expect(packed.length).toBeLessThan(0.9 * plain.length);
    }
  });

  test('the validator finds no error, packed or plain, at any size, with and without colour, and without points', async () => {
    for (const kind of ['ecef', 'local'] as const) {
      for (const source of [
        points(20),
        points(400),
        points(30_000, { count: 500 }),
        points(20, { format: 6 }),
        points(20, { format: 8 }),
        points(20, { count: 1 }),
        points(20, { count: 0 }),
      ]) {
        for (const packer of [pack, null]) {
          const report = await validator.validateBytes(encodeNodeGlb(source, options(kind, { pack: packer })));
          expect(report.issues.messages.filter(({ severity }) => severity === 0)).toEqual([]);
          const warnings = report.issues.messages.filter(({ severity }) => severity === 1).map(({ code }) => code);
          expect(warnings).toEqual([]);
        }
      }
    }
  });

  test('extensions are named: required are those without which positions cannot be read', () => {
    const required = (sideM: number, packer: VertexPacker | null) =>
      parseGlb(encodeNodeGlb(points(sideM), options('ecef', { pack: packer }))).gltf.extensionsRequired;
    expect(required(20, pack)).toEqual(['EXT_meshopt_compression', 'KHR_mesh_quantization']);
    expect(required(400, pack)).toEqual(['EXT_meshopt_compression']);
    expect(required(20, null)).toEqual(['KHR_mesh_quantization']);
    expect(required(400, null)).toBeUndefined();
    const { gltf } = parseGlb(encodeNodeGlb(points(20), options('ecef')));
    expect(gltf.extensionsUsed).toEqual([
      'EXT_meshopt_compression',
      'EXT_structural_metadata',
      'KHR_materials_unlit',
      'KHR_mesh_quantization',
    ]);
    expect(gltf.meshes![0]!.primitives[0]!.mode).toBe(0);
  });

  test('streams are aligned as meshopt and WebGL ask: whole words everywhere', () => {
    const { gltf, bin } = parseGlb(encodeNodeGlb(points(20, { count: 1001 }), options('ecef')));
    expect(gltf.buffers).toHaveLength(2);
    expect(gltf.buffers![1]!.extensions).toEqual({ EXT_meshopt_compression: { fallback: true } });
    for (const view of gltf.bufferViews!) {
      const packed = view.extensions!.EXT_meshopt_compression;
      expect([view.byteOffset % 4, view.byteStride % 4, packed.byteOffset % 4]).toEqual([0, 0, 0]);
      expect(packed).toMatchObject({ count: 1001, byteStride: view.byteStride, mode: 'ATTRIBUTES' });
      expect(view.byteLength).toBe(view.byteStride * 1001);
      expect(packed.byteOffset + packed.byteLength).toBeLessThanOrEqual(bin.length);
    }
  });

  test('the class names of the data stand in the schema, also those that the standard does not know', () => {
    const source = points(20);
    source.classification[7] = 211;
    const { gltf } = parseGlb(encodeNodeGlb(source, options('ecef')));
    const { values } = gltf.extensions!.EXT_structural_metadata.schema.enums.asprs_class!;
    expect(values).toContainEqual({ name: 'ground', value: 2 });
    expect(values).toContainEqual({ name: 'class_211', value: 211 });
  });

  test('colour: linear, eight bits, and left out where the file has none', async () => {
    const colored = points(20);
    colored.rgb!.fill(188 * 257);
    // sRGB 188 is half of the light: 0.5029 in linear terms
    expect([...(await decodeGlb(encodeNodeGlb(colored, options('ecef')))).colors!.subarray(0, 4)]).toEqual([
      128, 128, 128, 255,
    ]);
    expect((await decodeGlb(encodeNodeGlb(colored, options('ecef', { colorBits: null })))).colors).toBeNull();
    expect((await decodeGlb(encodeNodeGlb(points(20, { format: 6 }), options('ecef')))).colors).toBeNull();
  });

  test('the same points give the same bytes', () => {
    expect(encodeNodeGlb(points(50), options('ecef'))).toEqual(encodeNodeGlb(points(50), options('ecef')));
  });

  test('feet: horizontal and vertical units are turned into metres separately', async () => {
    const feet: Crs = {
      ...zone8,
      horizontalUnitM: 0.3048,
      verticalUnitM: 1200 / 3937,
      proj4: zone8.proj4.replace('+units=m', '+units=ft'),
    };
    const source = points(100, { count: 50 });
    const { frame } = options('local', { crs: feet });
    const decoded = await decodeGlb(encodeNodeGlb(source, options('local', { crs: feet })));
    const east = Array.from(
      { length: 50 },
      (_, at) => apply(frame.transform, [decoded.positions[3 * at]!, 0, 0])[0]!,
    ).sort((a, b) => a - b);
    const expected = [...source.east].map((e) => e * 0.3048).sort((a, b) => a - b);
    east.forEach((e, at) => {
      expect(Math.abs(e - expected[at]!)).toBeLessThan(0.001);
    });
  });
});
