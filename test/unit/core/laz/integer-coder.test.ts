import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormatError } from '#core/errors.ts';
import { ArithmeticDecoder, ArithmeticEncoder, BitModel, SymbolModel } from '#core/laz/arithmetic-coder.ts';
import { decodeInteger, encodeInteger, IntegerModel } from '#core/laz/integer-coder.ts';

describe('the arithmetic coder', () => {
  it('gives symbols, bits and raw bits back in order', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('symbol' as const), value: fc.nat(9) }),
      fc.record({ kind: fc.constant('bit' as const), value: fc.nat(1) }),
      fc.record({ kind: fc.constant('raw' as const), value: fc.nat(2 ** 31 - 1) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 3000 }), (steps) => {
        const encoder = new ArithmeticEncoder();
        const models = [new SymbolModel(10), new BitModel()] as const;
        for (const { kind, value } of steps) {
          if (kind === 'symbol') encoder.encodeSymbol(models[0], value);
          else if (kind === 'bit') encoder.encodeBit(models[1], value);
          else encoder.encodeBits(31, value);
        }
        const decoder = new ArithmeticDecoder(encoder.finish());
        const fresh = [new SymbolModel(10), new BitModel()] as const;
        for (const { kind, value } of steps) {
          if (kind === 'symbol') expect(decoder.decodeSymbol(fresh[0])).toBe(value);
          else if (kind === 'bit') expect(decoder.decodeBit(fresh[1])).toBe(value);
          else expect(decoder.decodeBits(31)).toBe(value);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('needs close to no bytes for a symbol that always comes', () => {
    const encoder = new ArithmeticEncoder();
    const model = new SymbolModel(256);
    for (let i = 0; i < 20_000; i++) encoder.encodeSymbol(model, 7);
    // the entropy falls towards 0; learning 256 symbols costs about 300 bytes, 20,000 of them raw would be 20 kB
    expect(encoder.finish().length).toBeLessThan(500);
  });

  it('says where the data end when they end early', () => {
    const encoder = new ArithmeticEncoder();
    for (let i = 0; i < 8; i++) encoder.encodeBits(16, i * 1001);
    const bytes = encoder.finish();
    const decoder = new ArithmeticDecoder(bytes.subarray(0, 10), 500);
    const readAll = () => {
      for (let i = 0; i < 8; i++) decoder.decodeBits(16);
    };
    expect(readAll).toThrow(FormatError);
    expect(readAll).toThrow(/end early, after 10 bytes/);
  });
});

describe('integers as differences', () => {
  it.each([16, 32] as const)('of %i bits come back, whatever the predictions', (width) => {
    const half = 2 ** (width - 1);
    const number = fc.oneof(
      fc.integer({ min: -half, max: half - 1 }),
      fc.constantFrom(-half, half - 1, 0, 1, -1),
      fc.integer({ min: -300, max: 300 }),
    );
    const item = fc.record({ context: fc.nat(2), prediction: number, value: number });
    fc.assert(
      fc.property(fc.array(item, { maxLength: 300 }), (items) => {
        const encoder = new ArithmeticEncoder();
        const model = new IntegerModel(width, 3);
        for (const { context, prediction, value } of items) encodeInteger(encoder, model, context, prediction, value);
        const decoder = new ArithmeticDecoder(encoder.finish());
        const fresh = new IntegerModel(width, 3);
        for (const { context, prediction, value } of items) {
          expect(decodeInteger(decoder, fresh, context, prediction)).toBe(value);
        }
        expect(fresh.bitCount).toBe(model.bitCount);
      }),
      { numRuns: 100 },
    );
  });
});
