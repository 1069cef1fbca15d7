/** Seeded randomness: everything random in the scene comes from here, so that one seed gives one scene, byte for byte. */

/** A stream of pseudo-random numbers. */
export interface Random {
  /** Uniform in [0, 1), 32 bits of it. */
  next(): number;
  /** Normal with mean 0 and standard deviation 1. */
  gaussian(): number;
}

/**
 * Hash of a seed and two integers, uniform over 32 bits.
 * @returns unsigned 32-bit integer
 * Source: two rounds of the murmur3 finaliser (constants of its author, A. Appleby).
 */
export function hash2(seed: number, i: number, j: number): number {
  let h = seed ^ Math.imul(i, 0x9e3779b1) ^ Math.imul(j, 0x85ebca77);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  h ^= Math.imul(j, 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return (h ^ (h >>> 15)) >>> 0;
}

/** {@link hash2} as a fraction in [0, 1). */
export const hashUnit = (seed: number, i: number, j: number): number => hash2(seed, i, j) / 2 ** 32;

/**
 * A generator of its own for a seed and a stream number: streams of one seed are independent of each other.
 * Source: sfc32 (C. Doty-Humphrey, PractRand); normals by Box–Muller, both values used.
 */
export function createRandom(seed: number, stream: number): Random {
  let a = hash2(seed, stream, 1);
  let b = hash2(seed, stream, 2);
  let c = hash2(seed, stream, 3);
  let counter = 1;
  let spare = 0;
  let hasSpare = false;

  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
  const gaussian = (): number => {
    if (hasSpare) {
      hasSpare = false;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - next()));
    const angleRad = 2 * Math.PI * next();
    spare = radius * Math.sin(angleRad);
    hasSpare = true;
    return radius * Math.cos(angleRad);
  };
  // the first outputs still show the seed
  for (let i = 0; i < 12; i++) next();
  return { next, gaussian };
}
