import { describe, expect, test } from 'vitest';
import { FormatError } from '#core/errors.ts';
import { className } from '#core/export/class-schema.ts';
import { writeGlb } from '#core/export/glb.ts';
import { readNodePoints } from '#core/export/node-points.ts';
import { detectColorBits, linearColors } from '#core/export/point-color.ts';
import { parseGlb } from '../../../helpers/decode-glb.ts';
import { nodeRecords } from '../../../helpers/node-records.ts';

describe('the GLB container', () => {
  test.each([0, 1, 2, 3, 4, 5])('chunks are padded to whole words: %i bytes of data', (size) => {
    const bin = Uint8Array.from({ length: size }, (_, i) => i + 1);
    const glb = writeGlb({ asset: { version: '2.0' }, n: 'x'.repeat(size) }, bin);
    expect(glb.length % 4).toBe(0);
    const parsed = parseGlb(glb);
    expect(parsed.gltf.asset.version).toBe('2.0');
    if (size > 0) expect([...parsed.bin.subarray(0, size)]).toEqual([...bin]);
  });

  test('text beyond ASCII survives', () => {
    const { gltf } = parseGlb(writeGlb({ asset: { version: '2.0', generator: '点群 é' } }, new Uint8Array()));
    expect(gltf.asset).toEqual({ version: '2.0', generator: '点群 é' });
  });
});

describe('point colour', () => {
  test('how a file stores colour is seen from its largest value', () => {
    expect(detectColorBits(null)).toBeNull();
    expect(detectColorBits(Uint16Array.of(0, 0, 0))).toBeNull();
    expect(detectColorBits(Uint16Array.of(0, 255, 3))).toBe(8);
    expect(detectColorBits(Uint16Array.of(0, 256, 3))).toBe(16);
  });

  test('8 bits, shifted by 8 and times 257 are the same colour', () => {
    const eight = [0, 10, 60, 128, 200, 255];
    const order = Uint32Array.of(1, 0);
    const seen = [
      linearColors(Uint16Array.from(eight), 8, order),
      linearColors(
        Uint16Array.from(eight, (v) => v << 8),
        16,
        order,
      ),
      linearColors(
        Uint16Array.from(eight, (v) => v * 257),
        16,
        order,
      ),
    ];
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
    // IEC 61966-2-1: 60 → 0.0452, 128 → 0.2159, 200 → 0.5776; 10 is on the straight part: 0.00304
    expect([...seen[0]!]).toEqual([55, 147, 255, 255, 0, 1, 12, 255]);
  });

  test('16-bit values in a file taken for 8 bits do not wrap round', () => {
    expect([...linearColors(Uint16Array.of(300, 255, 0), 8, Uint32Array.of(0))]).toEqual([255, 255, 0, 255]);
  });
});

describe('fields of node records', () => {
  test.each([6, 7, 8] as const)('format %i with extra bytes', (format) => {
    const records = nodeRecords({ count: 20, format, sideM: 10, extraBytes: 3 });
    const length = records.length / 20;
    const points = readNodePoints(
      records,
      { pointDataRecordFormat: format, pointDataRecordLength: length },
      { scale: [0.01, 0.1, 1], offset: [1, 2, 3] },
    );
    const view = new DataView(records.buffer);
    for (let point = 0; point < 20; point++) {
      expect(points.east[point]).toBe(view.getInt32(point * length, true) * 0.01 + 1);
      expect(points.north[point]).toBe(view.getInt32(point * length + 4, true) * 0.1 + 2);
      expect(points.height[point]).toBe(view.getInt32(point * length + 8, true) + 3);
      expect(points.intensity[point]).toBe(view.getUint16(point * length + 12, true));
      expect(points.classification[point]).toBe(records[point * length + 16]);
      if (format > 6) expect(points.rgb![3 * point + 2]).toBe(view.getUint16(point * length + 34, true));
    }
    expect(points.rgb === null).toBe(format === 6);
  });

  test('other formats and half records are errors', () => {
    const scale = { scale: [1, 1, 1], offset: [0, 0, 0] } as const;
    expect(() =>
      readNodePoints(new Uint8Array(40), { pointDataRecordFormat: 3, pointDataRecordLength: 34 }, scale),
    ).toThrow(FormatError);
    expect(() =>
      readNodePoints(new Uint8Array(67), { pointDataRecordFormat: 10, pointDataRecordLength: 67 }, scale),
    ).toThrow(/found 10/);
    expect(() =>
      readNodePoints(new Uint8Array(40), { pointDataRecordFormat: 6, pointDataRecordLength: 30 }, scale),
    ).toThrow(/40 bytes/);
  });

  test('class names', () => {
    expect([2, 9, 22, 23, 255].map(className)).toEqual([
      'ground',
      'water',
      'temporal_exclusion',
      'class_23',
      'class_255',
    ]);
  });
});
