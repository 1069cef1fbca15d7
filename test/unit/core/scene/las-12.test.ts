import { describe, expect, it } from 'vitest';
import { createSummary, encodeHeader, type PointRecord, writeRecord } from '#core/scene/las-12.ts';

const point: PointRecord = {
  eastMm: 52_123_456,
  northMm: -97_000_001,
  heightMm: 201_234,
  intensity: 1723,
  returnNumber: 2,
  returnCount: 3,
  edgeOfLine: true,
  classification: 5,
  scanAngleDeg: -12,
  sourceId: 103,
  gpsTimeS: 258_077_618.25,
  red: 10,
  green: 200,
  blue: 255,
};

describe('writeRecord', () => {
  it('lays the fields out as point format 3 does', () => {
    const bytes = new Uint8Array(2 * 34);
    const view = new DataView(bytes.buffer);
    writeRecord(view, 34, point, createSummary());
    expect(bytes.subarray(0, 34).every((byte) => byte === 0)).toBe(true);
    expect([view.getInt32(34, true), view.getInt32(38, true), view.getInt32(42, true)]).toEqual([
      52_123_456, -97_000_001, 201_234,
    ]);
    expect(view.getUint16(46, true)).toBe(1723);
    // return 2 of 3, scan direction 1, edge of flight line 1
    expect(view.getUint8(48)).toBe(2 | (3 << 3) | 0x40 | 0x80);
    expect(view.getUint8(49)).toBe(5);
    expect(view.getInt8(50)).toBe(-12);
    expect(view.getUint16(52, true)).toBe(103);
    expect(view.getFloat64(54, true)).toBe(258_077_618.25);
    expect([view.getUint16(62, true), view.getUint16(64, true), view.getUint16(66, true)]).toEqual([
      10 << 8,
      200 << 8,
      255 << 8,
    ]);
  });
});

describe('encodeHeader', () => {
  it('states what was written', () => {
    const summary = createSummary();
    const view = new DataView(new ArrayBuffer(34));
    writeRecord(view, 0, point, summary);
    writeRecord(view, 0, { ...point, eastMm: 52_000_000, returnNumber: 1, classification: 2 }, summary);
    const header = encodeHeader(summary, { year: 2019, dayOfYear: 322 });
    const head = new DataView(header.buffer);
    const text = String.fromCharCode(...header.subarray(0, 4));
    expect([text, header.byteLength, head.getUint8(24), head.getUint8(25)]).toEqual(['LASF', 227, 1, 2]);
    expect([head.getUint16(90, true), head.getUint16(92, true)]).toEqual([322, 2019]);
    // size, offset to points, no VLR, format 3, record length
    expect([head.getUint16(94, true), head.getUint32(96, true), head.getUint32(100, true)]).toEqual([227, 227, 0]);
    expect([head.getUint8(104), head.getUint16(105, true)]).toEqual([3, 34]);
    expect(head.getUint32(107, true)).toBe(2);
    expect([111, 115, 119, 123, 127].map((at) => head.getUint32(at, true))).toEqual([1, 1, 0, 0, 0]);
    expect([131, 139, 147, 155, 163, 171].map((at) => head.getFloat64(at, true))).toEqual([
      0.001, 0.001, 0.001, 0, 0, 0,
    ]);
    // max x, min x, max y, min y, max z, min z
    expect([179, 187, 195, 203, 211, 219].map((at) => head.getFloat64(at, true))).toEqual([
      52_123.456, 52_000, -97_000.001, -97_000.001, 201.234, 201.234,
    ]);
    expect([summary.byClass[2], summary.byClass[5]]).toEqual([1, 1]);
  });

  it('has no infinite bounds when there are no points', () => {
    const head = new DataView(encodeHeader(createSummary(), { year: 2019, dayOfYear: 1 }).buffer);
    for (let at = 179; at < 227; at += 8) expect(head.getFloat64(at, true)).toBe(0);
  });
});
