/** The least of 1, 2, 5 times a power of ten that is not below `value`. @param value above 0 */
export function handyNumber(value: number): number {
  const power = Math.floor(Math.log10(value));
  for (const exponent of [power - 1, power, power + 1]) {
    for (const digit of [1, 2, 5]) {
      const candidate = exponent < 0 ? digit / 10 ** -exponent : digit * 10 ** exponent;
      if (candidate >= value * (1 - 1e-12)) return candidate;
    }
  }
  return value;
}
