import { expect, test } from 'vitest';
import { storedFormat, storedLayout, upgradeRecords } from '#core/las/upgrade-records.ts';
import { buildLas, randomPoints, type TestPoint } from '../../../helpers/las-builder.ts';

const records = (points: readonly TestPoint[], format: number) => {
  const bytes = buildLas(points, { format });
  return bytes.subarray(new DataView(bytes.buffer).getUint32(96, true));
};
const layout = (format: number, length: number) => ({ pointDataRecordFormat: format, pointDataRecordLength: length });

test('every format finds the stored format that keeps its fields', () => {
  expect(Array.from({ length: 11 }, (_, format) => storedFormat(format))).toEqual([6, 6, 7, 7, 6, 7, 6, 7, 8, 6, 8]);
  expect(storedLayout(layout(3, 34 + 5))).toEqual(layout(7, 36 + 5));
  expect(storedLayout(layout(1, 28), 8)).toEqual(layout(8, 38));
});

test('every scan angle rank from −128 to 127 turns back into itself', () => {
  const points = Array.from({ length: 256 }, (_, i) => ({ ...randomPoints(1, { format: 1 })[0]!, scanAngle: i - 128 }));
  const out = upgradeRecords(records(points, 1), layout(1, 28), layout(6, 30));
  const view = new DataView(out.buffer);
  points.forEach((point, i) => {
    const steps = view.getInt16(30 * i + 18, true);
    expect(Math.round(steps * 0.006)).toBe(point.scanAngle);
    expect(Math.abs(steps * 0.006 - point.scanAngle)).toBeLessThanOrEqual(0.003);
  });
});

test('class 12 of old is class 1 with the overlap flag; other flags keep their places', () => {
  const base = randomPoints(1, { format: 0 })[0]!;
  const flags = { synthetic: 1, keyPoint: 0, withheld: 1 } as const;
  const out = upgradeRecords(
    records(
      [
        { ...base, ...flags, classification: 12 },
        { ...base, ...flags, classification: 2 },
      ],
      0,
    ),
    layout(0, 20),
    layout(6, 30),
  );
  expect(out[16]).toBe(1);
  expect(out[15]! & 0x0f).toBe(0b1101);
  expect(out[30 + 16]).toBe(2);
  expect(out[30 + 15]! & 0x0f).toBe(0b0101);
});

test('records that are stored already are passed on as they are', () => {
  const input = records(randomPoints(10, { format: 7 }), 7);
  expect(upgradeRecords(input, layout(7, 36), layout(7, 36))).toBe(input);
});
