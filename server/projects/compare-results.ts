/** Whether a process still answers what it answered: to the last digit. Pure. */

export interface Difference {
  /** Such as `uncertainty95.cutM3[0]`. */
  readonly member: string;
  readonly stored: unknown;
  readonly now: unknown;
}

export interface Comparison {
  /**
   * `verified`: everything is the same. `data-changed`: items or surfaces have other versions now (`differences` tells what that changed).
   * `differs`: the same data, and something else came out.
   */
  readonly status: 'verified' | 'data-changed' | 'differs';
  /** The first of them. */
  readonly differences: readonly Difference[];
  readonly differenceCount: number;
  /** Numbers that were held against each other. */
  readonly numbersCompared: number;
  readonly versionsStored: readonly string[];
  readonly versionsNow: readonly string[];
}

const MAX_DIFFERENCES = 20;
/** What says who computed, not what: the software, the hash that holds its version, addresses. */
const IGNORED: ReadonlySet<string> = new Set(['provenance.software', 'provenance.requestHash', 'links']);

/** Members that only the new answer has are no difference: later software says more. Arrays have the same length. */
export function compareResults(stored: unknown, now: unknown): Comparison {
  const differences: Difference[] = [];
  let differenceCount = 0;
  let numbersCompared = 0;
  const differ = (member: string, a: unknown, b: unknown) => {
    differenceCount += 1;
    if (differences.length < MAX_DIFFERENCES) differences.push({ member, stored: shortly(a), now: shortly(b) });
  };
  const visit = (member: string, a: unknown, b: unknown): void => {
    if (IGNORED.has(member)) return;
    if (Array.isArray(a)) {
      if (!Array.isArray(b) || b.length !== a.length)
        differ(`${member}.length`, a.length, Array.isArray(b) ? b.length : b);
      else for (const [index, value] of a.entries()) visit(`${member}[${index}]`, value, b[index]);
    } else if (typeof a === 'object' && a !== null) {
      if (typeof b !== 'object' || b === null || Array.isArray(b)) differ(member, a, b);
      else {
        for (const [name, value] of Object.entries(a)) {
          visit(member === '' ? name : `${member}.${name}`, value, Reflect.get(b, name));
        }
      }
    } else {
      if (typeof a === 'number') numbersCompared += 1;
      if (a !== b) differ(member, a, b);
    }
  };
  visit('', stored, now);
  const versionsStored = versionsOf(stored);
  const versionsNow = versionsOf(now);
  const sameData = JSON.stringify(versionsStored) === JSON.stringify(versionsNow);
  const status = !sameData ? 'data-changed' : differenceCount === 0 && numbersCompared > 0 ? 'verified' : 'differs';
  return { status, differences, differenceCount, numbersCompared, versionsStored, versionsNow };
}

/** `collection/item@version` and `surface@version` of what a result was made of, sorted. */
/** `collection/item@version` and `surface@version` of everything used. */
export function versionsOf(result: unknown): string[] {
  const provenance = memberOf(result, 'provenance');
  const used = ['items', 'surfaces'].flatMap((name) => {
    const list = memberOf(provenance, name);
    return Array.isArray(list) ? list : [];
  });
  return used
    .map((one) => {
      const collection = memberOf(one, 'collection');
      const id = `${collection === undefined ? '' : `${String(collection)}/`}${String(memberOf(one, 'id'))}`;
      return `${id}@${String(memberOf(one, 'version'))}`;
    })
    .sort();
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function shortly(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? `[${value.length}]` : '{…}';
  return typeof value === 'string' ? value.slice(0, 200) : value;
}
