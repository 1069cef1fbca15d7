/** Values that fit a JSON schema, drawn from a generator. */
import { chance, integer, pick, type Uniform } from '../draw.ts';
import type { Json } from '../json-mutate.ts';

export interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: Json;
  readonly enum?: readonly Json[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema | readonly Schema[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly default?: Json;
  readonly additionalProperties?: boolean | Schema;
}

/** Texts that many members of the API take. */
const WORDS = [
  'before',
  'after',
  'EPSG:6676',
  '08NF2330',
  'a',
  '点群',
  '2019-11-01',
  '2024-12-21T12:00:00Z',
  'ja',
  'grid',
  'JGD2011',
];

/** @param depth levels that may follow: schemas may name themselves */
export function sample(schema: Schema, uniform: Uniform, depth = 8): Json {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return pick(uniform, schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return sample(pick(uniform, choices), uniform, depth - 1);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => sample(part, uniform, depth - 1)));
  if (schema.default !== undefined && chance(uniform, 0.5)) return schema.default;
  const type = Array.isArray(schema.type) ? pick(uniform, schema.type as string[]) : schema.type;
  switch (type) {
    case 'null':
      return null;
    case 'boolean':
      return chance(uniform, 0.5);
    case 'integer':
      return Math.round(numberOf(schema, uniform));
    case 'number':
      return numberOf(schema, uniform);
    case 'string':
      return textOf(schema, uniform);
    case 'array':
      return listOf(schema, uniform, depth);
    case 'object':
      return objectOf(schema, uniform, depth);
    default:
      return pick(uniform, [null, true, 1, 'a', [], {}] as Json[]);
  }
}

function numberOf({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: Schema, uniform: Uniform): number {
  const low = minimum ?? exclusiveMinimum ?? (maximum === undefined && exclusiveMaximum === undefined ? 0 : -100);
  const high = Math.max(low, Math.min(maximum ?? exclusiveMaximum ?? low + 100, 1e12));
  if (chance(uniform, 0.15)) return low;
  if (chance(uniform, 0.15)) return high;
  // ranges over many decades: mostly near the low end
  return low + (high - low) * uniform() ** 4;
}

function textOf({ minLength = 0, maxLength = 100, pattern }: Schema, uniform: Uniform): string {
  if (pattern?.includes('0-9a-f')) return 'a1b2c3d4e5f60718293a4b5c6d7e8f90'.slice(0, Math.min(32, maxLength));
  const word = pick(uniform, WORDS);
  return word.padEnd(minLength, 'x').slice(0, maxLength);
}

function listOf({ items, minItems = 0, maxItems = minItems + 3 }: Schema, uniform: Uniform, depth: number): Json[] {
  if (Array.isArray(items)) return (items as Schema[]).map((item) => sample(item, uniform, depth - 1));
  const count = depth <= 0 ? minItems : minItems + integer(uniform, Math.min(maxItems - minItems, 4) + 1);
  return Array.from({ length: count }, () => sample((items as Schema) ?? {}, uniform, depth - 1));
}

function objectOf({ properties = {}, required = [] }: Schema, uniform: Uniform, depth: number): Json {
  const made: { [key: string]: Json } = {};
  for (const [name, schema] of Object.entries(properties)) {
    if (required.includes(name) || (depth > 0 && chance(uniform, 0.3))) made[name] = sample(schema, uniform, depth - 1);
  }
  return made;
}
