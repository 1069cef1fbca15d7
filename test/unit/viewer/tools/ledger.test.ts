/** The ledger tool without a screen: history, what is selected, the address, the feature under the pointer, shapes on the site. */
import { describe, expect, it } from 'vitest';
import { type Ledger, PLAIN_STYLE } from '#core/ledger/ledger.ts';
import { readLedger } from '#core/ledger/read-ledger.ts';
import { createSiteFrame } from '../../../../viewer/state/site-frame.ts';
import { formatUrl, parseUrl } from '../../../../viewer/state/url-state.ts';
import { featureUnder } from '../../../../viewer/tools/ledger/hit.ts';
import {
  fromSite,
  ledgerLayers,
  middleOf,
  type PlacedFeature,
  placeFeatures,
} from '../../../../viewer/tools/ledger/place.ts';
import {
  EMPTY_LEDGER,
  keptAs,
  type LedgerAction,
  type LedgerState,
  ledgerUrl,
  MAX_LEDGERS,
  openLedger,
  parseLedgerUrl,
  reduceLedger,
} from '../../../../viewer/tools/ledger/state.ts';

const ledger = readLedger('l.csv', 'name,h,lat,lon\na,1,35.1,138.4\nb,2,35.2,138.5\n').ledger!;
const run = (...actions: LedgerAction[]): LedgerState => actions.reduce(reduceLedger, EMPTY_LEDGER);
const now = (state: LedgerState): Ledger => openLedger(state)!.now;
const frame = createSiteFrame({
  code: 'EPSG:6676',
  proj4: '+proj=tmerc +lat_0=36 +lon_0=138.5 +k=0.9999 +x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs',
  unitM: 1,
  geoidHeightM: 0,
});

describe('history', () => {
  it('takes edits back and does them again', () => {
    const edit = { type: 'setValue', id: 'f1', field: 0, value: 'z' } as const;
    const edited = run({ type: 'open', ledger }, { type: 'edit', edit });
    expect(now(edited).features[0]?.values[0]).toBe('z');
    const back = reduceLedger(edited, { type: 'undo' });
    expect(now(back)).toBe(ledger);
    expect(now(reduceLedger(back, { type: 'redo' })).features[0]?.values[0]).toBe('z');
    expect(reduceLedger(back, { type: 'undo' })).toBe(back);
  });
  it('tells what was refused and changes nothing', () => {
    const state = run(
      { type: 'open', ledger },
      { type: 'edit', edit: { type: 'setValue', id: 'f1', field: 1, value: 'x' } },
    );
    expect(state.failure?.code).toBe('INVALID_INPUT');
    expect(now(state)).toBe(ledger);
    const kind = reduceLedger(state, { type: 'edit', edit: { type: 'fieldKind', field: 0, kind: 'number' } });
    expect(kind.misfits).toEqual({ count: 2, first: 1 });
    expect(openLedger(kind)?.past).toEqual([]);
  });
  it('lets go of a feature that is deleted, and opens the form of one that is new', () => {
    const gone = run(
      { type: 'open', ledger },
      { type: 'select', id: 'f1' },
      { type: 'edit', edit: { type: 'removeFeatures', ids: new Set(['f1']) } },
    );
    expect(gone.selected).toBeNull();
    const added = reduceLedger(gone, { type: 'edit', edit: { type: 'addFeature', geometry: null } });
    expect(added.selected).toBe('f3');
    expect(reduceLedger(added, { type: 'undo' }).selected).toBeNull();
  });
  it('opens so many ledgers and no more', () => {
    const many = run(...Array.from({ length: MAX_LEDGERS + 1 }, () => ({ type: 'open', ledger }) as const));
    expect(many.list.length).toBe(MAX_LEDGERS);
    expect(many.failure?.code).toBe('LIMIT');
  });
});

