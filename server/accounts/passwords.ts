/**
 * Passwords as scrypt hashes: `scrypt$N$r$p$salt$hash`, so that the cost may grow and old ones still hold. One takes 128 MiB for about
 * half a second: a gate keeps a flood of attempts from taking the machine.
 * Source: RFC 7914; cost as OWASP's Password Storage Cheat Sheet recommends (N = 2¹⁷, r = 8, p = 1).
 */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { problem } from '../errors.ts';
import { Gate } from '../gate.ts';

export interface PasswordCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

export const PASSWORD_COST: PasswordCost = { N: 2 ** 17, r: 8, p: 1 };
const HASH_BYTES = 32;
const SALT_BYTES = 16;
/** In characters; NIST SP 800-63B asks for at least 8 and takes 64 and more. */
const PASSWORD_LENGTH = { min: 12, max: 256 } as const;
const gate = new Gate({ slots: 2, maxWaiting: 50 });

/** @throws {HttpProblem} INVALID_INPUT for a password that everybody would try */
export function checkPassword(password: string, name: string): void {
  const length = [...password].length;
  if (length < PASSWORD_LENGTH.min || length > PASSWORD_LENGTH.max) {
    const { min, max } = PASSWORD_LENGTH;
    throw problem('INVALID_INPUT', `password: expected ${min} to ${max} characters, seen ${length}`);
  }
  const plain = password.toLowerCase();
  if (
    new Set(plain).size < 5 ||
    plain.includes(name.toLowerCase()) ||
    /^(0?1234|password|passw0rd|qwerty)/.test(plain)
  ) {
    throw problem('INVALID_INPUT', 'password: expected one that is hard to guess; several unrelated words are good');
  }
}

/** @throws {HttpProblem} BUSY when too many wait */
export async function hashPassword(password: string, cost = PASSWORD_COST): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await gate.run(() => derive(password, salt, cost));
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join('$');
}

/**
 * @param stored null: there is no such user, or he has no password; it takes as long all the same
 * @throws {HttpProblem} BUSY when too many wait
 */
export async function isPassword(password: string, stored: string | null, cost = PASSWORD_COST): Promise<boolean> {
  const [kind, N, r, p, salt, hash] = stored?.split('$') ?? [];
  const isKnown = kind === 'scrypt' && salt !== undefined && hash !== undefined;
  const seen = await gate.run(() =>
    derive(
      password,
      isKnown ? Buffer.from(salt, 'base64url') : randomBytes(SALT_BYTES),
      isKnown ? { N: Number(N), r: Number(r), p: Number(p) } : cost,
    ),
  );
  const expected = isKnown ? Buffer.from(hash, 'base64url') : randomBytes(HASH_BYTES);
  return isKnown && expected.length === seen.length && timingSafeEqual(expected, seen);
}

function derive(password: string, salt: Buffer, { N, r, p }: PasswordCost): Promise<Buffer> {
  const options: ScryptOptions = { N, r, p, maxmem: 256 * N * r };
  return new Promise((resolve, reject) => {
    // the same letters in another composition are the same password
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
