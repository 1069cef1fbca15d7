/** The day that a file carries as its date: that of the header, else a fixed one, never the day it is made on. */
export function paperDay(date: string | undefined): Date {
  const day = new Date(`${date ?? ''}T00:00:00Z`);
  // a header may hold 2026-13-45: its form is right, the day is none
  return Number.isNaN(day.getTime()) ? new Date(Date.UTC(2000, 0, 1)) : day;
}
