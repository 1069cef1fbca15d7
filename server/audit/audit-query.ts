/** What people ask the audit log for, from a page, a script or the command line. */
import { problem } from '../errors.ts';

export const EVENTS_A_PAGE = 200;

/**
 * A day or an instant as milliseconds; a day as `to` reaches to its end, UTC.
 * @throws {HttpProblem} INVALID_INPUT
 */
export function timeOf(text: string, end: 'from' | 'to'): number {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const time = Date.parse(isDay && end === 'to' ? `${text}T23:59:59.999Z` : text);
  if (Number.isNaN(time))
    throw problem('INVALID_INPUT', `${end}: expected a day or an instant (ISO 8601), seen ${text}`);
  return time;
}
