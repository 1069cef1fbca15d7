/** Optimistic locking: who changes something says which version he has seen (RFC 9110 §13.1.1, RFC 6585 §3). */
import type { FastifyRequest } from 'fastify';
import { problem } from '../errors.ts';

/** The tag of a counted version. */
export const versionTag = (version: number): string => `"${version}"`;

/** @throws {HttpProblem} PRECONDITION_REQUIRED without If-Match, PRECONDITION_FAILED with one that names no version */
export function expectedVersion({ headers }: FastifyRequest): number {
  const given = headers['if-match'];
  if (given === undefined) {
    throw problem(
      'PRECONDITION_REQUIRED',
      'expected If-Match with the ETag of what was read, so that nobody’s change is lost',
    );
  }
  // a tag that was compressed on the way is marked as weak; the number in it is the same
  const version = /^\s*(?:W\/)?"(\d{1,15})"\s*$/.exec(given)?.[1];
  if (version === undefined) {
    throw problem('PRECONDITION_FAILED', `If-Match: expected one version such as "3", seen ${given.slice(0, 80)}`);
  }
  return Number(version);
}
