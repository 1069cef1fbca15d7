/** Preconditions, RFC 9110 §13: which answer the headers If-Match, If-None-Match, If-(Un)Modified-Since and If-Range ask for. */
import type { IncomingHttpHeaders } from 'node:http';

export interface Validators {
  /** Strong entity tag with its quotes, `"abc"`. */
  readonly etag: string;
  /** Milliseconds since 1970; compared in whole seconds. Null when the time of change is not known. */
  readonly lastModified: number | null;
}

/** In the RFC's order of precedence (§13.2.2). 304 is for GET and HEAD, the only methods this is used with. */
export function precondition(headers: IncomingHttpHeaders, validators: Validators): 'proceed' | 304 | 412 {
  const ifMatch = headers['if-match'];
  if (ifMatch !== undefined) {
    if (!listHas(ifMatch, validators.etag, 'strong')) return 412;
  } else if (isAfter(validators.lastModified, headers['if-unmodified-since'])) return 412;
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch !== undefined) {
    if (listHas(ifNoneMatch, validators.etag, 'weak')) return 304;
  } else if (isAfter(validators.lastModified, headers['if-modified-since']) === false) return 304;
  return 'proceed';
}

/** Whether the Range header counts: no If-Range, or one that names exactly what is here. */
export function rangeApplies(headers: IncomingHttpHeaders, { etag, lastModified }: Validators): boolean {
  const ifRange = headers['if-range'];
  if (typeof ifRange !== 'string') return true;
  if (ifRange.trim().startsWith('"')) return ifRange.trim() === etag;
  return lastModified !== null && Date.parse(ifRange) === wholeSeconds(lastModified);
}

export function httpDate(milliseconds: number): string {
  return new Date(milliseconds).toUTCString();
}

function listHas(list: string, etag: string, comparison: 'strong' | 'weak'): boolean {
  if (list.trim() === '*') return true;
  for (const [, weak, tag] of list.matchAll(/(W\/)?("[^"]*")/g)) {
    if (tag === etag && (comparison === 'weak' || !weak)) return true;
  }
  return false;
}

/** Null when either time is unknown: the header is then to be ignored. */
function isAfter(lastModified: number | null, header: string | undefined): boolean | null {
  const limit = header === undefined ? Number.NaN : Date.parse(header);
  if (lastModified === null || Number.isNaN(limit)) return null;
  return wholeSeconds(lastModified) > limit;
}

function wholeSeconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000) * 1000;
}
