import { describe, expect, it } from 'vitest';
import { type Appearance, DEFAULT_APPEARANCE } from '../../../../viewer/state/appearance.ts';
import { NO_FILTER } from '../../../../viewer/state/seeing/filter.ts';
import { formatUrl, parseUrl } from '../../../../viewer/state/url-state.ts';

const LOOK: Appearance = {
  colourMode: 'change',
  ramp: 'cividis',
  elevationRangeM: [190.5, 300],
  heightRangeM: [0, 30],
  changeLimitM: 0.5,
  detectionM: 0.12,
  reference: 'before',
  referenceSurface: 'dsm',
  intensityRange: [10, 900],
  timeRangeS: [415_066_418.9, 415_067_990.1],
  tone: { brightness: 0.1, contrast: -0.2, gamma: 1.4 },
  classStyles: [
    { code: 2, collection: null, colour: 0x0a0b0c, name: '地表; a:b,c' },
    { code: 6, collection: 'after', colour: null, name: 'House' },
    { code: 6, collection: null, colour: 0xff0000, name: null },
  ],
  filter: {
    classes: [2, 6, 255],
    returns: 'last',
    ranges: { elevation: [190, 210.5], height: [-1, 40], intensity: [0, 500], source: [1, 9], time: [5, 6.125] },
    flags: { synthetic: 'without', keyPoint: 'any', withheld: 'without', overlap: 'only' },
  },
  clip: {
    box: { centre: [52_300.5, -97_080, 205], size: [120, 80, 60], headingDeg: 30, side: 'outside' },
    polygon: {
      vertices: [
        [1, 2],
        [3, 4],
        [5.125, -6],
      ],
      side: 'outside',
    },
    slab: {
      line: [
        [1, 2],
        [30, 40],
      ],
      widthM: 2.5,
    },
  },
  pointSizePx: 3,
  pointsGrow: false,
  squarePoints: true,
  edgeShading: true,
  edgeStrength: 2,
  edgeRadiusPx: 2.5,
  fillGaps: true,
  opacity: 0.5,
  detail: 'high',
  basemap: 'hillshade',
};

describe('the look in the address', () => {
  it('says the same when it is written and read', () => {
    const search = formatUrl({ appearance: LOOK });
    expect({ ...DEFAULT_APPEARANCE, ...parseUrl(search).appearance }).toEqual(LOOK);
    expect(search.length).toBeLessThan(1000);
  });

  it.each(Object.keys(LOOK) as (keyof Appearance)[])('keeps %s alone', (key) => {
    const search = formatUrl({ appearance: { [key]: LOOK[key] } });
    expect(parseUrl(search).appearance?.[key] ?? DEFAULT_APPEARANCE[key]).toEqual(LOOK[key]);
  });

  it('leaves out what is usual', () => {
    expect(formatUrl({ appearance: DEFAULT_APPEARANCE })).toBe('');
  });

  it('keeps that no class is shown', () => {
    const filter = { ...NO_FILTER, classes: [] };
    expect(parseUrl(formatUrl({ appearance: { filter } })).appearance?.filter).toEqual(filter);
  });

  it.each([
    'colour=pink&ramp=rainbow&range=9,1&above=a,b&change=-1&lod=x',
    'show=300&returns=second&keep=height:5,1;lava:1,2;time&flags=withheld:maybe;x:only',
    'box=1,2,3,4&cutout=inside;1,2;3,4&slab=0;1,2;3,4',
    'box=1,2,3,0,1,1,0&cutout=above;1,2;3,4;5,6&slab=3;1,2',
    `cutout=inside;${Array.from({ length: 65 }, (_, i) => `${i},${i * i}`).join(';')}`,
    'names=2:zzzzzz;999:ff0000;%%:1',
    'edl=9,9&opacity=0&tone=9,9,9&size=99&dots=round&fill=maybe&time=NaN,1',
  ])('leaves out what it does not understand: %s', (query) => {
    expect(parseUrl(`?${query}`).appearance).toBeUndefined();
  });
});
