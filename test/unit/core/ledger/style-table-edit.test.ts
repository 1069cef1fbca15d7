/** Colours, rows and edits of ledgers, held against the long way round. */
import { describe, expect, it } from 'vitest';
import { LimitError, RequestError } from '#core/errors.ts';
import { editLedger, MisfitError } from '#core/ledger/edit.ts';
import {
  DEGREES,
  emptyLedger,
  LEDGER_BOUNDS,
  type Ledger,
  type LedgerValue,
  PLAIN_STYLE,
} from '#core/ledger/ledger.ts';
import { CATEGORY_COLOURS, classBreaks, classify, NONE_COLOUR, OTHER_COLOUR, rangeIndex } from '#core/ledger/style.ts';
import { ALL_ROWS, rowsOf } from '#core/ledger/table.ts';

const ledgerOf = (kind: 'text' | 'number' | 'date', values: readonly LedgerValue[]): Ledger => ({
  ...emptyLedger('l', DEGREES, [{ name: 'a', kind }]),
  features: values.map((value, index) => ({ id: `f${index + 1}`, geometry: null, values: [value] })),
});

describe('colours', () => {
  it('gives the most frequent values their own, and others one together', () => {
    const values = [...'aabbbcdefghij'].map(String);
    const ledger = { ...ledgerOf('text', [...values, null]), style: { ...PLAIN_STYLE, by: 0 } };
    const { classes, classOf } = classify(ledger);
    expect(classes.map((one) => (one.kind === 'value' ? one.value : one.kind))).toEqual([
      'b',
      'a',
      'c',
      'd',
      'e',
      'f',
      'g',
      'other',
      'none',
    ]);
    expect(classes.map(({ count }) => count)).toEqual([3, 2, 1, 1, 1, 1, 1, 3, 1]);
    expect(classes.map(({ colour }) => colour)).toEqual([...CATEGORY_COLOURS, OTHER_COLOUR, NONE_COLOUR]);
    expect(classOf[2]).toBe(0);
    expect(classOf.at(-1)).toBe(8);
    expect(classOf.at(-2)).toBe(7);
  });
  it('cuts numbers at equal steps, or so that each class has as many', () => {
    const values = [0, 1, 2, 3, 4, 5, 6, 7, 8, 100];
    expect(classBreaks(values, 'equal', 4)).toEqual([0, 25, 50, 75, 100]);
    const breaks = classBreaks(values, 'quantile', 5);
    const counts = [0, 0, 0, 0, 0];
    for (const value of values) counts[rangeIndex(breaks, value)]! += 1;
    expect(counts).toEqual([2, 2, 2, 2, 2]);
  });
  it('has no empty promise where values are the same, or none', () => {
    expect(classBreaks([5, 5, 5], 'quantile', 5)).toEqual([5, 5]);
    expect(classBreaks([], 'equal', 5)).toEqual([]);
    const none = { ...ledgerOf('number', [null, null]), style: { ...PLAIN_STYLE, by: 0, method: 'equal' as const } };
    expect(classify(none).classes).toEqual([{ kind: 'none', count: 2, colour: NONE_COLOUR }]);
    const same = { ...ledgerOf('number', [5, 5]), style: { ...PLAIN_STYLE, by: 0, method: 'equal' as const } };
    expect(classify(same).classes).toMatchObject([{ kind: 'range', low: 5, high: 5, count: 2 }]);
  });
});

describe('rows', () => {
  const ledger: Ledger = {
    ...emptyLedger('l', DEGREES, [
      { name: '名称', kind: 'text' },
      { name: '高さ', kind: 'number' },
      { name: '日', kind: 'date' },
    ]),
    features: (
      [
        ['灯10', 8, '2020-01-01'],
        ['灯2', 12, '2021-01-01'],
        ['ＬＥＤ灯', null, '2022-01-01'],
        ['橋', 3, null],
      ] as LedgerValue[][]
    ).map((values, index) => ({ id: `f${index}`, geometry: null, values })),
  };
  it('finds words in any width and case', () => {
    expect(rowsOf(ledger, { ...ALL_ROWS, search: 'led' })).toEqual([2]);
    expect(rowsOf(ledger, { ...ALL_ROWS, search: '灯　2021' })).toEqual([1]);
    expect(rowsOf(ledger, { ...ALL_ROWS, search: '塔' })).toEqual([]);
  });
  it('orders numbers in texts as numbers, and no data last both ways', () => {
    expect(rowsOf(ledger, { ...ALL_ROWS, order: { field: 1, descending: false } })).toEqual([3, 0, 1, 2]);
    expect(rowsOf(ledger, { ...ALL_ROWS, order: { field: 1, descending: true } })).toEqual([1, 0, 3, 2]);
    const names = rowsOf(ledger, { ...ALL_ROWS, order: { field: 0, descending: false } });
    expect(names.indexOf(1)).toBeLessThan(names.indexOf(0));
  });
  it('filters by value, by none, by range with both ends', () => {
    expect(rowsOf(ledger, { ...ALL_ROWS, filter: { field: 0, value: '橋' } })).toEqual([3]);
    expect(rowsOf(ledger, { ...ALL_ROWS, filter: { field: 1, value: null } })).toEqual([2]);
    expect(rowsOf(ledger, { ...ALL_ROWS, filter: { field: 1, low: 3, high: 8 } })).toEqual([0, 3]);
    expect(rowsOf(ledger, { ...ALL_ROWS, filter: { field: 2, low: '2021-01-01', high: null } })).toEqual([1, 2]);
  });
});

