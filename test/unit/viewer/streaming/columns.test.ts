import { describe, expect, it } from 'vitest';
import { kernelDecoder } from '#worker/codec/kernel.ts';
import { columnsOf } from '../../../../viewer/streaming/decode/columns.ts';
import { readPoints } from '../../../../viewer/streaming/decode/read-points.ts';
import { packFlags, packReturns } from '../../../../viewer/streaming/point-tree.ts';
import { buildLas, randomPoints, type TestPoint } from '../../../helpers/las-builder.ts';
import { buildLaz } from '../../../helpers/laz-builder.ts';

const COUNT = 3000;
const OFFSET = [-52_000.25, 97_200.5, 100] as const;
const FEET = 1200 / 3937;

async function read(points: readonly TestPoint[], format: number, compressed: boolean) {
  const las = buildLas(points, { format, offset: OFFSET, extraBytes: 0 });
  const { records, layout } = await readPoints(compressed ? buildLaz(las) : las, kernelDecoder);
  return columnsOf(records, { ...layout, unitM: FEET, verticalUnitM: 1 });
}

const FORMATS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
/** Wave packets come in separate files; nodes never have them. */
const CODED = [0, 1, 2, 3, 6, 7, 8];

describe('columns', () => {
  it.each([...FORMATS.map((format) => [format, false] as const), ...CODED.map((format) => [format, true] as const)])(
    'hold every attribute of point format %i as it is stored (compressed: %s)',
    async (format, compressed) => {
      const points = randomPoints(COUNT, { format, seed: format + 1 });
      const { count, origin, position, colour, detail, time, timeBase, hasColour } = await read(
        points,
        format,
        compressed,
      );
      expect(count).toBe(COUNT);
      expect(hasColour).toBe([2, 3, 5, 7, 8, 10].includes(format));
      expect(time !== null).toBe(![0, 2].includes(format));
      for (const [at, point] of points.entries()) {
        const expected = [point.x * 0.001 + OFFSET[0], point.y * 0.001 + OFFSET[1], point.z * 0.001 + OFFSET[2]];
        for (const axis of [0, 1, 2] as const) {
          const metres = expected[axis]! * (axis < 2 ? FEET : 1);
          expect(Math.abs(position[3 * at + axis]! + origin[axis] - metres)).toBeLessThan(5e-5);
        }
        const extended = format >= 6;
        const flags =
          point.synthetic | (point.keyPoint << 1) | (point.withheld << 2) | (extended ? point.overlap << 3 : 0);
        expect([...detail.subarray(4 * at, 4 * at + 4)]).toEqual([
          point.intensity,
          point.pointSourceId,
          packReturns(point.returnNumber, point.numberOfReturns),
          packFlags(flags, extended ? point.scannerChannel : 0, point.userData),
        ]);
        expect(colour[4 * at + 3]).toBe(point.classification);
        if (hasColour) {
          expect([...colour.subarray(4 * at, 4 * at + 3)]).toEqual([point.red >> 8, point.green >> 8, point.blue >> 8]);
        }
        if (time) expect(Math.abs(time[at]! + timeBase - point.gpsTime)).toBeLessThan(0.05);
      }
    },
  );
});

describe('colours', () => {
  it('with 8 bits in 16 are not darkened', async () => {
    const points = randomPoints(10, { format: 2 }).map((point) => ({ ...point, red: 255, green: 7, blue: 0 }));
    const { colour } = await read(points, 2, false);
    expect([...colour.subarray(0, 3)]).toEqual([255, 7, 0]);
  });
});

describe('what is no node', () => {
  it('is refused with a typed error before memory is taken', async () => {
    const las = buildLas(randomPoints(10, { format: 6 }), { format: 6 });
    new DataView(las.buffer).setBigUint64(247, 10n ** 10n, true);
    await expect(readPoints(las, kernelDecoder)).rejects.toThrow(/10000000000/);
    await expect(readPoints(las.subarray(0, 100), kernelDecoder)).rejects.toThrow();
  });
});
