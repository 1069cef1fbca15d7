/** Ids of points → their numbers. Ids of real files mostly count up by one: then nothing is kept but the first. */
import { LimitError } from '../errors.ts';

/** Most ids that do not count up: a Map takes no more than 2^24. */
const MAX_OTHER_IDS = 16_000_000;

export class PointIds {
  private first = 0;
  private count = 0;
  private others: Map<string, number> | null = null;

  /**
   * Gives the next number to an id.
   * @returns false when the id is there already
   * @throws {LimitError} for very many ids that do not count up
   */
  add(id: string): boolean {
    const value = integerOf(id);
    if (this.others === null && value !== null && (this.count === 0 || value === this.first + this.count)) {
      if (this.count === 0) this.first = value;
      this.count++;
      return true;
    }
    this.others ??= this.spelledOut();
    const key = value === null ? id : String(value);
    if (this.others.has(key)) return false;
    if (this.others.size >= MAX_OTHER_IDS) throw tooMany(this.others.size + 1);
    this.others.set(key, this.count++);
    return true;
  }

  /** @returns null for an id that was not added */
  find(id: string): number | null {
    const value = integerOf(id);
    if (this.others !== null) return this.others.get(value === null ? id : String(value)) ?? null;
    if (value === null || value < this.first || value >= this.first + this.count) return null;
    return value - this.first;
  }

  private spelledOut(): Map<string, number> {
    if (this.count > MAX_OTHER_IDS) throw tooMany(this.count);
    const map = new Map<string, number>();
    for (let i = 0; i < this.count; i++) map.set(String(this.first + i), i);
    return map;
  }
}

function integerOf(id: string): number | null {
  if (id.length > 15) return null;
  for (let i = 0; i < id.length; i++) {
    const digit = id.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return null;
  }
  return id === '' ? null : Number(id);
}

function tooMany(actual: number): LimitError {
  const message = `point ids that do not count up: expected at most ${MAX_OTHER_IDS}, seen more`;
  return new LimitError(message, { limit: MAX_OTHER_IDS, actual });
}
