/** Whether an answer is one that a client may get: a success, or a problem document with a known code, never an inner error. */

import { isProblemCode, PROBLEM_MEDIA_TYPE, PROBLEMS } from '../../../../server/errors.ts';
import type { Outcome } from '../family.ts';
import type { MadeRequest } from './requests.ts';

export interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** @param caught what the server's handler threw, when it threw */
export function judge(
  { operation, tag, method }: MadeRequest,
  answer: Answer,
  ms: number,
  limitMs: number,
  caught: unknown,
): Outcome {
  const bug = (what: string): Outcome => ({
    reader: operation,
    result: 'BUG',
    thrown: caught instanceof Error ? new Error(`${what}\n${caught.stack}`) : new Error(what),
  });
  const { statusCode, headers, body } = answer;
  if (ms > limitMs) return bug(`answered after ${Math.round(ms)} ms`);
  if (statusCode < 200 || statusCode > 599) return bug(`status ${statusCode}`);
  if (statusCode < 400) return { reader: tag, result: String(statusCode) };
  const type = String(headers['content-type'] ?? '');
  if (!type.startsWith(PROBLEM_MEDIA_TYPE)) return bug(`status ${statusCode} as ${type}: ${body.slice(0, 200)}`);
  if (method === 'HEAD' && body === '') return { reader: tag, result: String(statusCode) };
  let document: { readonly code?: unknown; readonly status?: unknown; readonly stack?: unknown };
  try {
    document = JSON.parse(body);
  } catch {
    return bug(`a problem that is no JSON: ${body.slice(0, 200)}`);
  }
  const { code, status } = document;
  if (!isProblemCode(code) || PROBLEMS[code].status !== statusCode || status !== statusCode || 'stack' in document) {
    return bug(`a problem that is none: ${body.slice(0, 300)}`);
  }
  if (statusCode >= 500 && statusCode !== 503) return bug(`status ${statusCode}: ${body.slice(0, 300)}`);
  return { reader: tag, result: code };
}
