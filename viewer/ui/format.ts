/** Numbers as people read them: separators, fixed decimals, a real minus sign; no data is a dash. */

const NO_DATA = '–';
const formatters = new Map<number, Intl.NumberFormat>();

/** `1234.5, 1` → `1,234.5`; both languages write numbers alike. */
export function formatNumber(value: number | null | undefined, decimals = 0): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NO_DATA;
  let formatter = formatters.get(decimals);
  if (!formatter) {
    formatter = new Intl.NumberFormat('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    formatters.set(decimals, formatter);
  }
  const text = formatter.format(value);
  // -0.04 with one decimal is 0.0, not −0.0.
  return /^-[0.,]+$/.test(text) ? text.slice(1) : text.replace('-', '−');
}

/** With a sign: `+1.2`, `−0.5`, `0.0`. */
export function formatSigned(value: number | null | undefined, decimals = 0): string {
  const text = formatNumber(value, decimals);
  return value !== null && value !== undefined && value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** A decimal text of the server, digit by digit as it is, with separators: `-1234.5` → `−1,234.5`. */
export function formatDecimal(text: string | null, signed = false): string {
  const [, minus = '', whole = '', rest = ''] = /^(-?)(\d+)(\.\d+)?$/.exec(text ?? '') ?? [];
  if (whole === '') return NO_DATA;
  const digits = `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${rest}`;
  if (minus) return `−${digits}`;
  return signed && /[1-9]/.test(digits) ? `+${digits}` : digits;
}

/** `[low, high]` as `low` and `high` with a word between them. */
export function formatInterval(interval: readonly number[] | undefined, decimals: number, between: string): string {
  if (interval?.length !== 2) return NO_DATA;
  return `${formatNumber(interval[0], decimals)}${between}${formatNumber(interval[1], decimals)}`;
}

/** An ISO instant or day as the day in Japan's time zone, `2019-11-01`. */
export function formatDay(iso: string | null): string {
  if (iso === null) return NO_DATA;
  if (/^\d{4}-\d{2}-\d{2}$/.test(iso)) return iso;
  const time = Date.parse(iso);
  // STAC writes a bare day as midnight UTC: that is the day meant.
  return Number.isNaN(time) ? iso : new Date(time).toISOString().slice(0, 10);
}
