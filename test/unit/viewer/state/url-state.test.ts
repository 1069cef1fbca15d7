import { describe, expect, it } from 'vitest';
import { formatShape, formatUrl, parseShape, parseUrl, type UrlState } from '../../../../viewer/state/url-state.ts';

describe('the address', () => {
  it('says the same scene when it is written and read', () => {
    const state: UrlState = {
      collections: ['before', 'after'],
      hidden: ['before'],
      view: 'globe',
      lang: 'en',
      tool: 'volume',
      appearance: {
        colourMode: 'class',
        pointSizePx: 3,
        edgeShading: false,
        detail: 'high',
        elevationRangeM: [1.5, 90],
      },
      existing: 'before',
      compared: 'after',
      method: 'four-point',
      cellSizeM: 0.25,
      shape: [
        [52480.125, -97010],
        [52500, -97010],
        [52500, -96990.5],
      ],
      camera: { lon: 139.07, lat: 35.12, elevationM: 210, headingDeg: 10, pitchDeg: -50, rangeM: 400 },
    };
    expect(parseUrl(formatUrl(state))).toEqual(state);
  });

  it('stays readable: commas and semicolons are not escaped', () => {
    expect(
      formatUrl({
        collections: ['a', 'b'],
        shape: [
          [1, 2],
          [3, 4.5],
        ],
        tool: 'section',
      }),
    ).toBe('?collections=a,b&tool=section&shape=1,2;3,4.5');
  });

  it('names the section, and what is asked along its line', () => {
    const state: UrlState = { tool: 'section', cut: ['a'], way: { way: 'wires' }, name: '橋 A & B', widthM: 2 };
    expect(parseUrl(formatUrl(state))).toEqual(state);
    expect(formatUrl({ tool: 'section' })).toBe('?tool=section');
    for (const way of ['section', 'tunnel']) expect(parseUrl(`?tool=section&way=${way}&sta=5`).way).toBeUndefined();
  });

  it('leaves defaults out', () => {
    expect(
      formatUrl({
        tool: 'layers',
        method: 'grid',
        appearance: { colourMode: 'rgb', pointSizePx: 2.5, basemap: 'std' },
        hidden: [],
        collections: [],
      }),
    ).toBe('');
  });

  it('opens a broken link as far as it is understood', () => {
    const read = parseUrl(
      '?collections=a,,a, b&view=moon&lang=de&tool=x&camera=1,2&size=99&cell=-1&method=abc&shape=1,2;x',
    );
    expect(read).toEqual({ collections: ['a', 'b'] });
  });

  it('escapes what could break out of a parameter', () => {
    const state = parseUrl(formatUrl({ collections: ['a&view=globe'] }));
    expect(state).toEqual({ collections: ['a&view=globe'] });
  });
});

describe('a shape', () => {
  it('keeps millimetres', () => {
    expect(formatShape([[1.23456, -2]])).toBe('1.235,-2');
  });

  it.each(['1', '1,2,3', '1,', 'a,b', '1,2;', 'Infinity,1'])('refuses %j', (text) => {
    expect(parseShape(text)).toBeNull();
  });
});
