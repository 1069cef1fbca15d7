/** Which addresses are public, against a slow reference that computes with whole numbers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../server/http/public-address.ts';

const V4: readonly (readonly [number, number])[] = [
  [0x00000000, 8],
  [0x0a000000, 8],
  [0x64400000, 10],
  [0x7f000000, 8],
  [0xa9fe0000, 16],
  [0xac100000, 12],
  [0xc0000000, 24],
  [0xc0000200, 24],
  [0xc0586300, 24],
  [0xc0a80000, 16],
  [0xc6120000, 15],
  [0xc6336400, 24],
  [0xcb007100, 24],
  [0xe0000000, 4],
  [0xf0000000, 4],
];
const V6: readonly (readonly [bigint, number])[] = [
  [0x2001n << 112n, 23],
  [0x20010db8n << 96n, 32],
  [0x2002n << 112n, 16],
  [0x3fffn << 112n, 20],
];

const isWithin = (value: bigint, net: bigint, bits: number, width: number) =>
  value >> BigInt(width - bits) === net >> BigInt(width - bits);
const textV4 = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
const textV6 = (value: bigint) =>
  Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16)).join(':');
/** Around the edges of a range as often as anywhere. */
const nearEdges = (edges: readonly bigint[], width: number) =>
  fc.oneof(
    fc.bigInt({ min: 0n, max: 2n ** BigInt(width) - 1n }),
    fc.tuple(fc.constantFrom(...edges), fc.bigInt({ min: -3n, max: 3n })).map(([edge, by]) => {
      const value = edge + by;
      return value < 0n ? 0n : value >= 2n ** BigInt(width) ? 2n ** BigInt(width) - 1n : value;
    }),
  );

describe('isPublicAddress', () => {
  it('agrees with the registries for IPv4', () => {
    const edges = V4.flatMap(([net, bits]) => [BigInt(net), BigInt(net) + 2n ** BigInt(32 - bits)]);
    fc.assert(
      fc.property(nearEdges(edges, 32), (value) => {
        const isSpecial = V4.some(([net, bits]) => isWithin(value, BigInt(net), bits, 32));
        expect(isPublicAddress(textV4(Number(value))), textV4(Number(value))).toBe(!isSpecial);
      }),
      { numRuns: 3000 },
    );
  });

  it('agrees with the registries for IPv6', () => {
    const edges = [...V6, [0x2000n << 112n, 3] as const].flatMap(([net, bits]) => [
      net,
      net + 2n ** BigInt(128 - bits),
    ]);
    fc.assert(
      fc.property(nearEdges(edges, 128), (value) => {
        const isGlobal = isWithin(value, 0x2000n << 112n, 3, 128);
        const isSpecial = V6.some(([net, bits]) => isWithin(value, net, bits, 128));
        expect(isPublicAddress(textV6(value)), textV6(value)).toBe(isGlobal && !isSpecial);
      }),
      { numRuns: 3000 },
    );
  });

  it('takes an IPv4 address in the clothes of IPv6 for one of the inside, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.nat(0xffffffff),
        fc.constantFrom('::ffff:', '::', '64:ff9b::', '::ffff:0:', '64:ff9b:1::'),
        (value, before) => {
          expect(isPublicAddress(before + textV4(value))).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('takes nothing else for an address', () => {
    for (const text of [
      '',
      '1',
      '127.1',
      '0x7f.0.0.1',
      '8.8.8.8 ',
      '8.8.8',
      '[2606:4700::1]',
      '2606:4700::1%eth0',
      'example.jp',
      '08.8.8.8',
    ]) {
      expect(isPublicAddress(text), text).toBe(false);
    }
    expect(isPublicAddress('8.8.8.8')).toBe(true);
    expect(isPublicAddress('2606:4700::1')).toBe(true);
  });
});
