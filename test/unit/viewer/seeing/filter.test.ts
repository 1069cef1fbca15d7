/** The filter of points: the rule on the processor and the one in the shader, over one table of cases. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Vector3 } from 'three';
import { describe, expect, it } from 'vitest';
import { createPointUniforms, setPointAppearance } from '../../../../viewer/scene/points/uniforms.ts';
import { DEFAULT_APPEARANCE } from '../../../../viewer/state/appearance.ts';
import {
  type FilterPoint,
  isFiltering,
  NO_FILTER,
  type PointFilter,
  passesFilter,
} from '../../../../viewer/state/seeing/filter.ts';
import { packFlags, packReturns } from '../../../../viewer/streaming/point-tree.ts';
import { runGlsl } from '../../../helpers/run-glsl.ts';

const SHADER = readFileSync(join(import.meta.dirname, '../../../../viewer/shaders/point-filter.glsl'), 'utf8');

const POINT: FilterPoint = {
  classification: 2,
  returns: packReturns(1, 3),
  flags: packFlags(0, 0, 200),
  intensity: 900,
  source: 12,
  elevation: 201.25,
  height: 4.5,
  time: 415_066_420.5,
};
const ranges = (part: Partial<PointFilter['ranges']>): Partial<PointFilter> => ({
  ranges: { ...NO_FILTER.ranges, ...part },
});
const flags = (part: Partial<PointFilter['flags']>): Partial<PointFilter> => ({
  flags: { ...NO_FILTER.flags, ...part },
});

const CASES: readonly (readonly [what: string, Partial<PointFilter>, Partial<FilterPoint>, boolean])[] = [
  ['nothing asked', {}, {}, true],
  ['first of three', { returns: 'first' }, {}, true],
  ['second is not first', { returns: 'first' }, { returns: packReturns(2, 3) }, false],
  ['a point without returns is first', { returns: 'first' }, { returns: 0 }, true],
  ['last of three', { returns: 'last' }, { returns: packReturns(3, 3) }, true],
  ['first of three is not last', { returns: 'last' }, {}, false],
  ['a point without returns is last', { returns: 'last' }, { returns: 0 }, true],
  ['single', { returns: 'single' }, { returns: packReturns(1, 1) }, true],
  ['of three is not single', { returns: 'single' }, {}, false],
  ['several', { returns: 'several' }, {}, true],
  ['one is not several', { returns: 'several' }, { returns: packReturns(1, 1) }, false],
  ['fifteen returns', { returns: 'last' }, { returns: packReturns(15, 15) }, true],
  ['withheld left out', flags({ withheld: 'without' }), { flags: packFlags(4, 0, 0) }, false],
  ['not withheld stays', flags({ withheld: 'without' }), { flags: packFlags(8, 3, 255) }, true],
  ['only overlap', flags({ overlap: 'only' }), { flags: packFlags(8, 0, 0) }, true],
  ['only overlap, is synthetic', flags({ overlap: 'only' }), { flags: packFlags(1, 0, 0) }, false],
  ['two rules', flags({ synthetic: 'only', keyPoint: 'without' }), { flags: packFlags(1, 0, 0) }, true],
  ['two rules, one broken', flags({ synthetic: 'only', keyPoint: 'without' }), { flags: packFlags(3, 0, 0) }, false],
  ['user data is no flag', flags({ synthetic: 'only' }), { flags: packFlags(0, 0, 255) }, false],
  ['elevation inside', ranges({ elevation: [201, 202] }), {}, true],
  ['elevation at the end', ranges({ elevation: [201.25, 202] }), {}, true],
  ['elevation below', ranges({ elevation: [201.5, 202] }), {}, false],
  ['intensity above', ranges({ intensity: [0, 899] }), {}, false],
  ['source inside', ranges({ source: [12, 12.5] }), {}, true],
  ['source beside', ranges({ source: [13, 20] }), {}, false],
  ['height inside', ranges({ height: [3, 5] }), {}, true],
  ['height above', ranges({ height: [0, 4] }), {}, false],
  ['height unknown, asked for', ranges({ height: [-50, 500] }), { height: Number.NaN }, false],
  ['height unknown, not asked for', ranges({ elevation: [0, 500] }), { height: Number.NaN }, true],
  ['time inside', ranges({ time: [415_066_420, 415_066_421] }), {}, true],
  ['time before', ranges({ time: [415_066_421, 415_066_430] }), {}, false],
  ['all at once', { returns: 'first', ...ranges({ height: [3, 5], intensity: [800, 1000] }) }, {}, true],
];

describe.each(CASES)('%s', (_, part, own, expected) => {
  const filter = { ...NO_FILTER, ...part };
  const point = { ...POINT, ...own };

  it('on the processor', () => {
    expect(passesFilter(filter, point)).toBe(expected);
  });

  it('in the shader', () => {
    const uniforms = createPointUniforms(0);
    const from = 415_066_400;
    const appearance = { ...DEFAULT_APPEARANCE, filter, timeRangeS: [from, from + 100] as const };
    const open = { elevationM: [0, 1], timeS: [0, 1], detectionM: 0 } as const;
    setPointAppearance(uniforms, appearance, open, new Vector3(), 1);
    const values = Object.fromEntries(Object.entries(uniforms).map(([name, { value }]) => [name, value]));
    const keeps = runGlsl(SHADER, 'keepsPoint', values);
    const height = Number.isNaN(point.height) ? -1e30 : point.height;
    const { elevation, intensity, source, returns, flags: packed, time } = point;
    expect(keeps(elevation, height, intensity, source, returns, packed, time - from)).toBe(expected);
  });
});

describe('classes', () => {
  it('are shown by their codes', () => {
    const filter = { ...NO_FILTER, classes: [2, 6] };
    expect(passesFilter(filter, POINT)).toBe(true);
    expect(passesFilter(filter, { ...POINT, classification: 5 })).toBe(false);
    expect(passesFilter({ ...filter, classes: [] }, POINT)).toBe(false);
  });
});

it('knows whether anything is asked', () => {
  expect(isFiltering(NO_FILTER)).toBe(false);
  for (const [, part] of CASES.slice(1)) expect(isFiltering({ ...NO_FILTER, ...part })).toBe(true);
  expect(isFiltering({ ...NO_FILTER, classes: [] })).toBe(true);
});
