import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findGround } from '#core/ground/ground-points.ts';
import { addLowest, cellFrame, emptyCells, mergeLowest } from '#core/ground/lowest-grid.ts';
import { GROUND_DEFAULTS } from '#core/ground/parameters.ts';
import { groundPoints } from '../../helpers/made-terrain.ts';

const PARAMETERS = { ...GROUND_DEFAULTS, maxWindowM: 6 };
const row = fc.tuple(
  fc.double({ min: -20, max: 40, noNaN: true }),
  fc.double({ min: -30, max: 20, noNaN: true }),
  fc.double({ min: 0, max: 15, noNaN: true }),
);
const rows = fc.array(row, { minLength: 1, maxLength: 300 });

it('does not depend on the order of points', () => {
  fc.assert(
    fc.property(rows, fc.infiniteStream(fc.nat()), (given, keys) => {
      const order = given.map((_, i) => [keys.next().value ?? 0, i] as const).sort((a, b) => a[0] - b[0]);
      const shuffled = findGround(groundPoints(order.map(([, i]) => given[i]!)), PARAMETERS);
      const found = findGround(groundPoints(given), PARAMETERS);
      expect(Array.from(shuffled)).toEqual(order.map(([, i]) => found[i]));
    }),
    { numRuns: 100 },
  );
});

it('does not change its mind about points because of others above them', () => {
  fc.assert(
    fc.property(rows, fc.array(fc.tuple(fc.nat(), fc.double({ min: 0, max: 30, noNaN: true }))), (given, above) => {
      const more = above.map(([i, up]) => {
        const [e, n, h] = given[i % given.length]!;
        return [e, n, h + up] as const;
      });
      const found = findGround(groundPoints([...given, ...more]), PARAMETERS);
      expect(Array.from(found.subarray(0, given.length))).toEqual(
        Array.from(findGround(groundPoints(given), PARAMETERS)),
      );
    }),
    { numRuns: 100 },
  );
});

it('gives the same for points moved by whole cells', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 150 })),
        {
          minLength: 1,
          maxLength: 200,
        },
      ),
      (given) => {
        const at = (de: number, dn: number) =>
          Array.from(
            findGround(groundPoints(given.map(([e, n, h]) => [e / 8 + de, n / 8 + dn, h / 8] as const)), PARAMETERS),
          );
        expect(at(4096, -2048)).toEqual(at(0, 0));
      },
    ),
    { numRuns: 60 },
  );
});

it('finds the lowest points of parts and merges them into those of all', () => {
  const bounds = { minE: -20, minN: -30, maxE: 40, maxN: 20 };
  fc.assert(
    fc.property(rows, fc.nat({ max: 300 }), (given, cut) => {
      const frame = cellFrame(bounds, 1.5);
      const whole = emptyCells(frame);
      addLowest(whole, frame, groundPoints(given));
      const merged = emptyCells(frame);
      for (const part of [given.slice(0, cut), given.slice(cut)]) {
        // a part may reach beyond the whole on every side
        const partFrame = cellFrame({ minE: -25, minN: -31, maxE: 47, maxN: 33 }, 1.5);
        const cells = emptyCells(partFrame);
        addLowest(cells, partFrame, groundPoints(part));
        mergeLowest(merged, frame, cells, partFrame);
      }
      expect(Array.from(merged)).toEqual(Array.from(whole));
    }),
    { numRuns: 100 },
  );
});
