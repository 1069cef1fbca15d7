import { describe, expect, it } from 'vitest';
import type { CrossSectionResult } from '#core/contract/cross-section.ts';
import { ApiError } from '../../../../viewer/api/client.ts';
import { isKeptProcess, keptResult } from '../../../../viewer/api/kept-results.ts';
import { checkedResults } from '../../../../viewer/tools/project/results.ts';
import { makeVolumeResult } from '../../../helpers/volume-result.ts';

/** As it is kept: through JSON, without links. */
function kept(result: object): Record<string, unknown> {
  const { links: _, ...rest } = JSON.parse(JSON.stringify(result)) as Record<string, unknown>;
  return rest;
}

const SECTION: Omit<CrossSectionResult, 'links'> = {
  lengthM: 10,
  surfaces: [
    { collection: 'a', kind: 'ground', distancesM: [0, 10], elevationsM: [1, null], simplified: [], slopes: [] },
  ],
  areas: [],
  widthM: 1,
  stepM: 0.5,
  simplifyM: 0.01,
  maxEdgeM: 5,
  crs: 'EPSG:6676',
  provenance: { software: 'test', requestHash: '0'.repeat(64), items: [] },
  warnings: [],
};

function faultOf(read: () => unknown): ApiError {
  try {
    read();
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('expected a fault');
}

describe('a kept result', () => {
  it('is as its process answered it, with the names of its blocks', () => {
    const volume = makeVolumeResult(3);
    const read = keptResult('cut-fill-volume', kept(volume));
    expect({ ...read, links: volume.links }).toEqual(JSON.parse(JSON.stringify(volume)));
    expect(read.blocks?.map(({ name }) => name)).toEqual(volume.blocks?.map(({ name }) => name));
    expect(read.links).toEqual([]);
    expect(keptResult('cross-section', SECTION)).toEqual({ ...SECTION, links: [] });
  });

  it.each([
    ['a number as text', 'netM3', '12'],
    ['no list of warnings', 'warnings', undefined],
    ['a name that is none', 'methodName', { ja: 1, en: 'x' }],
    ['a block without a name', 'blocks', [{ cutM3: 1 }]],
    ['surfaces of another form', 'surfaces', []],
  ])('is refused with %s, and says where', (_, member, value) => {
    const fault = faultOf(() => keptResult('cut-fill-volume', { ...kept(makeVolumeResult(2)), [member]: value }));
    expect(fault.code).toBe('KEPT_RESULT');
    expect(fault.message).toContain('cut-fill-volume: result');
    // of a member that is missing the object that lacks it is named
    if (value !== undefined) expect(fault.message).toContain(`result.${member}`);
  });

  it('is refused when it is no object, or of another process', () => {
    for (const value of [null, 3, 'x', [], {}, SECTION]) {
      expect(faultOf(() => keptResult('cut-fill-volume', value)).code).toBe('KEPT_RESULT');
    }
    const odd = { ...SECTION, surfaces: [{ ...SECTION.surfaces[0], elevationsM: ['high', 'low'] }] };
    expect(faultOf(() => keptResult('cross-section', odd)).message).toContain('result.surfaces.0.elevationsM');
    expect(['measure', 'cross-sections', 'profile', 'toString'].map(isKeptProcess)).toEqual([true, true, false, false]);
  });
});

describe('what a link or an entry keeps', () => {
  it('is looked at one by one: what is damaged is told, the rest is shown', async () => {
    const good = { process: 'cut-fill-volume', inputs: {}, result: kept(makeVolumeResult(2)) };
    const other = { process: 'profile', inputs: {}, result: { anything: 1 } };
    const broken: unknown[] = [{ ...good, result: { netM3: 1 } }, { process: 'measure' }, null];
    const all = await checkedResults([good, other, ...broken]);
    expect(all.map(({ fault }) => fault?.code ?? null)).toEqual([null, null, ...Array(3).fill('KEPT_RESULT')]);
    expect(all[1]?.result).toEqual({ anything: 1 });
    expect(await checkedResults([])).toEqual([]);
  });
});
