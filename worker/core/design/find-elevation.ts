/** The height at which something that grows with it is nothing: regula falsi with halved ends (Illinois; Dowell, Jarratt 1971). */
import { RequestError } from '#core/errors.ts';

export interface Trial<R> {
  readonly atM: number;
  /** Grows with the height; the search ends where it is nothing. */
  readonly value: number;
  readonly result: R;
}

export interface ElevationSearch<R> {
  readonly startM: number;
  readonly stepM: number;
  /** Never tried beyond; null for no end. */
  readonly lowestM: number | null;
  readonly highestM: number | null;
  /** |value| up to this is nothing. */
  readonly tolerance: number;
  readonly evaluate: (atM: number) => { readonly value: number; readonly result: R };
  /** Says why the ends do not hold it. */
  readonly unreached: (trial: Trial<R>) => RequestError;
}

const MAX_STEPS_OUT = 40;
const MAX_TRIALS = 80;
/** Heights nearer than this are the same. */
const SAME_M = 1e-9;

/** @throws {RequestError} of `unreached`, and INVALID_INPUT where the value jumps over nothing */
export function findElevation<R>(search: ElevationSearch<R>): Trial<R> {
  const { tolerance } = search;
  const trial = (atM: number): Trial<R> => ({ atM, ...search.evaluate(atM) });
  let low = trial(search.startM);
  if (Math.abs(low.value) <= tolerance) return low;
  let high = low;
  let stepM = search.stepM;
  for (let out = 0; low.value > 0 || high.value < 0; out++, stepM *= 2) {
    const goesUp = high.value < 0;
    const end = goesUp ? search.highestM : search.lowestM;
    const from = goesUp ? high : low;
    if (end === from.atM || out === MAX_STEPS_OUT) throw search.unreached(from);
    const wanted = goesUp ? from.atM + stepM : from.atM - stepM;
    const next = trial(end === null ? wanted : goesUp ? Math.min(end, wanted) : Math.max(end, wanted));
    if (Math.abs(next.value) <= tolerance) return next;
    [low, high] = goesUp ? [high, next] : [next, low];
  }
  return narrow(low, high, tolerance, trial);
}

function narrow<R>(from: Trial<R>, to: Trial<R>, tolerance: number, trial: (atM: number) => Trial<R>): Trial<R> {
  let [low, high] = [from, to];
  let [lowWeight, highWeight] = [low.value, high.value];
  let side = 0;
  for (let i = 0; i < MAX_TRIALS && high.atM - low.atM > SAME_M; i++) {
    const secant = (low.atM * highWeight - high.atM * lowWeight) / (highWeight - lowWeight);
    // every third trial halves: no function is slow
    const atM = i % 3 === 2 || !(secant > low.atM && secant < high.atM) ? (low.atM + high.atM) / 2 : secant;
    const next = trial(atM);
    if (Math.abs(next.value) <= tolerance) return next;
    if (next.value < 0) {
      low = next;
      lowWeight = next.value;
      if (side === -1) highWeight /= 2;
      side = -1;
    } else {
      high = next;
      highWeight = next.value;
      if (side === 1) lowWeight /= 2;
      side = 1;
    }
  }
  throw new RequestError(
    'INVALID_INPUT',
    `solve: the volume jumps at ${low.atM.toFixed(4)} m, from ${low.value.toFixed(1)} to ${high.value.toFixed(1)} m³ off the target: slopes run out over the edge of steeper ground there`,
    { elevationM: low.atM },
  );
}
