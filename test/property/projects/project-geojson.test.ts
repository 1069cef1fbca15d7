import fc from 'fast-check';
import { expect, test } from 'vitest';
import { projectGeoJson, readProjectGeoJson, type WholeEntry } from '../../../server/projects/project-geojson.ts';
import type { Computed, EntryContent, Geometry } from '../../../server/projects/repository.ts';

const coordinate = (limit: number) =>
  fc.double({ min: -limit, max: limit, noNaN: true, noDefaultInfinity: true }).map((v) => v + 0);
const position = fc.tuple(coordinate(180), coordinate(90));
const plane = fc.tuple(coordinate(1e6), coordinate(1e6), coordinate(4000));
const geometry: fc.Arbitrary<Geometry> = fc.oneof(
  position.map((coordinates) => ({ type: 'Point' as const, coordinates })),
  fc
    .array(position, { minLength: 2, maxLength: 6 })
    .map((coordinates) => ({ type: 'LineString' as const, coordinates })),
  fc.array(position, { minLength: 4, maxLength: 6 }).map((ring) => ({ type: 'Polygon' as const, coordinates: [ring] })),
);
const json = fc.dictionary(fc.string({ minLength: 1, maxLength: 12 }), fc.jsonValue({ maxDepth: 2 }), {
  maxKeys: 4,
  noNullPrototype: true,
});
const name = fc
  .string({ minLength: 1, maxLength: 40, unit: 'grapheme' })
  .map((text) => text.trim())
  .filter((text) => text !== '');
const content: fc.Arbitrary<EntryContent> = fc.record(
  {
    kind: fc.constantFrom('measurement', 'view', 'note', 'photo'),
    name,
    text: fc.string({ maxLength: 60, unit: 'grapheme' }),
    geometry,
    exact: fc.record({
      crs: fc.constant('EPSG:6676'),
      geometry: plane.map((at) => ({ type: 'Point' as const, coordinates: at })),
    }),
    scene: fc.constantFrom('?view=site', '?collections=a,b&camera=1,2,3,4,-5,6'),
    properties: json,
  },
  { requiredKeys: ['kind', 'name'], noNullPrototype: true },
);
const computed: fc.Arbitrary<Computed | null> = fc.option(
  fc.record({ process: fc.constant('cut-fill-volume'), inputs: json, result: json }, { noNullPrototype: true }),
);
const picture = fc.option(fc.uint8Array({ minLength: 1, maxLength: 40 }));

test('what is exported comes back as it was, through the text of the file', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(content, computed, picture), { maxLength: 6 }), (made) => {
      const whole: WholeEntry[] = made.map(([given, result, bytes], index) => ({
        entry: {
          ...given,
          id: `e${index}`,
          created: '2026-01-02T03:04:05.000Z',
          updated: '2026-01-02T03:04:05.000Z',
          picture: bytes && {
            sha256: 'ab'.repeat(32),
            type: 'image/png',
            sizeBytes: bytes.length,
            widthPx: 2,
            heightPx: 3,
          },
        },
        computed: result,
        picture: bytes && Buffer.from(bytes),
      }));
      const text = JSON.stringify(projectGeoJson({ id: 'p', name: 'P' }, whole, '2026-01-02T03:04:05.000Z'));
      const read = readProjectGeoJson(JSON.parse(text));
      expect(read.map((entry) => entry.content)).toEqual(made.map(([given]) => JSON.parse(JSON.stringify(given))));
      expect(read.map((entry) => entry.computed)).toEqual(made.map(([, result]) => JSON.parse(JSON.stringify(result))));
      for (const [index, [, , bytes]] of made.entries()) {
        expect(read[index]?.picture?.bytes ?? null).toEqual(bytes && Buffer.from(bytes));
      }
    }),
    { numRuns: 200 },
  );
});

test('a geometry that another program has moved loses its exact twin and its result', () => {
  const entry = {
    kind: 'note' as const,
    name: 'n',
    geometry: { type: 'Point' as const, coordinates: [138, 35] },
    exact: { crs: 'EPSG:6676', geometry: { type: 'Point' as const, coordinates: [1, 2] } },
    id: 'e',
    created: '',
    updated: '',
    picture: null,
  };
  const document = projectGeoJson(
    { id: 'p', name: 'P' },
    [{ entry, computed: { process: 'x', inputs: {}, result: {} } }],
    '',
  );
  const moved = structuredClone(document) as { features: { geometry: unknown; properties: { tengun: unknown } }[] };
  moved.features[0]!.geometry = { type: 'Point', coordinates: [138.001, 35] };
  // as QGIS writes nested members
  moved.features[0]!.properties.tengun = JSON.stringify(moved.features[0]!.properties.tengun);
  const [back] = readProjectGeoJson(moved);
  expect(back).toMatchObject({ content: { geometry: { coordinates: [138.001, 35] } }, computed: null });
  expect(back?.content).not.toHaveProperty('exact');
});

test('features of other programs become notes and measurements with their properties', () => {
  const feature = (geometry: unknown, properties: unknown) => ({ type: 'Feature', geometry, properties });
  const read = readProjectGeoJson({
    type: 'FeatureCollection',
    features: [
      feature({ type: 'Point', coordinates: [138, 35] }, { name: '観測孔 B-1', depth: 12 }),
      feature(
        {
          type: 'LineString',
          coordinates: [
            [138, 35],
            [138.1, 35],
          ],
        },
        null,
      ),
    ],
  });
  expect(read.map(({ content: { kind, name: title, properties } }) => [kind, title, properties])).toEqual([
    ['note', '観測孔 B-1', { name: '観測孔 B-1', depth: 12 }],
    ['measurement', '2', undefined],
  ]);
});

test.each([
  [null, 'FORMAT'],
  [{ type: 'Feature' }, 'FORMAT'],
  [{ type: 'FeatureCollection', features: [1] }, 'FORMAT'],
  [
    { type: 'FeatureCollection', features: [{ type: 'Feature', geometry: { type: 'GeometryCollection' } }] },
    'GEOMETRY',
  ],
  [{ type: 'FeatureCollection', crs: { name: 'urn:ogc:def:crs:EPSG::6676' }, features: [] }, 'CRS'],
])('%j is refused with %s', (document, code) => {
  expect(() => readProjectGeoJson(document)).toThrow(expect.objectContaining({ code }));
});
