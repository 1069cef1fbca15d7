/**
 * CQL2 filters as a checked tree: the part of the language that a catalogue of items answers. Logic has three values:
 * a comparison with a property that is not there is neither true nor false.
 * Source: OGC 21-065r2 (CQL2), its JSON form.
 */

/** Milliseconds since 1970, both ends included; ±Infinity where open. An instant begins and ends at once. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type ValueType = 'string' | 'number' | 'boolean' | 'time';
export type Value = string | number | boolean | Span;

/** The properties that a filter may name. */
export type PropertyTypes = Readonly<Record<string, ValueType>>;

export type Scalar =
  | { readonly kind: 'property'; readonly name: string; readonly type: ValueType }
  | { readonly kind: 'literal'; readonly type: ValueType; readonly value: Value };

export type Comparison = '=' | '<>' | '<' | '<=' | '>' | '>=';
export type TimeRelation = 't_after' | 't_before' | 't_during' | 't_intersects';

export type Expression =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Expression[] }
  | { readonly kind: 'not'; readonly part: Expression }
  | { readonly kind: 'compare'; readonly op: Comparison; readonly left: Scalar; readonly right: Scalar }
  | { readonly kind: 'between'; readonly of: Scalar; readonly low: Scalar; readonly high: Scalar }
  | { readonly kind: 'in'; readonly of: Scalar; readonly list: readonly Scalar[] }
  | { readonly kind: 'like'; readonly of: Scalar; readonly pattern: string }
  | { readonly kind: 'isNull'; readonly of: Scalar }
  | { readonly kind: 'time'; readonly op: TimeRelation; readonly left: Scalar; readonly right: Scalar };

/** Bounds of what is read; a larger filter is refused. */
export const CQL2_LIMITS = {
  /** Operators within operators. */
  depth: 16,
  /** Operators, properties and literals; those in lists only where they are times. */
  nodes: 200,
  /** Values of one `in`. */
  listValues: 1000,
  /** Characters of a text or a pattern. */
  textLength: 1000,
} as const;
