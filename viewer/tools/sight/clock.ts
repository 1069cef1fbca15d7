/** Date and time of the sun, by the clock of a place. Pure. */
import { isDay } from '#core/day.ts';

export interface SunDay {
  /** `2026-12-21`. */
  readonly day: string;
  /** Of that clock; Japan 540. */
  readonly utcOffsetMinutes: number;
}

export interface Clock extends SunDay {
  /** Since midnight by that clock, 0 to 1439. */
  readonly minutes: number;
}

export const JAPAN_MINUTES = 540;
/** Until the page knows the day. */
export const NOON: Clock = { day: '2026-06-21', utcOffsetMinutes: JAPAN_MINUTES, minutes: 12 * 60 };

/** Milliseconds since 1970. */
export const timeOf = ({ day, minutes, utcOffsetMinutes }: Clock): number =>
  Date.parse(`${day}T00:00:00Z`) + (minutes - utcOffsetMinutes) * 60_000;

/** The day by a clock, now. */
export function today(nowMs: number, utcOffsetMinutes: number): string {
  return new Date(nowMs + utcOffsetMinutes * 60_000).toISOString().slice(0, 10);
}

const two = (value: number) => String(value).padStart(2, '0');

/** `15:05`. */
export const clockText = (minutes: number): string => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;

/** Minutes by the clock of an instant. */
export function minutesOf(ms: number, { utcOffsetMinutes }: SunDay): number {
  const minutes = Math.round(ms / 60_000) + utcOffsetMinutes;
  return ((minutes % 1440) + 1440) % 1440;
}

/** `2026-12-21T15:05+09:00`, as the address has it. */
export function formatClock({ day, minutes, utcOffsetMinutes }: Clock): string {
  const offset = Math.abs(utcOffsetMinutes);
  return `${day}T${clockText(minutes)}${utcOffsetMinutes < 0 ? '-' : '+'}${two(Math.floor(offset / 60))}:${two(offset % 60)}`;
}

/** @returns null for what is none */
export function parseClock(text: string): Clock | null {
  const found = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)([+-])(\d\d):(\d\d)$/.exec(text);
  if (!found) return null;
  const [, day = '', hours, minutes, sign, offsetHours, offsetMinutes] = found;
  const ofDay = Number(hours) * 60 + Number(minutes);
  const offset = (sign === '-' ? -1 : 1) * (Number(offsetHours) * 60 + Number(offsetMinutes));
  if (!isDay(day) || ofDay >= 1440 || Math.abs(offset) > 840) return null;
  return { day, minutes: ofDay, utcOffsetMinutes: offset };
}

/** Days that offices ask for: solstices and equinox of a year. */
export const seasonDays = (year: number) => ({
  winter: `${year}-12-22`,
  equinox: `${year}-03-20`,
  summer: `${year}-06-21`,
});
