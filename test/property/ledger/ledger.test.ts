/** Ledgers there and back as GeoJSON, CSV and as a project keeps them; edits and rows against the long way round; hostile bytes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLedger } from '#core/contract/ledger.ts';
import { TengunError } from '#core/errors.ts';
import { readTextRows } from '#core/ledger/csv-text.ts';
import { editLedger, type LedgerEdit } from '#core/ledger/edit.ts';
import { readWkt, rightHanded, writeWkt } from '#core/ledger/geometry.ts';
import {
  DEGREES,
  type Ledger,
  type LedgerField,
  type LedgerGeometry,
  type LedgerValue,
  PLAIN_STYLE,
} from '#core/ledger/ledger.ts';
import { readLedger } from '#core/ledger/read-ledger.ts';
import { classBreaks, classify, rangeIndex } from '#core/ledger/style.ts';
import { ALL_ROWS, rowsOf } from '#core/ledger/table.ts';
import { valueProblem, valueText } from '#core/ledger/values.ts';
import { ledgerCsv, ledgerGeoJson } from '#core/ledger/write-ledger.ts';

const degree = (most: number) => fc.double({ min: -most, max: most, noNaN: true }).map((value) => value + 0);
const height = fc.double({ min: -100, max: 4000, noNaN: true }).map((value) => value + 0);
const position = fc
  .tuple(degree(180), degree(90), fc.option(height, { nil: undefined }))
  .map(([x, y, h]) => (h === undefined ? [x, y] : [x, y, h]));
/** Rings around a place, either way round: which way a ring without an area turns, nobody can say. */
const ring = fc
  .record({
    x: fc.double({ min: -170, max: 170, noNaN: true }),
    y: fc.double({ min: -80, max: 80, noNaN: true }),
    radii: fc.array(fc.double({ min: 0.001, max: 5, noNaN: true }), { minLength: 3, maxLength: 7 }),
    isClockwise: fc.boolean(),
  })
  .map(({ x, y, radii, isClockwise }) => {
    const open = radii.map((radius, i) => {
      const angle = ((isClockwise ? -2 : 2) * Math.PI * i) / radii.length;
      // JSON has no minus zero
      return [x + radius * Math.cos(angle) + 0, y + radius * Math.sin(angle) + 0];
    });
    return [...open, open[0]!];
  });
const geometry: fc.Arbitrary<LedgerGeometry> = fc.oneof(
  position.map((coordinates) => ({ type: 'Point' as const, coordinates })),
  fc
    .array(position, { minLength: 1, maxLength: 5 })
    .map((coordinates) => ({ type: 'MultiPoint' as const, coordinates })),
  fc
    .array(position, { minLength: 2, maxLength: 6 })
    .map((coordinates) => ({ type: 'LineString' as const, coordinates })),
  fc.array(ring, { minLength: 1, maxLength: 2 }).map((coordinates) => ({ type: 'Polygon' as const, coordinates })),
  fc.array(fc.array(ring, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 }).map((coordinates) => {
    return { type: 'MultiPolygon' as const, coordinates };
  }),
);

const AWKWARD = [
  '=1+1',
  "'x",
  '"',
  'a,b',
  'a;b',
  'x\r\ny',
  '\uFEFFq',
  '0012',
  'true',
  '<b>',
  '2024-02-30',
  'R3.4.1',
  ' pad ',
  '1e5',
  '標高',
];
const text = fc
  .oneof(fc.constantFrom(...AWKWARD), fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }))
  .filter((one) => one.trim() !== '');
const fieldAndValue: fc.Arbitrary<{ field: Omit<LedgerField, 'name'>; value: fc.Arbitrary<LedgerValue> }> =
  fc.constantFrom(
    { field: { kind: 'text' as const }, value: text },
    {
      field: { kind: 'number' as const },
      value: fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => one + 0),
    },
    { field: { kind: 'boolean' as const }, value: fc.boolean() },
    { field: { kind: 'date' as const }, value: fc.constantFrom('2024-02-29', '1999-12-31', '2026-03-31') },
    { field: { kind: 'choice' as const, choices: ['a', 'b c', '=x'] }, value: fc.constantFrom('a', 'b c', '=x') },
    { field: { kind: 'link' as const }, value: fc.constantFrom('https://example.jp/a,b', 'mailto:a@example.jp') },
  );

