/** Values of the address: numbers in their limits, lists of numbers, words of a set. What is not understood is no value. */

export const oneOf = <T extends string>(values: readonly T[], text: string | null | undefined): T | undefined =>
  values.find((value) => value === text);

const numberOf = (text: string) => (text.trim() === '' ? Number.NaN : Number(text));

export function numberIn(text: string | null | undefined, low: number, high: number): number | undefined {
  const value = numberOf(text ?? '');
  return Number.isFinite(value) && value >= low && value <= high ? value : undefined;
}

/** All of them, between commas, or null. */
export function readNumbers(text: string | null | undefined, count: number): number[] | null {
  const numbers = (text ?? '').split(',').map(numberOf);
  return numbers.length === count && numbers.every(Number.isFinite) ? numbers : null;
}

/** Two ascending numbers, or null. */
export function readRange(text: string | null | undefined): readonly [low: number, high: number] | null {
  const [low = Number.NaN, high = Number.NaN] = readNumbers(text, 2) ?? [];
  return low < high ? [low, high] : null;
}

/** Codes of classes, sorted, each once; undefined where one is none. */
export function classesIn(text: string | null | undefined): number[] | undefined {
  const codes = (text ?? '').split(',').flatMap((part) => (part.trim() === '' ? [] : [Number(part)]));
  const areCodes = codes.every((code) => Number.isInteger(code) && code >= 0 && code <= 255);
  return areCodes ? [...new Set(codes)].sort((a, b) => a - b) : undefined;
}
