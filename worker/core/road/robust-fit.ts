/** Linear fits with a few unknowns, by least squares or robustly (M-estimate). Formulas: road.md. */

export interface LinearFit {
  readonly values: readonly number[];
  /** Of the values, from the scatter about the fit. */
  readonly standardErrors: readonly number[];
  /** Scatter about the fit, degrees of freedom taken off; robustly 1.4826 · MAD. */
  readonly sigma: number;
}

export type FitKind = 'robust' | 'least-squares';

/** Huber's and Tukey's constants: 95 % efficient on normal noise. */
const HUBER = 1.345;
const TUKEY = 4.685;
const HUBER_ROUNDS = 8;
const TUKEY_ROUNDS = 20;
/** Scatter below this is rounding, metres. */
const LEAST_SIGMA = 1e-7;

/**
 * Fits y = Σ values[k] · columns[k].
 * @returns null where the unknowns are more than the points, or cannot be told apart
 */
export function fitLinear(
  columns: readonly ArrayLike<number>[],
  y: ArrayLike<number>,
  kind: FitKind,
): LinearFit | null {
  const n = y.length;
  const p = columns.length;
  if (n <= p) return null;
  const weights = new Float64Array(n).fill(1);
  let values = solveWeighted(columns, y, weights);
  if (!values) return null;
  const rest = new Float64Array(n);
  const unweighted = inverseNormal(columns, weights);
  if (!unweighted) return null;
  residuals(columns, y, values, rest);
  if (kind === 'least-squares') {
    let squares = 0;
    for (let i = 0; i < n; i++) squares += rest[i]! * rest[i]!;
    const sigma = Math.sqrt(squares / (n - p));
    return { values, standardErrors: unweighted.map((v) => sigma * Math.sqrt(v)), sigma };
  }
  let sigma = scaleOf(rest, p);
  for (let round = 0; round < HUBER_ROUNDS + TUKEY_ROUNDS; round++) {
    const isHuber = round < HUBER_ROUNDS;
    for (let i = 0; i < n; i++) {
      const r = Math.abs(rest[i]!) / sigma;
      if (isHuber) weights[i] = r <= HUBER ? 1 : HUBER / r;
      else weights[i] = r < TUKEY ? (1 - (r / TUKEY) ** 2) ** 2 : 0;
    }
    const next = solveWeighted(columns, y, weights);
    if (!next) break;
    const step = Math.max(...next.map((value, k) => Math.abs(value - values![k]!)));
    values = next;
    residuals(columns, y, values, rest);
    sigma = scaleOf(rest, p);
    if (!isHuber && step < 1e-12) break;
  }
  const factor = errorFactor(rest, sigma, p);
  return { values, standardErrors: unweighted.map((v) => sigma * factor * Math.sqrt(v)), sigma };
}

/** √(Σψ² / (n − p)) / mean ψ′ of Tukey's ψ: how much the scatter counts for. */
function errorFactor(rest: Float64Array, sigma: number, p: number): number {
  const n = rest.length;
  let [squares, slope] = [0, 0];
  for (let i = 0; i < n; i++) {
    const r = rest[i]! / sigma;
    const t = (r / TUKEY) ** 2;
    if (t >= 1) continue;
    squares += (r * (1 - t) ** 2) ** 2;
    slope += (1 - t) * (1 - 5 * t);
  }
  const mean = slope / n;
  // most points rejected: the fit says little
  if (!(mean > 0.1)) return 10;
  return Math.sqrt(squares / (n - p)) / mean;
}

function scaleOf(rest: Float64Array, p: number): number {
  const sizes = Float64Array.from(rest, Math.abs).sort();
  // the p smallest are nearly 0 by the fit itself
  const kept = sizes.subarray(Math.min(p - 1, sizes.length - 1));
  return Math.max(LEAST_SIGMA, 1.4826 * kept[kept.length >> 1]!);
}

function residuals(
  columns: readonly ArrayLike<number>[],
  y: ArrayLike<number>,
  values: readonly number[],
  rest: Float64Array,
): void {
  for (let i = 0; i < rest.length; i++) {
    let fitted = 0;
    for (let k = 0; k < columns.length; k++) fitted += values[k]! * columns[k]![i]!;
    rest[i] = y[i]! - fitted;
  }
}

/** Lower triangle of the Cholesky factor of XᵀWX, row by row; null where it is singular. */
function factorOf(columns: readonly ArrayLike<number>[], weights: Float64Array): number[][] | null {
  const p = columns.length;
  const lower: number[][] = [];
  for (let a = 0; a < p; a++) {
    const row: number[] = [];
    let own = 0;
    for (let b = 0; b <= a; b++) {
      let sum = 0;
      const [x, z] = [columns[a]!, columns[b]!];
      for (let i = 0; i < weights.length; i++) sum += weights[i]! * x[i]! * z[i]!;
      if (b === a) own = sum;
      for (let k = 0; k < b; k++) sum -= row[k]! * (b === a ? row[k]! : lower[b]![k]!);
      if (b < a) row.push(sum / lower[b]![b]!);
      else if (sum > 1e-10 * own && sum > 0) row.push(Math.sqrt(sum));
      else return null;
    }
    lower.push(row);
  }
  return lower;
}

function solveWeighted(
  columns: readonly ArrayLike<number>[],
  y: ArrayLike<number>,
  weights: Float64Array,
): number[] | null {
  const lower = factorOf(columns, weights);
  if (!lower) return null;
  const right = columns.map((column) => {
    let sum = 0;
    for (let i = 0; i < weights.length; i++) sum += weights[i]! * column[i]! * y[i]!;
    return sum;
  });
  return backward(lower, forward(lower, right));
}

/** Diagonal of (XᵀWX)⁻¹. */
function inverseNormal(columns: readonly ArrayLike<number>[], weights: Float64Array): number[] | null {
  const lower = factorOf(columns, weights);
  if (!lower) return null;
  return columns.map((_, k) => {
    const half = forward(
      lower,
      columns.map((__, i) => (i === k ? 1 : 0)),
    );
    return half.reduce((sum, value) => sum + value * value, 0);
  });
}

function forward(lower: readonly (readonly number[])[], right: readonly number[]): number[] {
  const x: number[] = [];
  for (let a = 0; a < right.length; a++) {
    let sum = right[a]!;
    for (let b = 0; b < a; b++) sum -= lower[a]![b]! * x[b]!;
    x.push(sum / lower[a]![a]!);
  }
  return x;
}

function backward(lower: readonly (readonly number[])[], right: readonly number[]): number[] {
  const x = [...right];
  for (let a = right.length - 1; a >= 0; a--) {
    for (let b = a + 1; b < right.length; b++) x[a]! -= lower[b]![a]! * x[b]!;
    x[a]! /= lower[a]![a]!;
  }
  return x;
}
