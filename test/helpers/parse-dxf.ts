/** dxf-parser with the few types that the tests need; it has none of its own for these. */
import dxfParser from 'dxf-parser';

// a CommonJS bundle: what Node imports is the class itself, which its types do not say
const Parser = dxfParser as unknown as new () => { parseSync(text: string): unknown };

export interface ReadEntity {
  readonly type: string;
  readonly layer: string;
  readonly text: string;
  readonly vertices: readonly { readonly x: number; readonly y: number }[];
}

export interface ReadDxf {
  readonly header: Readonly<Record<string, unknown>>;
  readonly tables: { readonly layer: { readonly layers: Readonly<Record<string, unknown>> } };
  readonly entities: readonly ReadEntity[];
}

export function parseSync(text: string): ReadDxf {
  return new Parser().parseSync(text) as ReadDxf;
}
