/** Epochs, the pair that is compared, and how the picture is divided. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CompareAction,
  type CompareState,
  epochsOf,
  formatCompare,
  NO_COMPARE,
  nextEpoch,
  parseCompare,
  partPixels,
  pictureParts,
  reduceCompare,
  tickPlaces,
  viewCompare,
} from '../../../../viewer/state/compare.ts';

const at = (id: string, start: string | null, end: string | null = null) => ({ id, start, end });
const SURVEYS = [
  at('new', '2024-11-08T00:00:00Z'),
  at('undated', null),
  at('old', '2019-11-18T00:00:00Z', '2019-12-01T00:00:00Z'),
  at('old-mms', '2019-11-18T09:00:00Z'),
  at('end-only', null, '2021-07-03T00:00:00Z'),
];
const EPOCHS = epochsOf(SURVEYS);
const run = (actions: CompareAction[], start: CompareState = NO_COMPARE) =>
  actions.reduce((state, action) => reduceCompare(state, action, EPOCHS), start);

describe('epochsOf', () => {
  it('has one epoch a day, oldest first, without what has no date', () => {
    expect(EPOCHS).toEqual([
      { id: 'old', day: '2019-11-18', ids: ['old', 'old-mms'] },
      { id: 'end-only', day: '2021-07-03', ids: ['end-only'] },
      { id: 'new', day: '2024-11-08', ids: ['new'] },
    ]);
    expect(epochsOf([at('odd', 'someday')])).toEqual([]);
  });
});

describe('reduceCompare', () => {
  it('begins with the oldest against the newest', () => {
    expect(run([{ type: 'mode', mode: 'swipe' }])).toMatchObject({
      mode: 'swipe',
      left: 'old',
      right: 'new',
      split: 0.5,
    });
  });

  it('compares nothing where there are fewer than two days', () => {
    const one = epochsOf([at('a', '2019-01-01'), at('b', '2019-01-01')]);
    expect(reduceCompare(NO_COMPARE, { type: 'mode', mode: 'blink' }, one)).toBe(NO_COMPARE);
  });

  it('changes the sides when one is chosen as the other is', () => {
    const swipe = run([{ type: 'mode', mode: 'swipe' }]);
    expect(run([{ type: 'pair', right: 'old' }], swipe)).toMatchObject({ left: 'new', right: 'old' });
    expect(run([{ type: 'pair', left: 'end-only' }], swipe)).toMatchObject({ left: 'end-only', right: 'new' });
    expect(run([{ type: 'pair', left: 'nowhere' }], swipe)).toBe(swipe);
    expect(run([{ type: 'swap' }, { type: 'swap' }], swipe)).toEqual(swipe);
  });

  it('keeps the divider where it can be caught', () => {
    expect(run([{ type: 'split', split: -3 }]).split).toBe(0.02);
    expect(run([{ type: 'split', split: 1 }]).split).toBe(0.98);
    expect(run([{ type: 'split', split: Number.NaN }]).split).toBe(0.5);
  });

  it('takes turns in blinking, and starts still where it is told to', () => {
    const blink = run([{ type: 'mode', mode: 'blink' }]);
    expect(blink).toMatchObject({ shown: 'left', playing: true });
    expect(run([{ type: 'turn' }], blink).shown).toBe('right');
    expect(run([{ type: 'turn' }, { type: 'turn' }], blink)).toEqual(blink);
    expect(run([{ type: 'mode', mode: 'blink', playing: false }]).playing).toBe(false);
    expect(run([{ type: 'mode', mode: 'off' }], blink)).toMatchObject({ mode: 'off', playing: false });
  });
});

describe('what a view draws', () => {
  it('is nothing special without a pair', () => {
    expect(viewCompare(NO_COMPARE, EPOCHS)).toBeNull();
    expect(viewCompare({ ...NO_COMPARE, mode: 'swipe', left: 'old', right: 'gone' }, EPOCHS)).toBeNull();
  });

  it('is all collections of each day, side by side or one of them', () => {
    const swipe = viewCompare({ ...NO_COMPARE, mode: 'swipe', left: 'old', right: 'new', split: 0.25 }, EPOCHS);
    expect(swipe && pictureParts(swipe)).toEqual([
      { from: 0, to: 0.25, ids: ['old', 'old-mms'] },
      { from: 0.25, to: 1, ids: ['new'] },
    ]);
    const blink = viewCompare({ ...NO_COMPARE, mode: 'blink', left: 'old', right: 'new', shown: 'right' }, EPOCHS);
    expect(blink && pictureParts(blink)).toEqual([{ from: 0, to: 1, ids: ['new'] }]);
  });

  it('covers every pixel once, wherever the divider stands', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.02, max: 0.98, noNaN: true }),
        fc.integer({ min: 1, max: 8000 }),
        (split, width) => {
          const [left, right] = pictureParts({ mode: 'swipe', left: ['a'], right: ['b'], split, shown: 'left' }).map(
            (part) => partPixels(part, width),
          );
          expect(left?.x).toBe(0);
          expect(right?.x).toBe(left?.width);
          expect((left?.width ?? 0) + (right?.width ?? 0)).toBe(width);
        },
      ),
    );
  });
});

describe('nextEpoch', () => {
  const hiding = (...ids: string[]) => new Set(ids);
  it('starts at the first or last where several are shown, then goes around', () => {
    expect(nextEpoch(EPOCHS, hiding(), 1)?.id).toBe('old');
    expect(nextEpoch(EPOCHS, hiding(), -1)?.id).toBe('new');
    expect(nextEpoch(EPOCHS, hiding('end-only', 'new'), 1)?.id).toBe('end-only');
    expect(nextEpoch(EPOCHS, hiding('old', 'old-mms', 'end-only'), 1)?.id).toBe('old');
    expect(nextEpoch(EPOCHS, hiding('end-only', 'new'), -1)?.id).toBe('new');
  });
});

describe('tickPlaces', () => {
  it('are in proportion to time where there is room', () => {
    expect(tickPlaces([0, 25, 100], 0.1)).toEqual([0, 0.25, 1]);
    expect(tickPlaces([5], 0.1)).toEqual([0]);
  });

  it('keep their distance and stay on the bar', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 2, maxLength: 12 }), (times) => {
        const places = tickPlaces(
          [...times].sort((a, b) => a - b),
          0.08,
        );
        const gap = Math.min(0.08, 1 / (times.length - 1));
        for (const [index, place] of places.entries()) {
          expect(place).toBeGreaterThanOrEqual(0);
          expect(place).toBeLessThanOrEqual(1);
          const before = places[index - 1];
          if (before !== undefined) expect(place - before).toBeGreaterThanOrEqual(gap - 1e-9);
        }
      }),
    );
  });
});

describe('in the address', () => {
  it('comes back as it was written', () => {
    const swipe = { ...NO_COMPARE, mode: 'swipe', left: 'old', right: 'new', split: 0.3 } as const;
    expect(formatCompare(swipe)).toBe('swipe,old,new,0.3');
    expect({ ...NO_COMPARE, ...parseCompare('swipe,old,new,0.3') }).toEqual(swipe);
    expect(formatCompare({ ...swipe, mode: 'blink' })).toBe('blink,old,new');
    expect(formatCompare(NO_COMPARE)).toBeUndefined();
  });

  it.each([null, '', 'off,a,b', 'swipe', 'swipe,a', 'wipe,a,b'])('is nothing in %j', (text) => {
    expect(parseCompare(text)).toBeUndefined();
  });

  it('leaves out a divider that stands nowhere', () => {
    expect(parseCompare('swipe,a,b,7')).toEqual({ mode: 'swipe', left: 'a', right: 'b' });
    expect(parseCompare('swipe,a,b,')).toEqual({ mode: 'swipe', left: 'a', right: 'b' });
  });
});
