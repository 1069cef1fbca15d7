import { describe, expect, it } from 'vitest';
import { createSiteFrame } from '../../../../viewer/state/site-frame.ts';
import {
  areaGeometry,
  formatAreaSource,
  parseAreaSource,
  polygonsAreaM2,
  positionReader,
  readPolygons,
} from '../../../../viewer/tools/volume/area-set.ts';

const FRAME = createSiteFrame({
  code: 'EPSG:6676',
  proj4: '+proj=tmerc +lat_0=36 +lon_0=138.5 +k=0.9999 +x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs',
  unitM: 1,
  geoidHeightM: 0,
});
const at = (east: number, north: number) => ({ east, north, height: 0 });
const square = (e: number, n: number, side: number) => [
  at(e, n),
  at(e + side, n),
  at(e + side, n + side),
  at(e, n + side),
];

describe('areas of a file', () => {
  const ring = [
    [52_000.125, -97_000],
    [52_010, -97_000],
    [52_010, -96_990.5],
    [52_000.125, -97_000],
  ];

  it('go through the site frame without losing a digit', () => {
    const read = positionReader(FRAME, 'frame', false, 7);
    const geometry = { type: 'Polygon', coordinates: [ring] } as const;
    const polygons = readPolygons(geometry, read);
    expect(polygons[0]?.[0]?.[0]).toEqual({ east: 52_000.125, north: -97_000, height: 7 });
    expect(areaGeometry(polygons, 1)).toEqual(geometry);
  });

  it('with swapped axes, and in longitude and latitude, come to the same place', () => {
    const swapped = positionReader(FRAME, 'frame', true, 0);
    expect(swapped([-97_000, 52_000])).toEqual(at(52_000, -97_000));
    const degrees = positionReader(FRAME, 'lonLat', false, 0)(FRAME.toLonLat(52_000, -97_000));
    expect(degrees.east).toBeCloseTo(52_000, 6);
    expect(degrees.north).toBeCloseTo(-97_000, 6);
  });

  it('measure what their rings hold', () => {
    expect(polygonsAreaM2([[square(0, 0, 10), square(2, 2, 3)], [square(50, 0, 2)]])).toBe(100 - 9 + 4);
    expect(areaGeometry([[square(0, 0, 1)], [square(5, 0, 1)]], 2).type).toBe('MultiPolygon');
  });

  it('stand in the address with their corrections', () => {
    const id = 'f'.repeat(32);
    const source = { from: 'file', id, crs: 'EPSG:6677', swapXY: true } as const;
    expect(formatAreaSource(source)).toBe(`file:${id}~crs:EPSG:6677~swap`);
    expect(parseAreaSource(formatAreaSource(source))).toEqual(source);
    expect(parseAreaSource(`footprint:${id}`)).toEqual({ from: 'footprint', id, crs: null, swapXY: false });
    expect(parseAreaSource('file:x')).toBeNull();
    expect(parseAreaSource(id)).toBeNull();
  });
});
