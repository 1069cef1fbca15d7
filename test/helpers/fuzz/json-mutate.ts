/** Mutations of a JSON document by its tree: other types, extremes, missing, doubled, nested and numerous members. */
import { chance, EXTREME_NUMBERS, integer, ODD_TEXTS, pick, type Uniform } from './draw.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Most members that one step makes. */
const MAX_REPEATED = 20_000;
/** Stands for a raw text in the document until it is written. */
const RAW = '\u0001raw';

/** A place in the tree: its holder and its name there. */
interface Place {
  readonly holder: Json[] | { [key: string]: Json };
  readonly key: number | string;
}

const get = ({ holder, key }: Place): Json => (holder as { [key: string]: Json })[key]!;

function set({ holder, key }: Place, value: Json): void {
  if (Array.isArray(holder)) holder[key as number] = value;
  else Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Every place in the tree, the shallow ones first; long lists count by their first members. */
function placesOf(root: Place): Place[] {
  const places = [root];
  for (let i = 0; i < places.length && places.length < 3000; i++) {
    const value = get(places[i]!);
    if (typeof value !== 'object' || value === null) continue;
    const keys = Array.isArray(value) ? Object.keys(value).slice(0, 30).map(Number) : Object.keys(value);
    for (const key of keys) places.push({ holder: value as Place['holder'], key });
  }
  return places;
}

type Step = (place: Place, uniform: Uniform, places: readonly Place[]) => void;

function otherType(place: Place, uniform: Uniform): void {
  set(place, pick(uniform, [null, true, false, 0, -1, 1e308, '', 'x', [], {}, [null], [[]], { a: 1 }] as Json[]));
}

function extremeNumber(place: Place, uniform: Uniform, places: readonly Place[]): void {
  const numbers = places.filter((one) => typeof get(one) === 'number');
  const target = numbers.length > 0 ? pick(uniform, numbers) : place;
  const text = pick(uniform, EXTREME_NUMBERS);
  // as the text stands: JSON takes 1e999 and -0, and refuses NaN
  set(target, chance(uniform, 0.3) ? Number(text) || 0 : chance(uniform, 0.9) && isJson(text) ? `${RAW}${text}` : text);
}

function nearNumber(place: Place, uniform: Uniform, places: readonly Place[]): void {
  const numbers = places.filter((one) => typeof get(one) === 'number');
  if (numbers.length === 0) {
    otherType(place, uniform);
    return;
  }
  const target = pick(uniform, numbers);
  const value = get(target) as number;
  set(target, pick(uniform, [value + 1, value - 1, -value, value / 1e6, value * 1e6, value + 1e-9, Math.round(value)]));
}

function oddText(place: Place, uniform: Uniform, places: readonly Place[]): void {
  const texts = places.filter((one) => typeof get(one) === 'string');
  const target = texts.length > 0 && chance(uniform, 0.8) ? pick(uniform, texts) : place;
  set(target, pick(uniform, ODD_TEXTS));
}

function remove({ holder, key }: Place): void {
  if (Array.isArray(holder)) holder.splice(key as number, 1);
  else delete holder[key];
}

function rename(place: Place, uniform: Uniform): void {
  const { holder, key } = place;
  const value = get(place);
  remove(place);
  const name = chance(uniform, 0.5) ? pick(uniform, ODD_TEXTS) : `${key}x`;
  set({ holder, key: Array.isArray(holder) ? holder.length : name }, value);
}

function addMember(place: Place, uniform: Uniform, places: readonly Place[]): void {
  const value = get(place);
  if (typeof value !== 'object' || value === null) return;
  const added = structuredClone(get(pick(uniform, places)));
  if (Array.isArray(value)) value.splice(integer(uniform, value.length + 1), 0, added);
  else set({ holder: value, key: pick(uniform, ODD_TEXTS) }, added);
}

function exchange(place: Place, uniform: Uniform, places: readonly Place[]): void {
  set(place, structuredClone(get(pick(uniform, places))));
}

function nest(place: Place, uniform: Uniform): void {
  const depth = 2 ** integer(uniform, 7);
  const name = pick(uniform, ['a', 'geometry', 'geometries', 'args', 'coordinates', 'inputs']);
  const isList = chance(uniform, 0.5);
  let value = structuredClone(get(place));
  for (let i = 0; i < depth; i++) value = isList ? [value] : { [name]: value };
  set(place, value);
}

/** Deeper than a writer that calls itself would come. */
function nestDeep(place: Place, uniform: Uniform): void {
  const depth = pick(uniform, [1000, 10_000, 100_000]);
  const open = chance(uniform, 0.5) ? '[' : '{"a":';
  const close = open === '[' ? ']' : '}';
  set(place, `${RAW}${open.repeat(depth)}${open === '[' ? '' : '0'}${close.repeat(depth)}`);
}

function numerous(place: Place, uniform: Uniform, places: readonly Place[]): void {
  const lists = places.filter((one) => Array.isArray(get(one)) && (get(one) as Json[]).length > 0);
  if (lists.length === 0) {
    addMember(place, uniform, places);
    return;
  }
  const list = get(pick(uniform, lists)) as Json[];
  const member = pick(uniform, list);
  const size = JSON.stringify(member)?.length ?? 4;
  const count = Math.min(2 ** integer(uniform, 15), MAX_REPEATED, Math.floor(400_000 / (size + 1)));
  for (let i = 0; i < count; i++) list.push(structuredClone(member));
}

function shuffle(_place: Place, uniform: Uniform, places: readonly Place[]): void {
  const lists = places.filter((one) => Array.isArray(get(one)));
  if (lists.length > 0) (get(pick(uniform, lists)) as Json[]).sort(() => uniform() - 0.5);
}

const STEPS: readonly Step[] = [
  ...[otherType, otherType, extremeNumber, extremeNumber, nearNumber, nearNumber, oddText, oddText],
  ...[remove, remove, rename, addMember, exchange, nest, nestDeep, numerous, shuffle],
];

/** @returns the text of the document after one to four mutations, and their names */
export function mutateJson(document: Json, uniform: Uniform): { text: string; steps: string[] } {
  const top = { document: structuredClone(document) };
  const root: Place = { holder: top, key: 'document' };
  const steps: string[] = [];
  const count = 1 + Math.min(integer(uniform, 5), integer(uniform, 5));
  for (let i = 0; i < count; i++) {
    const places = placesOf(root);
    // the root itself only now and then: what is left then says little
    const place = places.length > 1 && chance(uniform, 0.97) ? places[1 + integer(uniform, places.length - 1)]! : root;
    const step = pick(uniform, STEPS);
    step(place, uniform, places);
    steps.push(`${step.name} ${String(place.key).slice(0, 20)}`);
    if (top.document === undefined) top.document = null;
  }
  return { text: written(top.document), steps };
}

function written(document: Json): string {
  return (JSON.stringify(document) ?? 'null').replace(/"\\u0001raw((?:[^"\\]|\\.)*)"/g, (_, raw: string) =>
    JSON.parse(`"${raw}"`),
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
