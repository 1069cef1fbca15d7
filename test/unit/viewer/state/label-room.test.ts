import { describe, expect, it } from 'vitest';
import { createLabelRoom } from '../../../../viewer/state/shapes/label-room.ts';
import { seededRandom } from '../../../helpers/seeded-random.ts';

describe('room for labels', () => {
  it('is given once', () => {
    const room = createLabelRoom(400, 300);
    expect(room.claim(10, 10, 60, 30)).toBe(true);
    expect(room.claim(40, 20, 90, 40)).toBe(false);
    expect(room.claim(100, 10, 150, 30)).toBe(true);
  });

  it('ends at the edges of the screen', () => {
    const room = createLabelRoom(400, 300);
    expect(room.claim(-80, 10, -10, 30)).toBe(false);
    expect(room.claim(410, 10, 460, 30)).toBe(false);
    expect(room.claim(-20, 10, 30, 30)).toBe(true);
    expect(room.claim(0, 12, 10, 20)).toBe(false);
    expect(room.claim(Number.NaN, 10, 30, 30)).toBe(false);
  });

  it('never lets two labels overlap, whatever comes', () => {
    const random = seededRandom(7);
    for (let round = 0; round < 50; round++) {
      const room = createLabelRoom(800, 600);
      const placed: number[][] = [];
      for (let label = 0; label < 300; label++) {
        const [x, y] = [random.uniform() * 900 - 50, random.uniform() * 700 - 50];
        const box = [x, y, x + 10 + random.uniform() * 80, y + 20];
        if (room.claim(box[0]!, box[1]!, box[2]!, box[3]!)) placed.push(box);
      }
      expect(placed.length).toBeGreaterThan(20);
      for (const [i, a] of placed.entries()) {
        for (const b of placed.slice(i + 1)) {
          const apart = a[2]! <= b[0]! || b[2]! <= a[0]! || a[3]! <= b[1]! || b[3]! <= a[1]!;
          expect(apart).toBe(true);
        }
      }
    }
  });
});
