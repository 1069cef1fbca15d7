/** The life of a request to the server, as both tools show it. */
import { ApiError } from '../api/client.ts';

export interface Failure {
  readonly code: string;
  readonly message: string;
}

export type Run<Result> =
  | { readonly state: 'idle' }
  | { readonly state: 'running' }
  | { readonly state: 'done'; readonly result: Result }
  | { readonly state: 'failed'; readonly failure: Failure };

export const IDLE: Run<never> = { state: 'idle' };

export function failureOf(error: unknown): Failure {
  if (error instanceof ApiError) return { code: error.code, message: error.message };
  return { code: 'UNKNOWN', message: error instanceof Error ? error.message : String(error) };
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