describe('the address', () => {
  it('names ledgers that are kept as they are, the one that is worked on last', () => {
    const kept = (entry: string) => ({ project: 'p1', entry, version: 1 });
    const state = run({ type: 'open', ledger, kept: kept('e1') }, { type: 'open', ledger, kept: kept('e2') });
    expect(ledgerUrl(reduceLedger(state, { type: 'choose', id: 'l1' }))).toEqual({ ledger: 'p1~e2,p1~e1' });
    const changed = reduceLedger(state, { type: 'edit', edit: { type: 'rename', name: 'x' } });
    expect(keptAs(openLedger(changed)!)).toBeNull();
    expect(ledgerUrl(changed)).toEqual({ ledger: 'p1~e1' });
    const hidden = reduceLedger(changed, { type: 'visible', id: 'l1', visible: false });
    expect(ledgerUrl(hidden)).toEqual({});
  });
  it('comes back from the query, and leaves out what is not understood', () => {
    const { ledger: text } = parseUrl(formatUrl({ ledger: 'abc~def,ghi~jkl' }));
    expect(parseLedgerUrl(text)).toEqual([
      { project: 'abc', entry: 'def' },
      { project: 'ghi', entry: 'jkl' },
    ]);
    expect(parseUrl('?ledger=%3Cscript%3E').ledger).toBeUndefined();
    expect(parseLedgerUrl('abc,~,a~b~c')).toEqual([]);
    expect(parseLedgerUrl(undefined)).toEqual([]);
  });
});

describe('the feature under the pointer', () => {
  const at = (east: number, north: number, height = Number.NaN) => ({ east, north, height });
  const square = (id: string, half: number): PlacedFeature => ({
    id,
    type: 'Polygon',
    parts: [[at(-half, -half), at(half, -half), at(half, half), at(-half, half), at(-half, -half)]],
  });
  const features: PlacedFeature[] = [
    square('large', 200),
    square('small', 100),
    { id: 'point', type: 'Point', parts: [[at(0, 50)]] },
    { id: 'line', type: 'LineString', parts: [[at(-50, -50), at(50, -50)]] },
    { id: 'high', type: 'Point', parts: [[at(0, 0, 30)]] },
  ];
  // from above, heights to the right
  const project = ({ east, north, height }: { east: number; north: number; height: number }) => ({
    x: east + height,
    y: -north,
  });
  it.each([
    ['a point in reach', { x: 8, y: -55 }, 'point'],
    ['a line by its segment', { x: 20, y: 54 }, 'line'],
    ['the smallest area around it', { x: 60, y: 0 }, 'small'],
    ['the larger one beside it', { x: -150, y: 0 }, 'large'],
    ['a point at its own height', { x: 30, y: 0 }, 'high'],
    ['nothing', { x: 400, y: 0 }, null],
  ])('finds %s', (_, place, id) => expect(featureUnder(features, place, project, 0)).toBe(id));
  it('puts what has no height on the ground there', () => {
    expect(featureUnder(features, { x: 500, y: -50 }, project, 500)).toBe('point');
  });
});

describe('on the site', () => {
  it('puts degrees where the frame has them, and takes a place back to the millimetre', () => {
    const [first] = placeFeatures(ledger, frame);
    const [east, north] = frame.fromLonLat(138.4, 35.1);
    expect(first!.parts[0]![0]!.east).toBeCloseTo(east, 4);
    expect(first!.parts[0]![0]!.north).toBeCloseTo(north, 4);
    expect(first!.parts[0]![0]!.height).toBeNaN();
    const [lon, lat, h] = fromSite(ledger.crs, frame)({ east, north, height: 12.34567 }, true);
    expect([lon, lat, h]).toEqual([138.4, 35.1, 12.346]);
    expect(fromSite('EPSG:6676', frame)({ east: 1.23456, north: -2, height: 0 }, false)).toEqual([1.235, -2]);
  });
  it('draws one layer a colour, those of the list alone when that is asked for, and marks the open one', () => {
    const styled = { ...ledger, style: { ...PLAIN_STYLE, by: 0 } };
    const state = run({ type: 'open', ledger: styled });
    const layers = ledgerLayers(state, frame);
    expect(layers.map(({ id, shapes }) => [id, shapes.counts.points, shapes.texts.map(({ text }) => text)])).toEqual([
      ['ledger:l1:0', 1, ['a']],
      ['ledger:l1:1', 1, ['b']],
    ]);
    expect(ledgerLayers(state, frame)[0]).toBe(layers[0]);
    const few = reduceLedger(reduceLedger(state, { type: 'narrows', narrows: true }), {
      type: 'query',
      query: { search: 'b' },
    });
    expect(ledgerLayers(few, frame).map(({ id }) => id)).toEqual(['ledger:l1:1']);
    const marked = reduceLedger(state, { type: 'select', id: 'f2' });
    expect(ledgerLayers(marked, frame).map(({ id }) => id)).toContain('ledger:l1:mark');
    expect(middleOf(styled, 'f2', frame)?.east).toBeCloseTo(0, 3);
    expect(ledgerLayers(reduceLedger(state, { type: 'visible', id: 'l1', visible: false }), frame)).toEqual([]);
  });
});
