/** Shelters and routes: reading them, and what the water does to them. */
import { describe, expect, it } from 'vitest';
import { depthOf, EMPTY_PLACES, onGrid, reducePlaces, routeParts } from '../../../../viewer/tools/water/places.ts';
import { readPlaces } from '../../../../viewer/tools/water/read-places.ts';

describe('reading', () => {
  it('takes the tables that municipalities publish', () => {
    const csv =
      '\uFEFFNO,名称,緯度,経度,想定収容人数\r\n1,"東公民館, 本館",35.12,139.07,"1,200人"\r\n2,小学校,35.13,139.08,\r\n';
    expect(readPlaces('a.csv', csv)).toEqual({
      shelters: [
        { name: '東公民館, 本館', capacity: 1200, at: { x: 139.07, y: 35.12 } },
        { name: '小学校', capacity: null, at: { x: 139.08, y: 35.13 } },
      ],
      routes: [],
      isDegrees: true,
    });
    const plane = readPlaces('b.csv', 'name,x,y\nA,52100.5,-97100');
    expect(plane).toMatchObject({ isDegrees: false, shelters: [{ at: { x: 52_100.5, y: -97_100 } }] });
  });

  it('takes points and lines of GeoJSON', () => {
    const read = readPlaces(
      'a.geojson',
      JSON.stringify({
        type: 'FeatureCollection',
        features: [
          {
            type: 'Feature',
            properties: { name: 'S', capacity: 40 },
            geometry: { type: 'Point', coordinates: [139, 35] },
          },
          {
            type: 'Feature',
            properties: null,
            geometry: {
              type: 'MultiLineString',
              coordinates: [
                [
                  [139, 35],
                  [139.1, 35],
                ],
                [
                  [139, 35],
                  [139, 35.1],
                ],
              ],
            },
          },
          { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [] } },
        ],
      }),
    );
    expect(read.shelters).toEqual([{ name: 'S', capacity: 40, at: { x: 139, y: 35 } }]);
    expect(read.routes.map(({ name, vertices }) => [name, vertices.length])).toEqual([
      ['1', 2],
      ['2', 2],
    ]);
  });

  it.each([
    ['a.csv', 'a,b\n1,2', /columns lon and lat/],
    ['a.csv', '緯度,経度\n35,abc', /two coordinates in row 2/],
    ['a.csv', 'lat,lon\n95,139', /degrees in row 2/],
    ['a.csv', `lat,lon\n${'35,139\n'.repeat(2001)}`, /at most 2000 points/],
    ['a.json', '{"type":"Feature","geometry":{"type":"Point","coordinates":["x",1]}}', /two numbers in feature 1/],
    ['a.json', '{"features":5}', /list of features/],
    ['a.json', '{', /expected GeoJSON/],
    ['a.json', '{"type":"Point"}', /two numbers/],
    ['a.json', '{"features":[]}', /expected points or lines/],
    [
      'a.json',
      JSON.stringify({ type: 'LineString', coordinates: Array(2001).fill([139, 35]) }),
      /at most 2000 vertices in a line/,
    ],
    ['a.csv', '', /no heads/],
  ])('refuses %s %s', (name, text, message) => {
    expect(() => readPlaces(name, text)).toThrow(message);
  });
});

describe('in the water', () => {
  // a ramp to the east, z = col; the last column is joined above 9 only; one gap
  const grid = {
    cols: 6,
    rows: 1,
    originE: 100,
    originN: 200,
    cellSizeM: 10,
    heightsM: [0, 1, null, 3, 4, 2],
    connectsAboveM: [0, 0, null, 0, 0, 7],
  };

  it('a shelter is wet above the level that joins its cell', () => {
    expect(onGrid(grid, 1, { east: 115, north: 205 })).toEqual({ groundM: 1, wetAboveM: 1 });
    expect(onGrid(grid, 1, { east: 125, north: 205 })).toBeNull();
    expect(onGrid(grid, 1, { east: 99, north: 205 })).toBeNull();
    const behind = onGrid(grid, 1, { east: 155, north: 205 });
    expect([depthOf(behind, 5), depthOf(behind, 9), depthOf(behind, 9.5)]).toEqual([0, 0, 7.5]);
    expect(depthOf(null, 5)).toBeNull();
    // a grid in feet: its corner is in units of the CRS
    expect(
      onGrid({ ...grid, originE: 100 / 0.3048, originN: 200 / 0.3048 }, 0.3048, { east: 115, north: 205 }),
    ).toEqual({
      groundM: 1,
      wetAboveM: 1,
    });
  });

  it('a route has stretches that the water reaches, others, and unknown ones', () => {
    const { parts, wetM, unknownM, lengthM } = routeParts(
      grid,
      1,
      [
        { east: 100, north: 205 },
        { east: 160, north: 205 },
      ],
      3.5,
    );
    expect(lengthM).toBeCloseTo(60, 9);
    expect(wetM).toBeCloseTo(30, 9);
    expect(unknownM).toBeCloseTo(10, 9);
    expect(parts.map(({ isWet }) => isWet)).toEqual([true, true, false]);
  });

  it('are kept until they are removed', () => {
    const route = { name: 'r', vertices: [] };
    const state = reducePlaces(EMPTY_PLACES, { type: 'add', file: 'f', shelters: [], routes: [route, route] });
    const asked = reducePlaces(state, { type: 'profile', index: 1, run: { type: 'run' }, levelM: 4 });
    expect(asked.routes.map(({ run, levelM }) => [run.state, levelM])).toEqual([
      ['idle', null],
      ['running', 4],
    ]);
    expect(reducePlaces(asked, { type: 'removeRoute', index: 0 }).routes).toHaveLength(1);
    expect(reducePlaces(asked, { type: 'clear' })).toEqual(EMPTY_PLACES);
  });
});