describe('edits', () => {
  const start = ledgerOf('text', ['1', '2', 'x']);
  it('change one feature and leave the others the same objects', () => {
    const next = editLedger(start, { type: 'setValue', id: 'f2', field: 0, value: 'new' });
    expect(next.features[1]?.values).toEqual(['new']);
    expect(next.features[0]).toBe(start.features[0]);
    expect(start.features[1]?.values).toEqual(['2']);
  });
  it('refuse what does not fit', () => {
    expect(() => editLedger(start, { type: 'setValue', id: 'f2', field: 0, value: 5 })).toThrow(RequestError);
    expect(() => editLedger(start, { type: 'setValue', id: 'f9', field: 0, value: null })).toThrow(
      /NOT_FOUND|expected a feature/,
    );
    expect(() =>
      editLedger(start, { type: 'setGeometry', id: 'f1', geometry: { type: 'Point', coordinates: [1] } }),
    ).toThrow(/position/);
    expect(() => editLedger(start, { type: 'addField', field: { name: 'a', kind: 'text' } })).toThrow(/no other field/);
    expect(() => editLedger(start, { type: 'fieldKind', field: 0, kind: 'number' })).toThrow(MisfitError);
  });
  it('add features with ids that were never given', () => {
    const gone = editLedger(start, { type: 'removeFeatures', ids: new Set(['f2']) });
    const next = editLedger(gone, { type: 'addFeature', geometry: { type: 'Point', coordinates: [138, 35] } });
    expect(next.features.map(({ id }) => id)).toEqual(['f1', 'f3', 'f4']);
    const full = {
      ...start,
      features: Array.from({ length: LEDGER_BOUNDS.features }, (_, i) => ({
        id: `f${i}`,
        geometry: null,
        values: [null],
      })),
    };
    expect(() => editLedger(full, { type: 'addFeature', geometry: null })).toThrow(LimitError);
  });
  it('keep style and label on their field when another one goes', () => {
    const two = editLedger(start, { type: 'addField', field: { name: 'b', kind: 'number' } });
    const styled = editLedger(editLedger(two, { type: 'label', label: 1 }), {
      type: 'style',
      style: { ...PLAIN_STYLE, by: 1 },
    });
    const less = editLedger(styled, { type: 'removeField', field: 0 });
    expect([less.label, less.style.by, less.features[0]?.values]).toEqual([0, 0, [null]]);
    expect(editLedger(styled, { type: 'removeField', field: 1 })).toMatchObject({ label: null, style: { by: null } });
  });
  it('give heights to points that have none, to no others', () => {
    const at = (coordinates: number[]) => ({ type: 'Point' as const, coordinates });
    const placed = {
      ...start,
      features: start.features.map((one, i) => ({ ...one, geometry: at(i === 0 ? [1, 2, 3] : [1, 2]) })),
    };
    const next = editLedger(placed, {
      type: 'setHeights',
      heights: new Map([
        ['f1', 9],
        ['f2', 9],
      ]),
    });
    expect(next.features.map(({ geometry }) => geometry?.coordinates)).toEqual([
      [1, 2, 3],
      [1, 2, 9],
      [1, 2],
    ]);
  });
  it('keep a choice that features have', () => {
    const choices = editLedger(start, { type: 'fieldKind', field: 0, kind: 'choice' });
    expect(choices.fields[0]?.choices).toEqual(['1', '2', 'x']);
    expect(() => editLedger(choices, { type: 'choices', field: 0, choices: ['1'] })).toThrow(/among the choices/);
    expect(
      editLedger(choices, { type: 'choices', field: 0, choices: ['x', '1', '2', 'y'] }).fields[0]?.choices,
    ).toEqual(['x', '1', '2', 'y']);
  });
});
