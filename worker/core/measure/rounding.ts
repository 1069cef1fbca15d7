/** Rounding as calculation sheets do it: half up (四捨五入) on the decimal digits, not on the binary value. */

export interface RoundingProfile {
  /** Steps of the last digit shown: 0.1, 1, 10 … */
  readonly volumeM3: number;
  readonly areaM2: number;
}

/** Calculation sheets, totals of a design, and totals of a cost estimate. */
export const ROUNDING_PROFILES = {
  sheet: { volumeM3: 0.1, areaM2: 0.1 },
  total: { volumeM3: 1, areaM2: 1 },
  'total-10': { volumeM3: 10, areaM2: 1 },
  'total-100': { volumeM3: 100, areaM2: 1 },
} as const satisfies Record<string, RoundingProfile>;

export type RoundingName = keyof typeof ROUNDING_PROFILES;

/**
 * Rounds half away from zero to a multiple of a power of ten, on the shortest decimal text of the value: 1.005 to 0.01 is
 * 1.01, which binary rounding gets wrong.
 * @param step 10, 1, 0.1, 0.01 …
 * @returns the text, with as many decimals as the step has
 */
export function roundHalfUp(value: number, step: number): string {
  const places = -Math.round(Math.log10(step));
  if (!Number.isFinite(value)) return String(value);
  const digits = decimalDigits(Math.abs(value));
  // keep `places` digits after the point, look at the one behind
  const cut = digits.point + places;
  let kept = BigInt(cut > 0 ? digits.text.slice(0, cut).padEnd(cut, '0') : '0');
  if (cut >= 0 && (digits.text[cut] ?? '0') >= '5') kept += 1n;
  const text = places >= 0 ? withPoint(kept, places) : `${kept * 10n ** BigInt(-places)}`;
  return value < 0 && kept !== 0n ? `-${text}` : text;
}

/** The digits of a positive number and where its point stands: 123.45 is "12345" and 3; 0.0012 is "12" and −2. */
function decimalDigits(value: number): { text: string; point: number } {
  const [mantissa = '0', exponent = '0'] = value.toExponential().split('e');
  return { text: mantissa.replace('.', ''), point: Number(exponent) + 1 };
}

function withPoint(scaled: bigint, places: number): string {
  if (places === 0) return `${scaled}`;
  const text = `${scaled}`.padStart(places + 1, '0');
  return `${text.slice(0, -places)}.${text.slice(-places)}`;
}
