/** Times as STAC and OGC API write them: an instant, or an interval that may be open at one end. */
import { isDay } from '#core/day.ts';
import { RequestError } from '#core/errors.ts';

/** Milliseconds since 1970, both ends included; ±Infinity where open. */
export interface TimeInterval {
  readonly start: number;
  readonly end: number;
}

const MONTH = /^\d{4}-\d{2}$/;
const YEAR = /^\d{4}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

/**
 * The span that a text names: an instant names itself, a day, month or year its whole length (UTC).
 * @throws {RequestError} INVALID_INPUT for anything else, also for days that do not exist
 */
export function spanOf(text: string): TimeInterval {
  if (INSTANT.test(text)) {
    const instant = Date.parse(text.replace(' ', 'T'));
    if (Number.isFinite(instant) && isDay(text.slice(0, 10))) return { start: instant, end: instant };
  } else if (isDay(text)) {
    return { start: Date.parse(`${text}T00:00:00Z`), end: Date.parse(`${text}T23:59:59Z`) };
  } else if (MONTH.test(text) && isDay(`${text}-01`)) {
    const start = new Date(`${text}-01T00:00:00Z`);
    return { start: start.getTime(), end: Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1) - 1000 };
  } else if (YEAR.test(text)) {
    return { start: Date.UTC(Number(text), 0), end: Date.UTC(Number(text) + 1, 0) - 1000 };
  }
  const seen = JSON.stringify(text.slice(0, 60));
  throw new RequestError('INVALID_INPUT', `datetime: expected a day or an RFC 3339 time, seen ${seen}`);
}

/**
 * The `datetime` parameter of STAC and OGC API Features: `T`, `T/T`, `../T`, `T/..` (an empty end means the same as `..`).
 * @throws {RequestError} INVALID_INPUT
 */
export function parseInterval(text: string): TimeInterval {
  const parts = text.split('/');
  if (parts.length === 1) return spanOf(text);
  const [from, to] = parts;
  const isOpen = (part: string | undefined) => part === '' || part === '..';
  if (parts.length !== 2 || (isOpen(from) && isOpen(to))) {
    const seen = JSON.stringify(text.slice(0, 60));
    throw new RequestError('INVALID_INPUT', `datetime: expected a time or START/END with one end given, seen ${seen}`);
  }
  const start = isOpen(from) ? Number.NEGATIVE_INFINITY : spanOf(from!).start;
  const end = isOpen(to) ? Number.POSITIVE_INFINITY : spanOf(to!).end;
  if (start > end) throw new RequestError('INVALID_INPUT', `datetime: the interval ends before it starts: ${text}`);
  return { start, end };
}

/** RFC 3339 in UTC with whole seconds unless there are fractions. */
export function formatInstant(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z');
}
