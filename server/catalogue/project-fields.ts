/** STAC's fields extension: a part of an item. The names are paths, `properties.pc:count`, `assets.data.href`. */
import { RequestError } from '#core/errors.ts';

export interface FieldChoice {
  readonly include: FieldTree;
  readonly exclude: FieldTree;
}

/** Names at one level; an empty map is everything below. */
interface FieldTree extends ReadonlyMap<string, FieldTree> {}

/**
 * What is sent in any case unless it is excluded: enough for a valid item. An interval needs both of its ends. Without its
 * properties an item cannot keep what its extensions demand, so those are not among them.
 */
const DEFAULT_FIELDS = [
  'type',
  'stac_version',
  'id',
  'collection',
  'geometry',
  'bbox',
  'links',
  'assets',
  'properties.datetime',
  'properties.start_datetime',
  'properties.end_datetime',
];
const MAX_FIELDS = 100;
const MAX_DEPTH = 8;
const TOP_MEMBERS = new Set([
  ...['type', 'stac_version', 'stac_extensions', 'id', 'collection'],
  ...['geometry', 'bbox', 'properties', 'links', 'assets'],
]);

/** @throws {RequestError} INVALID_INPUT for too many or too deep ones */
export function fieldChoice(include: readonly string[], exclude: readonly string[]): FieldChoice {
  if (include.length + exclude.length > MAX_FIELDS) {
    throw new RequestError(
      'INVALID_INPUT',
      `fields: expected at most ${MAX_FIELDS}, seen ${include.length + exclude.length}`,
    );
  }
  return { include: treeOf([...DEFAULT_FIELDS, ...include]), exclude: treeOf(exclude) };
}

function treeOf(paths: readonly string[]): FieldTree {
  const root = new Map<string, FieldTree>();
  for (const path of paths) {
    const names = path.split('.');
    // names of properties stand without their prefix too
    if (!TOP_MEMBERS.has(names[0]!)) names.unshift('properties');
    if (names.length > MAX_DEPTH) {
      throw new RequestError(
        'INVALID_INPUT',
        `fields: expected at most ${MAX_DEPTH} names in a path, seen ${names.length}`,
      );
    }
    add(root, names);
  }
  return root;
}

/** What stands as a whole stays whole, whatever is named below it. */
function add(root: Map<string, FieldTree>, names: readonly string[]): void {
  let tree = root;
  for (const [i, name] of names.entries()) {
    const below = tree.get(name) as Map<string, FieldTree> | undefined;
    if (below?.size === 0) return;
    const next = i === names.length - 1 ? new Map<string, FieldTree>() : (below ?? new Map<string, FieldTree>());
    tree.set(name, next);
    tree = next;
  }
}

/** @returns a new object that shares what is whole with the old one */
export function projectFields<T extends object>(item: T, { include, exclude }: FieldChoice): Partial<T> {
  return without(only(item, include), exclude) as Partial<T>;
}

function only(value: unknown, tree: FieldTree): unknown {
  if (tree.size === 0 || !isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => {
      const below = tree.get(name);
      return below ? [[name, only(member, below)]] : [];
    }),
  );
}

function without(value: unknown, tree: FieldTree): unknown {
  if (tree.size === 0 || !isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => {
      const below = tree.get(name);
      if (below?.size === 0) return [];
      return [[name, below ? without(member, below) : member]];
    }),
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
