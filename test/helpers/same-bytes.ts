import { expect } from 'vitest';

/** Equality of bytes with a short message: a diff of thousands of numbers helps nobody. */
export function expectSame(actual: Uint8Array, expected: Uint8Array, what: string): void {
  if (Buffer.compare(actual, expected) === 0) return;
  const at = actual.findIndex((byte, i) => byte !== expected[i]);
  expect.fail(`${what}: ${actual.length} and ${expected.length} bytes, first difference at ${at}`);
}
