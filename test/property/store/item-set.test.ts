import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError } from '#core/errors.ts';
import { parseInterval } from '#worker/store/date-time.ts';
import { parseShape } from '#worker/store/geometry-meet.ts';
import { type ItemQuery, matches } from '#worker/store/item-filter.ts';
import { ItemPack } from '#worker/store/item-pack.ts';
import type { ItemRecord } from '#worker/store/item-record.ts';
import { ItemSet, MAX_RECENT } from '#worker/store/item-set.ts';
import { seededRandom } from '../../helpers/las-builder.ts';
import { randomRecords } from '../../helpers/random-items.ts';

const byId = (a: ItemRecord, b: ItemRecord) => (a.id < b.id ? -1 : 1);
const plain = (record: ItemRecord) => JSON.parse(JSON.stringify(record));
const everybody = () => true;
const records = randomRecords(700, 5).sort(byId);
/** Half of them in the base, the rest came one by one, and every seventh was replaced. */
const mixed = records.slice(350).reduce(
  (set, record) => set.put(record),
  records
    .slice(0, 350)
    .reduce(
      (set, record, i) => (i % 7 === 0 ? set.put(record) : set),
      ItemSet.of(records.slice(0, 350).map((record, i) => (i % 7 === 0 ? { ...record, sensor: 'tls' } : record))),
    ),
);

describe('a set of items', () => {
  it('gives every record back as it was', () => {
    const set = ItemSet.of(records);
    expect(Array.from(set.rows(), (row) => plain(set.recordAt(row)))).toEqual(records.map(plain));
    expect(Array.from(mixed.rows(), (row) => plain(mixed.recordAt(row)))).toEqual(records.map(plain));
    for (const { id } of records) expect(mixed.idAt(mixed.find(id))).toBe(id);
    expect(mixed.find('nobody')).toBe(-1);
  });

  it('is the same whatever the order in which items came', () => {
    const [whole, backwards] = [ItemSet.of(records), ItemSet.of([...records].reverse())];
    expect(Buffer.compare(whole.base.bytes, backwards.base.bytes)).toBe(0);
    expect([mixed.digest, mixed.size]).toEqual([whole.digest, whole.size]);
    const other = whole.put({ ...records[3]!, version: 'f'.repeat(16) });
    expect(other.digest).not.toBe(whole.digest);
    expect(other.put(records[3]!).digest).toBe(whole.digest);
  });

  it('moves what is recent to a new base when it is full', () => {
    let set = ItemSet.of(records.slice(0, 50));
    const more = randomRecords(MAX_RECENT + 20, 8).map((record) => ({ ...record, id: `n${record.id}` }));
    const bases = new Set<unknown>([set.base]);
    for (const record of more) {
      set = set.put(record);
      bases.add(set.base);
    }
    expect(bases.size).toBe(2);
    expect([set.base.count, set.recent.count]).toEqual([50 + MAX_RECENT + 1, 19]);
    expect(set.digest).toBe(ItemSet.of([...records.slice(0, 50), ...more]).digest);
  });

  it('takes at most 180 bytes an item, spatial index included, so that 200 leave room for its tiles', () => {
    const sheets = randomRecords(3000, 11, false).map((record) => ({ ...record, id: `08NF-lp-original-${record.id}` }));
    expect(ItemSet.of(sheets).base.bytes.length / sheets.length).toBeLessThan(180);
  });
});

describe('queries', () => {
  const degrees = fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 3000 }));
  const corner = degrees.map(([x, y]) => [138.35 + x / 1e4, 34.95 + y / 1e4] as const);
  const box = fc.tuple(corner, corner, fc.boolean()).map(([[w, s], [e, n], turned]) => {
    const [low, high] = [Math.min(s, n), Math.max(s, n)];
    // west > east: over the antimeridian
    return w <= e !== turned ? ([w, low, e, high] as const) : ([e, low, w, high] as const);
  });
  /** Boxes whose sides are sides of an item: where rounding would show. */
  const edge = fc.nat(records.length - 1).map((i) => {
    const [w, s, e, n] = records[i]!.bbox;
    return [e, n, e + (e - w) + 1e-3, n + (n - s) + 1e-3] as const;
  });
  const shape = fc
    .tuple(corner, corner, corner)
    .map(([a, b, c]) => parseShape({ type: 'Polygon', coordinates: [[a, b, c, a]] }));
  const query: fc.Arbitrary<ItemQuery> = fc.record(
    {
      bbox: fc.oneof(box, edge),
      heightsM: fc.constantFrom([0, 100] as const, [250, 900] as const),
      interval: fc.constantFrom('2019-11-01', '../2015-06-01', '2020-01-01/..', '2026-01-09').map(parseInterval),
      shape,
      ids: fc.array(fc.constantFrom(...records.map(({ id }) => id), 'nobody'), { maxLength: 40 }),
    },
    { requiredKeys: [] },
  );

  it('answer as looking at every record does', () => {
    fc.assert(
      fc.property(query, fc.boolean(), (wanted, isPublic) => {
        const seen = ({ visibility }: Pick<ItemRecord, 'visibility'>) => !isPublic || visibility === 'public';
        const expected = records.filter((record) => seen(record) && matches(record, wanted)).map(({ id }) => id);
        expect(Array.from(mixed.select(wanted, seen), (row) => mixed.idAt(row))).toEqual(expected);
      }),
      { seed: 12, numRuns: 400 },
    );
    expect(mixed.select({}, everybody)).toHaveLength(records.length);
  });
});

describe('a damaged index', () => {
  const bytes = ItemSet.of(records.slice(0, 40)).base.bytes;
  const rehash = (damaged: Uint8Array) => {
    const hash = createHash('sha256').update(damaged.subarray(0, 56)).update(damaged.subarray(88));
    damaged.set(hash.digest(), 56);
  };

  it('is refused wherever it is cut or changed', () => {
    for (let length = 0; length < bytes.length; length += 7) {
      expect(() => new ItemPack(bytes.slice(0, length))).toThrow(FormatError);
    }
    const random = seededRandom(3);
    for (let round = 0; round < 300; round++) {
      const damaged = bytes.slice();
      damaged[Math.floor(random() * bytes.length)]! ^= 1 << Math.floor(random() * 8);
      expect(() => new ItemPack(damaged)).toThrow(FormatError);
    }
  });

  it('that hashes right leads nowhere else and ends', () => {
    const random = seededRandom(4);
    let refused = 0;
    for (let round = 0; round < 1500; round++) {
      const damaged = bytes.slice();
      for (let change = 0; change < 3; change++) {
        damaged[8 + Math.floor(random() * (bytes.length - 8))] = Math.floor(random() * 256);
      }
      rehash(damaged);
      try {
        const set = new ItemSet(new ItemPack(damaged), ItemSet.of([]).base);
        for (const row of set.select({ bbox: [-180, -90, 180, 90] }, everybody)) {
          expect(row).toBeLessThan(40);
          expect(set.idAt(row)).toMatch(/^[A-Za-z0-9]/);
        }
      } catch (error) {
        expect(error).toBeInstanceOf(FormatError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(300);
  });
});
