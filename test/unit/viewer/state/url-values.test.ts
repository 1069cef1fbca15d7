import { describe, expect, it } from 'vitest';
import { classesIn, numberIn, oneOf, readNumbers, readRange } from '../../../../viewer/state/url-values.ts';

describe('values of the address', () => {
  it('takes numbers within their limits, the limits too', () => {
    expect([numberIn('2.5', 0, 5), numberIn(' 0 ', 0, 5), numberIn('5', 0, 5)]).toEqual([2.5, 0, 5]);
    for (const text of [null, undefined, '', ' ', 'x', '5.01', '-1', 'NaN', 'Infinity', '1,2']) {
      expect(numberIn(text, 0, 5)).toBeUndefined();
    }
  });

  it('takes lists of numbers whole or not at all', () => {
    expect(readNumbers('1, -2.5,3e2', 3)).toEqual([1, -2.5, 300]);
    for (const text of [null, '', '1,2', '1,2,3,4', '1,,3', '1,x,3', '1,Infinity,3']) {
      expect(readNumbers(text, 3)).toBeNull();
    }
    expect(readRange('1,2')).toEqual([1, 2]);
    for (const text of ['2,1', '1,1', '1', 'a,b', null]) expect(readRange(text)).toBeNull();
  });

  it('takes codes of classes once and sorted, and words of a set', () => {
    expect(classesIn('6,2, 2,255')).toEqual([2, 6, 255]);
    expect([classesIn(','), classesIn(null)]).toEqual([[], []]);
    for (const text of ['256', '-1', '1.5', '2,x']) expect(classesIn(text)).toBeUndefined();
    expect([oneOf(['a', 'b'], 'b'), oneOf(['a', 'b'], 'c'), oneOf(['a'], null)]).toEqual(['b', undefined, undefined]);
  });
});
