/** Smooth seeded noise over the plane: the relief of hills, stands of trees, blotches of colour. */
import { hash2 } from './random.ts';

const DIRECTIONS = 16;
const GRADIENT_E = Float64Array.from({ length: DIRECTIONS }, (_, k) => Math.cos((2 * Math.PI * k) / DIRECTIONS));
const GRADIENT_N = Float64Array.from({ length: DIRECTIONS }, (_, k) => Math.sin((2 * Math.PI * k) / DIRECTIONS));

/**
 * Gradient noise with one feature a unit square: smooth to the second derivative, mean 0, mostly within ±1.
 * @param u position in units of the wavelength
 * @param v position in units of the wavelength
 * Source: K. Perlin, Improving Noise (2002): quintic fade, here with 16 gradients of the plane.
 */
export function gradientNoise(seed: number, u: number, v: number): number {
  const i = Math.floor(u);
  const j = Math.floor(v);
  const fu = u - i;
  const fv = v - j;
  const a = corner(seed, i, j, fu, fv);
  const b = corner(seed, i + 1, j, fu - 1, fv);
  const c = corner(seed, i, j + 1, fu, fv - 1);
  const d = corner(seed, i + 1, j + 1, fu - 1, fv - 1);
  const s = fade(fu);
  const t = fade(fv);
  const low = a + s * (b - a);
  return 1.5 * (low + t * (c + s * (d - c) - low));
}

function corner(seed: number, i: number, j: number, du: number, dv: number): number {
  const k = hash2(seed, i, j) & (DIRECTIONS - 1);
  return GRADIENT_E[k]! * du + GRADIENT_N[k]! * dv;
}

const fade = (t: number): number => t * t * t * (t * (6 * t - 15) + 10);

/** 0 below `from`, 1 above `to`, smooth between (also with `from` > `to`: falling). */
export function smoothStep(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}

/** max(0, value − at) with the corner rounded over ± radius: a change of gradient without a crease. */
export function bend(value: number, at: number, radius: number): number {
  const t = value - at + radius;
  if (t <= 0) return 0;
  return t < 2 * radius ? (t * t) / (4 * radius) : value - at;
}
