/** Areas between two lines of a section, as rings to be hatched. */

/** A part of a line: [offset, elevation], offsets ascending. */
export type LinePart = readonly (readonly number[])[];

export interface SectionRegions {
  /** Rings [offset, elevation, …] where the compared line lies below the existing one. */
  readonly cut: number[][];
  readonly fill: number[][];
}

/** Height of a part at an offset inside it. Of a vertical step, `side` says which end is wanted. */
function heightAt(part: LinePart, offset: number): number {
  let low = 0;
  let high = part.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (part[middle]![0]! <= offset) low = middle;
    else high = middle;
  }
  const [x0, z0] = part[low] as [number, number];
  const [x1, z1] = part[high] as [number, number];
  return x1 > x0 ? z0 + ((z1 - z0) * (offset - x0)) / (x1 - x0) : z0;
}

/**
 * The rings between the known parts of two lines, over the offsets where both are known. Where the lines cross, a ring
 * ends and another begins.
 */
export function sectionRegions(existing: readonly LinePart[], compared: readonly LinePart[]): SectionRegions {
  const regions: SectionRegions = { cut: [], fill: [] };
  for (const lower of existing) for (const upper of compared) addRegions(regions, lower, upper);
  return regions;
}

function addRegions(regions: SectionRegions, existing: LinePart, compared: LinePart): void {
  if (existing.length < 2 || compared.length < 2) return;
  const from = Math.max(existing[0]![0]!, compared[0]![0]!);
  const to = Math.min(existing.at(-1)![0]!, compared.at(-1)![0]!);
  if (!(to > from)) return;
  const inside = [...existing, ...compared].map((vertex) => vertex[0]!).filter((x) => x > from && x < to);
  const offsets = [...new Set([from, ...inside, to])].sort((a, b) => a - b);
  let sign = 0;
  let path: [number, number, number][] = [];
  const close = () => {
    if (path.length > 1 && sign !== 0) (sign > 0 ? regions.fill : regions.cut).push(ringOf(path));
    path = [];
    sign = 0;
  };
  let before: [number, number, number] | null = null;
  for (const offset of offsets) {
    const at: [number, number, number] = [offset, heightAt(existing, offset), heightAt(compared, offset)];
    const difference = at[2] - at[1];
    if (before && (before[2] - before[1]) * difference < 0) {
      const t = (before[2] - before[1]) / (before[2] - before[1] - difference);
      const x = before[0] + t * (offset - before[0]);
      const z = before[1] + t * (at[1] - before[1]);
      path.push([x, z, z]);
      close();
      path.push([x, z, z]);
    }
    path.push(at);
    if (difference !== 0) sign = Math.sign(difference);
    else if (sign !== 0) {
      close();
      path.push(at);
    }
    before = at;
  }
  close();
}

/** Along one line and back along the other. */
function ringOf(path: readonly [number, number, number][]): number[] {
  const ring: number[] = [];
  for (const [x, z] of path) ring.push(x, z);
  for (const [x, z, other] of [...path].reverse()) if (other !== z) ring.push(x, other);
  return ring;
}
