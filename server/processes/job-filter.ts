/** Which jobs a list shows: the parameters of OGC API Processes 1.0, requirements class job-list. */
import { Type } from '@fastify/type-provider-typebox';
import { RequestError } from '#core/errors.ts';
import { parseInterval } from '#worker/store/date-time.ts';
import type { JobStatus } from './job-registry.ts';

/** The standard's bounds; without a limit everything that is kept. */
export const MAX_LISTED = 10_000;
const STATUSES: readonly string[] = ['accepted', 'running', 'successful', 'failed', 'dismissed'];
const List = (description: string) => Type.Optional(Type.String({ maxLength: 1000, description }));
const Seconds = (description: string) => Type.Optional(Type.Integer({ minimum: 0, description }));

export const PageQuery = Type.Object({
  limit: Type.Optional(
    Type.Integer({ minimum: 1, maximum: MAX_LISTED, description: 'Entries an answer; default all' }),
  ),
  offset: Type.Optional(Type.Integer({ minimum: 0, description: 'Entries left out; the link `next` has it' })),
});

export const JobQuery = Type.Object({
  type: List('process, the only type there is'),
  processID: List('One or several, with commas between them'),
  status: List('One or several of accepted, running, successful, failed, dismissed'),
  datetime: Type.Optional(
    Type.String({ maxLength: 80, description: 'When it was created: time or interval, open with ..' }),
  ),
  minDuration: Seconds('Jobs that took, or have taken, at least so many seconds'),
  maxDuration: Seconds('Jobs that took, or have taken, at most so many seconds'),
  ...PageQuery.properties,
});

export interface JobFilter {
  readonly type?: string;
  readonly processID?: string;
  readonly status?: string;
  readonly datetime?: string;
  readonly minDuration?: number;
  readonly maxDuration?: number;
}

/** What of a statusInfo document is filtered by. */
export interface ListedJob {
  readonly processID: string;
  readonly status: JobStatus;
  readonly created: string;
  readonly started?: string;
  readonly finished?: string;
}

/**
 * @param now milliseconds since 1970: running jobs have lasted until now; those that have not begun have no duration
 * @throws {RequestError} INVALID_INPUT for a status, type or time that cannot be
 */
export function jobFilter(filter: JobFilter, now: number): (job: ListedJob) => boolean {
  const types = listOf(filter.type);
  const statuses = listOf(filter.status);
  const processes = listOf(filter.processID);
  const wrong = statuses?.find((status) => !STATUSES.includes(status)) ?? types?.find((type) => type !== 'process');
  if (wrong !== undefined) {
    const expected = `expected type process, and a status of ${STATUSES.join(', ')}`;
    throw new RequestError('INVALID_INPUT', `${expected}; seen ${JSON.stringify(wrong.slice(0, 60))}`);
  }
  const interval = filter.datetime === undefined ? null : parseInterval(filter.datetime);
  const { minDuration = 0, maxDuration = Number.POSITIVE_INFINITY } = filter;
  const isTimed = filter.minDuration !== undefined || filter.maxDuration !== undefined;
  return ({ processID, status, created, started, finished }) => {
    if (processes && !processes.includes(processID)) return false;
    if (statuses && !statuses.includes(status)) return false;
    const time = Date.parse(created);
    if (interval && (time < interval.start || time > interval.end)) return false;
    if (!isTimed) return true;
    if (started === undefined) return false;
    const seconds = ((finished === undefined ? now : Date.parse(finished)) - Date.parse(started)) / 1000;
    return seconds >= minDuration && seconds <= maxDuration;
  };
}

/** One page of a list, and where the next begins. */
export function pageOf<T>(
  list: readonly T[],
  { limit = MAX_LISTED, offset = 0 }: { readonly limit?: number; readonly offset?: number },
): { readonly page: readonly T[]; readonly next: number | null } {
  const end = offset + limit;
  return { page: list.slice(offset, end), next: end < list.length ? end : null };
}

function listOf(text: string | undefined): string[] | null {
  const parts = (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return parts.length > 0 ? parts : null;
}
