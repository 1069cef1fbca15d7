/** The audit log as CSV, for spreadsheets. */
import { csvLines } from '../csv.ts';
import type { AuditEvent, AuditLog, AuditQuery } from './audit-log.ts';

const COLUMNS = ['number', 'at', 'who', 'user', 'action', 'target', 'address', 'result', 'request'] as const;
/** A spreadsheet in Japan takes UTF-8 only with this mark. */
const BYTE_ORDER_MARK = '\ufeff';

/** Page after page, so that a log of any length takes no memory. */
export function* csvOf(audit: AuditLog, query: AuditQuery): Generator<string> {
  yield `${BYTE_ORDER_MARK}${csvLines([[...COLUMNS]])}`;
  let before = query.before;
  for (;;) {
    const events: AuditEvent[] = audit.list({ ...query, ...(before === undefined ? {} : { before }) });
    if (events.length > 0) yield csvLines(events.map((event) => COLUMNS.map((name) => event[name])));
    if (events.length < query.limit) return;
    before = events.at(-1)!.number;
  }
}
