/** LZW and PackBits: what was packed comes out, and never more than was asked for. */
import { getDecoder } from 'geotiff';
import { describe, expect, it } from 'vitest';
import { FormatError, LimitError, TengunError } from '#core/errors.ts';
import { decodeLzw } from '#core/tiff/lzw.ts';
import { decodePackBits } from '#core/tiff/packbits.ts';
import { encodeLzw } from '../../../helpers/lzw-encoder.ts';
import { seededRandom } from '../../../helpers/seeded-random.ts';

const made = (length: number, kinds: number, seed = 1): Uint8Array => {
  const { uniform } = seededRandom(seed);
  return Uint8Array.from({ length }, () => Math.floor(uniform() * kinds));
};

describe('LZW', () => {
  it('reads the example of the specification', () => {
    // 7 7 7 8 8 7 7 6 6 as 256 7 258 8 8 258 6 6 257, nine bits each
    const codes = [256, 7, 258, 8, 8, 258, 6, 6, 257];
    const bits = codes.map((code) => code.toString(2).padStart(9, '0')).join('');
    const bytes = Uint8Array.from({ length: Math.ceil(bits.length / 8) }, (_, i) =>
      Number.parseInt(bits.slice(8 * i, 8 * i + 8).padEnd(8, '0'), 2),
    );
    expect([...decodeLzw(bytes, 9)]).toEqual([7, 7, 7, 8, 8, 7, 7, 6, 6]);
  });

  it.each([
    ['nothing', new Uint8Array(0)],
    ['one byte', Uint8Array.of(5)],
    ['one value', new Uint8Array(300_000).fill(3)],
    ['few values', made(100_000, 3)],
    ['all values', made(100_000, 256)],
    ['lengths around a wider code', made(254, 256)],
    ['of a table that is full', made(3837, 256)],
  ])('gives back %s', (_, bytes) => {
    expect(Buffer.compare(decodeLzw(encodeLzw(bytes), bytes.length), bytes)).toBe(0);
  });

  it('is what npm geotiff reads too', async () => {
    const decoder = await getDecoder(5, {
      tileWidth: 100,
      tileHeight: 100,
      predictor: 1,
      bitsPerSample: 8,
      planarConfiguration: 1,
    });
    for (const bytes of [made(10_000, 256), made(10_000, 4), new Uint8Array(10_000)]) {
      const packed = encodeLzw(bytes);
      const theirs = new Uint8Array((await decoder.decode(packed.buffer as ArrayBuffer)) as ArrayBuffer);
      expect(Buffer.compare(theirs, decodeLzw(packed, bytes.length))).toBe(0);
    }
  });

  it('gives back any length up to 1,200', () => {
    for (let length = 0; length < 1200; length++) {
      const bytes = made(length, 256, length);
      if (Buffer.compare(decodeLzw(encodeLzw(bytes), length), bytes) !== 0) throw new Error(`length ${length}`);
    }
  });

  it('refuses more than was asked for, and codes from nowhere', () => {
    const bomb = encodeLzw(new Uint8Array(400_000));
    expect(bomb.length).toBeLessThan(2000);
    expect(() => decodeLzw(bomb, 399_999)).toThrow(LimitError);
    expect(() => decodeLzw(Uint8Array.of(0x80, 0x7f, 0xff), 100)).toThrow(FormatError);
    const bytes = encodeLzw(made(500, 9));
    const { uniform } = seededRandom(4);
    for (let i = 0; i < 3000; i++) {
      const broken = bytes.slice(0, 1 + Math.floor(uniform() * bytes.length));
      broken[Math.floor(uniform() * broken.length)]! ^= 1 << Math.floor(uniform() * 8);
      try {
        expect(decodeLzw(broken, 600).length).toBeLessThanOrEqual(600);
      } catch (error) {
        expect(error).toBeInstanceOf(TengunError);
      }
    }
  });
});

describe('PackBits', () => {
  it('reads the example of the specification, and what is cut off', () => {
    const packed = [0xfe, 0xaa, 0x02, 0x80, 0x00, 0x2a, 0xfd, 0xaa, 0x03, 0x80, 0x00, 0x2a, 0x22, 0xf7, 0xaa];
    const expected = 'aaaaaa80002aaaaaaaaa80002a22aaaaaaaaaaaaaaaaaaaa';
    expect(Buffer.from(decodePackBits(Uint8Array.from(packed), 24)).toString('hex')).toBe(expected);
    expect([...decodePackBits(Uint8Array.of(5, 1, 2), 10)]).toEqual([1, 2]);
    expect([...decodePackBits(Uint8Array.of(0x80, 0x80), 10)]).toEqual([]);
  });

  it('refuses more than was asked for', () => {
    expect(() => decodePackBits(Uint8Array.of(0x81, 7), 127)).toThrow(LimitError);
    expect(decodePackBits(Uint8Array.of(0x81, 7), 128)).toHaveLength(128);
  });
});
