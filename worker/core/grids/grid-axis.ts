/** From the coordinates that occur to an axis of even steps. */
import { FormatError, LimitError, UnsupportedError } from '../errors.ts';

/** Most different coordinates along one axis. */
export const MAX_AXIS = 1_000_000;

/** How far coordinates may be from their place, steps: 0.5 m in centimetres is 0.01, 5 cm in centimetres is 0.1. */
const ROUNDING = 0.1;

export interface GridAxis {
  readonly origin: number;
  /** 0 when there is one coordinate only. */
  readonly step: number;
  readonly count: number;
}

/** The different coordinates along one axis, as they come. */
export class AxisValues {
  private readonly seen = new Set<number>();
  private readonly name: string;
  private last = Number.NaN;

  constructor(name: string) {
    this.name = name;
  }

  /** @throws {LimitError} when there are so many that it is no grid */
  add(value: number): void {
    if (value === this.last) return;
    this.last = value;
    this.seen.add(value);
    if (this.seen.size <= MAX_AXIS) return;
    throw new LimitError(`more than ${MAX_AXIS} different ${this.name} coordinates: these are points, not a grid`, {
      limit: MAX_AXIS,
      actual: this.seen.size,
    });
  }

  /**
   * The step is the smallest difference that occurs; every other one is a whole number of steps. Coordinates may be
   * rounded.
   * @throws {FormatError} when the coordinates do not lie on even steps
   */
  settle(): GridAxis {
    const values = Float64Array.from(this.seen).sort();
    const [first = Number.NaN, last = first] = [values[0], values.at(-1)];
    if (values.length < 2) return { origin: first, step: 0, count: values.length };
    let smallest = Infinity;
    for (let i = 1; i < values.length; i++) smallest = Math.min(smallest, values[i]! - values[i - 1]!);
    // rounded coordinates make the smallest difference too small: the step is corrected on the way out
    let step = smallest;
    for (let i = 1; i < values.length; i++) step = (values[i]! - first) / Math.round((values[i]! - first) / step);
    const intervals = Math.round((last - first) / step);
    for (const value of values) {
      const at = (value - first) / step;
      if (Math.abs(at - Math.round(at)) <= ROUNDING) continue;
      const seen = `${value}, which is ${at.toFixed(2)} steps of ${step} from ${first}`;
      throw new FormatError(`expected ${this.name} coordinates at even steps (a grid), seen ${seen}`, {
        offset: 0,
        expected: step,
        actual: value,
      });
    }
    return { origin: first, step, count: intervals + 1 };
  }
}

/**
 * The step of the axis with more nodes, which knows it better.
 * @throws {UnsupportedError} when the steps of the axes differ by more than rounding
 */
export function commonStep(x: GridAxis, y: GridAxis): number {
  const [long, short] = x.count >= y.count ? [x, y] : [y, x];
  const { step } = long;
  const drift = Math.abs(long.step - short.step) * (short.count - 1);
  if (short.step > 0 && drift > ROUNDING * step) {
    const seen = `${x.step} m and ${y.step} m`;
    throw new UnsupportedError(`grid with steps of ${seen}; expected the same in both directions`);
  }
  if (!(step > 0)) throw new FormatError('expected a grid of two nodes or more, seen one', { offset: 0 });
  return step;
}
