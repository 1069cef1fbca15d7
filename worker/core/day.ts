/** Days of the calendar. */

/** Whether a text is a day that exists, as 2027-04-01. */
export function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // the parser rolls 30 February over to March
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