const ledger: fc.Arbitrary<Ledger> = fc
  .uniqueArray(
    fc.oneof(text, fc.constantFrom('緯度', 'lat', 'X', 'WKT', '__proto__')).map((name) => name.trim()),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .chain((names) =>
    fc
      .tuple(...names.map((name) => fieldAndValue.map(({ field, value }) => ({ field: { name, ...field }, value }))))
      .chain((columns) =>
        fc.array(fc.tuple(fc.option(geometry), ...columns.map(({ value }) => fc.option(value))), { maxLength: 8 }).map(
          (rows): Ledger => ({
            version: 1,
            name: 'l',
            crs: DEGREES,
            fields: columns.map(({ field }) => field),
            features: rows.map(([shape, ...values], index) => ({
              id: `f${index + 1}`,
              geometry: (shape as LedgerGeometry | null) && rightHanded(shape as LedgerGeometry),
              values: values as LedgerValue[],
            })),
            label: 0,
            style: { ...PLAIN_STYLE, by: 0 },
            source: '',
          }),
        ),
      ),
  );

describe('there and back', () => {
  it('is the same ledger as GeoJSON: fields, values, places, look', () => {
    fc.assert(
      fc.property(ledger, (one) => {
        const back = readLedger('l.geojson', JSON.stringify(ledgerGeoJson(one))).ledger!;
        expect({ ...back, source: '' }).toEqual(one);
      }),
      { numRuns: 150 },
    );
  });

  it('is the same ledger as a project keeps it', () => {
    fc.assert(
      fc.property(ledger, (one) => {
        expect(parseLedger(JSON.parse(JSON.stringify(one)))).toEqual(one);
      }),
      { numRuns: 100 },
    );
  });

  it('has the same places and the same texts as CSV, in both languages', () => {
    fc.assert(
      fc.property(ledger, fc.constantFrom('ja' as const, 'en' as const), (one, language) => {
        const back = readLedger('l.csv', ledgerCsv(one, language)).ledger!;
        // a row without anything but its system is a row; numbers may become texts where all of a column fits both
        expect(back.features.map(({ geometry: shape }) => shape)).toEqual(
          one.features.map(({ geometry: shape }) => shape),
        );
        expect(back.features.map(({ values }) => values.map(asNumber))).toEqual(
          one.features.map(({ values }) => values.map(asNumber)),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('is the same geometry as WKT', () => {
    fc.assert(
      fc.property(geometry, (shape) => {
        expect(readWkt(writeWkt(shape), 'w', { vertices: 0 })).toEqual(shape);
      }),
      { numRuns: 200 },
    );
  });
});

/** Numbers, dates of eras and yes or no are told from their texts anew: what they say is compared. */
function asNumber(value: LedgerValue): string {
  const shown = valueText(value);
  if (shown === 'R3.4.1') return '2021-04-01';
  if (/^(true|false)$/i.test(shown.trim())) return shown.trim().toLowerCase();
  const number = Number(shown);
  return shown.trim() !== '' && Number.isFinite(number) ? String(number) : shown;
}

describe('tables', () => {
  it('reads what a plain writer of RFC 4180 has written', () => {
    const cell = fc.string({ maxLength: 8, unit: fc.constantFrom('a', ',', '"', '\n', '\r\n', ' ', 'あ') });
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 6 }), (rows) => {
        const wanted = rows.filter((row) => row.some((one) => one.trim() !== ''));
        const csv = rows.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')).join('\r\n');
        expect(readTextRows('t', csv, { rows: 10, columns: 5 }).rows).toEqual(wanted);
      }),
    );
  });

  it('ends with typed errors alone, whatever the bytes are', () => {
    const heads = fc.constantFrom('lat,lon,n\n', 'X,Y,系\n', 'WKT,a\n', '{"type":"FeatureCollection","features":[', '');
    fc.assert(
      fc.property(
        heads,
        fc.string({ maxLength: 120, unit: fc.constantFrom(...'0123456789,."\n\t;(){}[]:-PONTLIEZ =系'.split('')) }),
        (head, rest) => {
          try {
            const { ledger: found } = readLedger('h', head + rest, { crs: 'OGC:CRS84' });
            if (found) expect(() => parseLedger(found)).not.toThrow();
          } catch (error) {
            expect(error).toBeInstanceOf(TengunError);
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('rows and colours', () => {
  it('give each feature the class that its number lies in', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 60 }),
        fc.constantFrom('equal' as const, 'quantile' as const),
        fc.integer({ min: 2, max: 9 }),
        (values, method, count) => {
          const breaks = classBreaks(values, method, count);
          expect(breaks[0]).toBe(Math.min(...values));
          expect(breaks.at(-1)).toBe(Math.max(...values));
          for (const value of values) {
            const k = rangeIndex(breaks, value);
            const last = k === breaks.length - 2;
            expect(value >= breaks[k]! && (last ? value <= breaks[k + 1]! : value < breaks[k + 1]!)).toBe(true);
          }
        },
      ),
    );
  });

  it('count every feature once, and order a permutation', () => {
    fc.assert(
      fc.property(ledger, fc.boolean(), (one, descending) => {
        const { classes, classOf } = classify(one);
        expect(classes.reduce((sum, { count }) => sum + count, 0)).toBe(one.features.length);
        for (const [index, { count }] of classes.entries())
          expect(classOf.filter((at) => at === index).length).toBe(count);
        const rows = rowsOf(one, { ...ALL_ROWS, order: { field: 0, descending } });
        expect([...rows].sort((a, b) => a - b)).toEqual(one.features.map((_, index) => index));
      }),
    );
  });
});

describe('edits', () => {
  it('leave a ledger that the contract takes, or throw and leave the old one', () => {
    const edit = fc.oneof(
      fc.record({
        type: fc.constant('setValue' as const),
        id: fc.constantFrom('f1', 'f2', 'f9'),
        field: fc.integer({ min: 0, max: 5 }),
        value: fc.oneof(text, fc.double(), fc.boolean(), fc.constant(null)),
      }),
      fc.record({
        type: fc.constant('fieldKind' as const),
        field: fc.integer({ min: 0, max: 5 }),
        kind: fc.constantFrom('text' as const, 'number' as const, 'choice' as const, 'date' as const),
      }),
      fc.record({ type: fc.constant('removeField' as const), field: fc.integer({ min: 0, max: 5 }) }),
      fc.record({
        type: fc.constant('addField' as const),
        field: fc.record({ name: text, kind: fc.constant('number' as const) }),
      }),
      fc.record({ type: fc.constant('addFeature' as const), geometry: fc.option(geometry) }),
      fc.record({
        type: fc.constant('removeFeatures' as const),
        ids: fc.constantFrom(new Set(['f1']), new Set(['f2', 'f3'])),
      }),
      fc.record({ type: fc.constant('renameField' as const), field: fc.integer({ min: 0, max: 5 }), name: text }),
    ) as fc.Arbitrary<LedgerEdit>;
    fc.assert(
      fc.property(ledger, fc.array(edit, { maxLength: 12 }), (start, edits) => {
        let now = start;
        const before = JSON.stringify(start);
        for (const one of edits) {
          try {
            now = editLedger(now, one);
          } catch (error) {
            expect(error).toBeInstanceOf(TengunError);
          }
        }
        expect(JSON.stringify(start)).toBe(before);
        expect(parseLedger(JSON.parse(JSON.stringify(now)))).toEqual(now);
        for (const { values } of now.features) {
          for (const [at, field] of now.fields.entries()) expect(valueProblem(field, values[at] ?? null)).toBeNull();
        }
      }),
      { numRuns: 150 },
    );
  });
});
