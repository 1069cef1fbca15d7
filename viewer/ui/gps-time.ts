/**
 * GPS times as people read them. LAS 1.4 stores either adjusted standard time (seconds since 1980-01-06 less 10⁹) or seconds of the
 * week, which tell no day; the column does not say which, but a week has 604,800 seconds only.
 */
const WEEK_S = 604_800;
const EPOCH_MS = Date.UTC(1980, 0, 6);
const ADJUSTMENT_S = 1e9;
/** GPS − UTC since 2017; before it was up to 18 seconds less. */
const LEAP_S = 18;

/** @returns UTC to the second, or the seconds as they are */
export function formatGpsTime(seconds: number): { readonly text: string; readonly isWeekTime: boolean } {
  if (seconds >= 0 && seconds <= WEEK_S) return { text: seconds.toFixed(1), isWeekTime: true };
  const instant = new Date(EPOCH_MS + (seconds + ADJUSTMENT_S - LEAP_S) * 1000);
  if (Number.isNaN(instant.getTime())) return { text: seconds.toFixed(1), isWeekTime: true };
  return { text: `${instant.toISOString().slice(0, 19).replace('T', ' ')} UTC`, isWeekTime: false };
}
