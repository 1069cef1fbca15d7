/** The life of a request to the server, as all tools show it. */
import { ApiError } from '../api/client.ts';

export interface Failure {
  readonly code: string;
  readonly message: string;
  /** Facts of the server's problem document. */
  readonly details?: ApiError['details'];
}

export type Run<Result> =
  | { readonly state: 'idle' }
  /** `progress`: percent of a job; absent where the server answers at once. */
  | { readonly state: 'running'; readonly progress?: number }
  | { readonly state: 'done'; readonly result: Result }
  | { readonly state: 'failed'; readonly failure: Failure };

export const IDLE: Run<never> = { state: 'idle' };

export function failureOf(error: unknown): Failure {
  if (error instanceof ApiError) return { code: error.code, message: error.message, details: error.details };
  return { code: 'UNKNOWN', message: error instanceof Error ? error.message : String(error) };
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

export type RunAction<Result> =
  | { readonly type: 'run' }
  | { readonly type: 'progress'; readonly percent: number }
  | { readonly type: 'done'; readonly result: Result }
  | { readonly type: 'failed'; readonly failure: Failure }
  | { readonly type: 'stopped' };

/** An answer counts only while it is waited for. */
export function reduceRun<Result>(run: Run<Result>, action: RunAction<Result>): Run<Result> {
  if (action.type === 'run') return { state: 'running' };
  if (action.type === 'stopped') return IDLE;
  if (run.state !== 'running') return run;
  switch (action.type) {
    case 'progress':
      return { state: 'running', progress: action.percent };
    case 'done':
      return { state: 'done', result: action.result };
    case 'failed':
      return { state: 'failed', failure: action.failure };
  }
}
