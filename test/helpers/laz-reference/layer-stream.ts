/** One layer's arithmetic stream, seen alike from both directions: what is put in comes out, or what was read does. */
import { ArithmeticDecoder, ArithmeticEncoder, type SymbolModel } from '#core/laz/arithmetic-coder.ts';
import { decodeInteger, encodeInteger, type IntegerModel } from '#core/laz/integer-coder.ts';

export interface LayerStream {
  symbol(model: SymbolModel, value: number): number;
  integer(model: IntegerModel, context: number, prediction: number, value: number): number;
  bits(count: number, value: number): number;
}

export class EncodingStream implements LayerStream {
  private readonly encoder = new ArithmeticEncoder();

  symbol(model: SymbolModel, value: number): number {
    this.encoder.encodeSymbol(model, value);
    return value;
  }

  integer(model: IntegerModel, context: number, prediction: number, value: number): number {
    encodeInteger(this.encoder, model, context, prediction, value);
    return value;
  }

  bits(count: number, value: number): number {
    this.encoder.encodeBits(count, value);
    return value;
  }

  finish(): Uint8Array {
    return this.encoder.finish();
  }
}

export class DecodingStream implements LayerStream {
  private readonly decoder: ArithmeticDecoder;

  constructor(bytes: Uint8Array) {
    this.decoder = new ArithmeticDecoder(bytes);
  }

  symbol(model: SymbolModel): number {
    return this.decoder.decodeSymbol(model);
  }

  integer(model: IntegerModel, context: number, prediction: number): number {
    return decodeInteger(this.decoder, model, context, prediction);
  }

  bits(count: number): number {
    return this.decoder.decodeBits(count);
  }
}

/** Models made when first asked for. */
export class ModelSet<Model> {
  private readonly models = new Map<number, Model>();
  private readonly make: () => Model;

  constructor(make: () => Model) {
    this.make = make;
  }

  at(index: number): Model {
    let model = this.models.get(index);
    if (model === undefined) {
      model = this.make();
      this.models.set(index, model);
    }
    return model;
  }
}
