import { expect, test } from 'vitest';
import { checksumText, emptySummary, mergeSummary, summarize } from '#core/las/point-summary.ts';
import { buildLas, randomPoints, type TestPoint } from '../../../helpers/las-builder.ts';

const LAYOUT = { pointDataRecordFormat: 7, pointDataRecordLength: 41 };
const POINTS = randomPoints(400, { format: 7, extraBytes: 5, seed: 77 });

function summary(points: readonly TestPoint[], change?: (records: Uint8Array) => void) {
  const bytes = buildLas(points, { format: 7, extraBytes: 5 });
  const records = bytes.slice(new DataView(bytes.buffer).getUint32(96, true));
  change?.(records);
  const result = emptySummary();
  summarize(result, records, LAYOUT);
  return result;
}

test('counts and ranges are those of the points', () => {
  const result = summary(POINTS);
  expect(result.pointCount).toBe(400);
  expect(result.position[2].min).toBe(Math.min(...POINTS.map((point) => point.z)));
  expect(result.position[2].sum).toBe(POINTS.reduce((sum, point) => sum + point.z, 0));
  expect(result.gpsTime.max).toBe(Math.max(...POINTS.map((point) => point.gpsTime)));
  expect(result.classCounts[POINTS[0]!.classification]).toBe(
    POINTS.filter((p) => p.classification === POINTS[0]!.classification).length,
  );
});

test('the checksum does not depend on the order or on how the points are split', () => {
  const whole = checksumText(summary(POINTS));
  expect(checksumText(summary(POINTS.toReversed()))).toBe(whole);
  const parts = summary(POINTS.slice(0, 123));
  mergeSummary(parts, summary(POINTS.slice(123)));
  expect(checksumText(parts)).toBe(whole);
});

test('every flipped bit of a record changes the checksum', () => {
  const points = POINTS.slice(0, 3);
  const whole = checksumText(summary(points));
  for (let bit = 0; bit < LAYOUT.pointDataRecordLength * 8; bit++) {
    const flipped = summary(points, (records) => {
      records[LAYOUT.pointDataRecordLength + (bit >> 3)]! ^= 1 << (bit & 7);
    });
    expect(checksumText(flipped), `bit ${bit}`).not.toBe(whole);
  }
});

test('a lost point and a doubled point change the checksum; two doubled points do not cancel out', () => {
  const whole = checksumText(summary(POINTS));
  expect(checksumText(summary(POINTS.slice(1)))).not.toBe(whole);
  expect(checksumText(summary([...POINTS, POINTS[5]!]))).not.toBe(whole);
  expect(checksumText(summary([...POINTS, POINTS[5]!, POINTS[5]!]))).not.toBe(whole);
});
