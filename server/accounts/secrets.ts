/** Random secrets and what is kept of them. They have 256 bits: a fast hash of one tells nothing. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 43 characters that may stand in an address, a cookie or a header. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a secret. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

export function newId(): string {
  return randomBytes(9).toString('base64url').replace(/[-_]/g, 'x');
}

/** In a time that does not depend on where they differ. */
export function isSame(a: string, b: string): boolean {
  const [left, right] = [createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest()];
  return timingSafeEqual(left, right);
}
