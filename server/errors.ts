/** Every error that the server answers with: one table from code to status and title, RFC 9457 documents from it. */
import type { ErrorCode } from '#core/errors.ts';

interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** URI of the kind; ours unless a standard names one. */
  readonly type?: string;
}

const OGC_EXCEPTIONS = 'http://www.opengis.net/def/exceptions/ogcapi-processes-1/1.0';

/** Codes of the core (worker/core/errors.ts) first, then those that only HTTP has. */
export const PROBLEMS = {
  FORMAT: { status: 422, title: 'The data is not in the format it claims' },
  UNSUPPORTED: { status: 400, title: 'Unsupported request' },
  CRS: { status: 400, title: 'Unusable coordinate reference system' },
  GEOMETRY: { status: 400, title: 'Unusable geometry' },
  GRID_MISMATCH: { status: 422, title: 'Grids do not fit together' },
  LIMIT: { status: 413, title: 'Request too large' },
  NOT_FOUND: { status: 404, title: 'Not found' },
  NO_DATA: { status: 422, title: 'No data' },
  NO_GROUND_CLASS: { status: 422, title: 'The asked classes are not in the data' },
  INVALID_INPUT: { status: 400, title: 'Invalid input' },
  CHECKSUM: { status: 500, title: 'Stored data is damaged' },
  NO_SPACE: { status: 507, title: 'The disk is full' },
  READ_ONLY: { status: 507, title: 'Nothing can be written on this disk' },
  STORAGE: { status: 500, title: 'The disk reports an error' },
  UPSTREAM: { status: 502, title: 'Another server did not answer as expected' },
  WORKER_LOST: { status: 503, title: 'A worker thread ended' },
  NO_SUCH_PROCESS: { status: 404, title: 'No such process', type: `${OGC_EXCEPTIONS}/no-such-process` },
  NO_SUCH_JOB: { status: 404, title: 'No such job', type: `${OGC_EXCEPTIONS}/no-such-job` },
  RESULT_NOT_READY: { status: 404, title: 'The job has no result yet', type: `${OGC_EXCEPTIONS}/result-not-ready` },
  JOB_DISMISSED: { status: 410, title: 'The job was dismissed' },
  DATA_CHANGED: { status: 409, title: 'The data are no longer those of the result' },
  UNAUTHORIZED: { status: 401, title: 'Not signed in' },
  FORBIDDEN: { status: 403, title: 'Not allowed' },
  METHOD_NOT_ALLOWED: { status: 405, title: 'Method not allowed' },
  CONFLICT: { status: 409, title: 'Conflict with the present state' },
  GONE: { status: 410, title: 'Gone' },
  NOT_ACCEPTABLE: { status: 406, title: 'Not acceptable' },
  PRECONDITION_FAILED: { status: 412, title: 'Precondition failed' },
  PRECONDITION_REQUIRED: { status: 428, title: 'If-Match is required' },
  PAYLOAD_TOO_LARGE: { status: 413, title: 'Request body too large' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'Unsupported media type' },
  RANGE_NOT_SATISFIABLE: { status: 416, title: 'Range not satisfiable' },
  HEADERS_TOO_LARGE: { status: 431, title: 'Request header fields too large' },
  TOO_MANY_REQUESTS: { status: 429, title: 'Too many requests' },
  // nobody reads it: for the log and the metrics, so that they do not call it a fault
  CLIENT_GONE: { status: 499, title: 'The client left' },
  INTERNAL: { status: 500, title: 'Internal server error' },
  BUSY: { status: 503, title: 'The server is busy' },
  TIMEOUT: { status: 503, title: 'It took too long' },
  REQUEST_TIMEOUT: { status: 408, title: 'Request timeout' },
} as const satisfies Record<ErrorCode, ProblemKind> & Record<string, ProblemKind>;

export type ProblemCode = keyof typeof PROBLEMS;

/** The answer of a failed request. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  readonly instance: string;
  /** Facts of the error, e.g. the limit and the size seen. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>>;
  /** Every wrong field of a request that did not fit its schema. */
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** Thrown by routes for what only HTTP knows; errors of the core go through as they are. */
export class HttpProblem extends Error {
  readonly code: ProblemCode;
  readonly headers: Readonly<Record<string, string>>;
  /** Facts of the error, for programs. */
  readonly details: NonNullable<ProblemDocument['details']>;

  constructor(
    code: ProblemCode,
    detail: string,
    headers: Readonly<Record<string, string>> = {},
    details: NonNullable<ProblemDocument['details']> = {},
  ) {
    super(detail);
    this.name = 'HttpProblem';
    this.code = code;
    this.headers = headers;
    this.details = details;
  }
}

export function problem(
  code: ProblemCode,
  detail: string,
  headers?: Record<string, string>,
  details?: ProblemDocument['details'],
): HttpProblem {
  return new HttpProblem(code, detail, headers, details);
}

export function problemDocument(
  code: ProblemCode,
  detail: string,
  instance: string,
  more: Pick<ProblemDocument, 'details' | 'errors'> = {},
): ProblemDocument {
  const kind: ProblemKind = PROBLEMS[code];
  const type = kind.type ?? `urn:tengun:problem:${code.toLowerCase().replaceAll('_', '-')}`;
  return { type, title: kind.title, status: kind.status, detail, code, instance, ...more };
}

export function isProblemCode(code: unknown): code is ProblemCode {
  return typeof code === 'string' && Object.hasOwn(PROBLEMS, code);
}
