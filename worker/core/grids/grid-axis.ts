/** From the coordinates that occur to an axis of even steps. */
import { FormatError, LimitError, UnsupportedError } from '../errors.ts';

/** Most different coordinates along one axis. */
export const MAX_AXIS = 1_000_000;

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
   * rounded by up to a fifth of a step.
   * @throws {FormatError} when the coordinates do not lie on even steps
   */
  settle(): GridAxis {
    const values = Float64Array.from(this.seen).sort();
    const [first = Number.NaN, last = first] = [values[0], values.at(-1)];
    if (values.length < 2) return { origin: first, step: 0, count: values.length };
    let smallest = Infinity;
    for (let i = 1; i < values.length; i++) smallest = Math.min(smallest, values[i]! - values[i - 1]!);
    const intervals = Math.round((last - first) / smallest);
    const step = (last - first) / intervals;
    for (const value of values) {
      const at = (value - first) / step;
      if (Math.abs(at - Math.round(at)) <= 0.2) continue;
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

/** @throws {UnsupportedError} when the steps of the axes differ */
export function commonStep(x: GridAxis, y: GridAxis): number {
  const step = Math.max(x.step, y.step);
  const isSquare = x.step === 0 || y.step === 0 || Math.abs(x.step - y.step) <= 1e-6 * step;
  if (!isSquare)
    throw new UnsupportedError(`grid with steps of ${x.step} m and ${y.step} m; expected the same in both directions`);
  if (!(step > 0)) throw new FormatError('expected a grid of two nodes or more, seen one', { offset: 0 });
  return step;
}
