/** Names of things that only those find who were told them. */
import { randomBytes } from 'node:crypto';

/** 32 letters and digits that are not taken for each other when read aloud or from paper. */
const ALPHABET = '23456789abcdefghijkmnpqrstuvwxyz';
const LENGTH = 10;

export const LINK_ID_PATTERN = `^[${ALPHABET}]{${LENGTH}}$`;
/** Of projects and entries: 16 of them. */
export const PROJECT_ID_PATTERN = `^[${ALPHABET}]{16}$`;

/** 50 bits of chance; 16 letters: 80. */
export function randomId(length = LENGTH): string {
  let id = '';
  for (const byte of randomBytes(length)) id += ALPHABET[byte & 31];
  return id;
}
