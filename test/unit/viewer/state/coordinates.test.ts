/** Coordinates as they are shown, copied and typed again. */
import { describe, expect, it } from 'vitest';
import { copiedText, parsePlane, readout } from '../../../../viewer/state/coordinates.ts';
import { createSiteFrame } from '../../../../viewer/state/site-frame.ts';

const FRAME = createSiteFrame({
  code: 'EPSG:6676',
  proj4: '+proj=tmerc +lat_0=36 +lon_0=138.5 +k=0.9999 +x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs',
  unitM: 1,
  geoidHeightM: 40,
});
const PLACE = { east: 52_186.604, north: -97_053.168, height: 207.881 };

describe('readout', () => {
  it('is in survey order: X counts north, Y east', () => {
    expect(readout(PLACE, FRAME, 'plane')).toEqual([
      { label: 'x', text: '-97053.17' },
      { label: 'y', text: '52186.60' },
      { label: 'h', text: '207.88' },
    ]);
  });

  it('is in units of the CRS', () => {
    const feet = createSiteFrame({ ...FRAME, unitM: 0.3048 });
    expect(readout({ ...PLACE, north: 304.8 }, feet, 'plane')[0]?.text).toBe('1000.00');
  });

  it('has degrees that lead back to the place within a millimetre', () => {
    const [lat, lon] = readout(PLACE, FRAME, 'geographic').map(({ text }) => Number(text));
    const [east, north] = FRAME.fromLonLat(lon ?? 0, lat ?? 0);
    expect(Math.hypot(east - PLACE.east, north - PLACE.north)).toBeLessThan(0.001);
  });
});

describe('copiedText', () => {
  it('names the system and is read again', () => {
    const text = copiedText(PLACE, FRAME, 'plane');
    expect(text).toBe('X=-97053.17 Y=52186.60 H=207.88 EPSG:6676');
    expect(parsePlane(text)).toEqual({ north: -97053.17, east: 52186.6 });
    expect(copiedText(PLACE, FRAME, 'geographic')).toMatch(/^35\.\d{8}, 139\.\d{8} H=207\.88 WGS84$/);
  });
});

describe('parsePlane', () => {
  it.each([
    ['-97053.17, 52186.60', -97053.17, 52186.6],
    ['-97053.17 52186.6', -97053.17, 52186.6],
    ['X -97053 Y 52186', -97053, 52186],
    ['y=52186 x=-97053', -97053, 52186],
    ['E 52186.5 N -97053.5', -97053.5, 52186.5],
    ['N -97053.5, E 52186.5', -97053.5, 52186.5],
    ['Ｘ－９７０５３　Ｙ５２１８６', -97053, 52186],
    ['X 12 Y 34', 12, 34],
  ])('reads %j', (text, north, east) => {
    expect(parsePlane(text)).toEqual({ north, east });
  });

  it.each(['35.1, 139.07', 'n 35.1 e 139.07', 'x 1 x 2', 'x 1 n 2', '08NF2330', '熱海', '', '1', '1,2,3'])(
    'leaves %j to others',
    (text) => {
      expect(parsePlane(text)).toBeNull();
    },
  );
});
