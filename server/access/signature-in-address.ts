/**
 * Takes the signature of a signed link out of an address before it is routed: routes know their own parameters only, and no log, cache
 * key or link in an answer has it.
 */
import type { IncomingMessage } from 'node:http';
import { SIGNATURE_PARAMETER } from '../accounts/signed-links.ts';

const taken = new WeakMap<IncomingMessage, string>();
const PART = new RegExp(`(^|&)${SIGNATURE_PARAMETER}=([^&]{1,100})(?=&|$)`);

/** @returns the address without it */
export function takeSignature(request: IncomingMessage): string {
  const url = request.url ?? '/';
  const at = url.indexOf('?');
  const found = at < 0 ? null : PART.exec(url.slice(at + 1));
  if (!found) return url;
  taken.set(request, found[2]!);
  const query = url
    .slice(at + 1)
    .replace(PART, '')
    .replace(/^&/, '');
  return query === '' ? url.slice(0, at) : `${url.slice(0, at)}?${query}`;
}

export function takenSignature(request: IncomingMessage): string | null {
  return taken.get(request) ?? null;
}
