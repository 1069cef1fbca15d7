/**
 * Links that open one item for whoever holds them, until a day that is part of them: `?signature=<until>.<mac>`. Nothing is stored of
 * them; they end with their day, with the item, or when the server's key is changed.
 */
import { isSame, signatureOf } from './secrets.ts';

export const SIGNATURE_PARAMETER = 'signature';
export const KEY_NAME = 'signed-links';
const FORM = /^([0-9a-z]{1,9})\.([\w-]{43})$/;

export function signItem(key: Uint8Array, cid: string, iid: string, untilMs: number): string {
  const until = Math.floor(untilMs / 1000).toString(36);
  return `${until}.${signatureOf(key, textOf(cid, iid, until))}`;
}

/** Whether a signature opens an item now. */
export function opensItem(key: Uint8Array, signature: string, cid: string, iid: string, nowMs: number): boolean {
  const [, until, mac] = FORM.exec(signature) ?? [];
  if (until === undefined || mac === undefined) return false;
  if (Number.parseInt(until, 36) * 1000 <= nowMs) return false;
  return isSame(mac, signatureOf(key, textOf(cid, iid, until)));
}

const textOf = (cid: string, iid: string, until: string): string => `item\n${cid}\n${iid}\n${until}`;
