/** Talking to the server: JSON in and out, problem+json as a typed error. */

/** An answer of the server that is not a success, or no answer at all (`status` 0, code `OFFLINE`). */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** Facts of the problem document, e.g. the collection without ground. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(status: number, code: string, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

async function problemOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const text = (name: string) => (isRecord(body) && typeof body[name] === 'string' ? body[name] : null);
  const message = text('detail') ?? text('title') ?? `HTTP ${response.status}`;
  const details = isRecord(body) && isRecord(body.details) ? body.details : {};
  return new ApiError(response.status, text('code') ?? `HTTP_${response.status}`, message, details);
}

/** @throws {ApiError} for any answer but 2xx, or when the server cannot be reached; AbortError when aborted */
export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    // what was just made must be seen: the browser's copy is asked for again, never shown unasked
    response = await fetch(path, { cache: 'no-cache', ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError(0, 'OFFLINE', error instanceof Error ? error.message : String(error));
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

/** @throws {ApiError} as `request` does */
export async function requestJson(path: string, init: RequestInit = {}): Promise<unknown> {
  const response = await request(path, { ...init, headers: { accept: 'application/json', ...init.headers } });
  return response.json();
}

export function postJson(path: string, body: unknown, signal?: AbortSignal): Promise<unknown> {
  return requestJson(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });
}
