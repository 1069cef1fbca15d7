/** The parameters of STAC's extensions filter, sort and fields, from hostile text or JSON to checked values. */
import { type Static, Type } from '@fastify/type-provider-typebox';
import { compileCql2 } from '#core/cql2/evaluate-cql2.ts';
import { parseCql2 } from '#core/cql2/parse-cql2.ts';
import { RequestError } from '#core/errors.ts';
import { assertJsonDepth } from '#core/json/json-depth.ts';
import { spanOf } from '#worker/store/date-time.ts';
import { ITEM_FIELD_TYPES, ITEM_FIELDS, type ItemRow } from '#worker/store/item-fields.ts';
import { MAX_SORT_KEYS, type SortKey, sortKey } from '#worker/store/item-order.ts';
import { type FieldChoice, fieldChoice } from './project-fields.ts';

const CRS84 = ['http://www.opengis.net/def/crs/OGC/1.3/CRS84', 'OGC:CRS84'];
const FILTER_LANGUAGE = 'cql2-json';

/** Of GET, beside bbox, datetime and limit. */
export const ExtensionQuery = Type.Object({
  filter: Type.Optional(
    Type.String({
      maxLength: 20_000,
      description: 'CQL2-JSON over the properties of /queryables: at most 16 deep, 200 operators and operands',
    }),
  ),
  'filter-lang': Type.Optional(
    Type.String({ maxLength: 40, default: FILTER_LANGUAGE, description: `Only ${FILTER_LANGUAGE}` }),
  ),
  'filter-crs': Type.Optional(Type.String({ maxLength: 200, description: 'Only CRS84' })),
  sortby: Type.Optional(
    Type.String({
      maxLength: 500,
      description: `Queryable properties, separated by commas, + ascending (default) or - descending; at most ${MAX_SORT_KEYS}`,
    }),
  ),
  fields: Type.Optional(
    Type.String({ maxLength: 4000, description: 'Members to include, or with - to exclude, separated by commas' }),
  ),
});

/** Of POST. */
export const ExtensionBody = Type.Object({
  filter: Type.Optional(Type.Unsafe<unknown>({ description: 'CQL2-JSON', type: ['object', 'boolean'] })),
  'filter-lang': Type.Optional(Type.String({ maxLength: 40 })),
  'filter-crs': Type.Optional(Type.String({ maxLength: 200 })),
  sortby: Type.Optional(
    Type.Array(
      Type.Object({
        field: Type.String({ maxLength: 100 }),
        direction: Type.Optional(Type.Union([Type.Literal('asc'), Type.Literal('desc')])),
      }),
      { maxItems: MAX_SORT_KEYS },
    ),
  ),
  fields: Type.Optional(
    Type.Object({
      include: Type.Optional(Type.Union([Type.Array(Type.String({ maxLength: 200 }), { maxItems: 100 }), Type.Null()])),
      exclude: Type.Optional(Type.Union([Type.Array(Type.String({ maxLength: 200 }), { maxItems: 100 }), Type.Null()])),
    }),
  ),
});

export interface ItemExtensions {
  readonly where?: (row: ItemRow) => boolean;
  readonly order: readonly SortKey[];
  /** Null: whole items. */
  readonly fields: FieldChoice | null;
}

/** @throws {RequestError} INVALID_INPUT */
export function extensionsOfQuery(query: Static<typeof ExtensionQuery>): ItemExtensions {
  const { filter, sortby, fields } = query;
  checkFilterContext(query);
  return {
    ...(filter === undefined ? {} : { where: itemTest(parseFilterText(filter)) }),
    order: sortby === undefined ? [] : sortKeysOf(sortby),
    fields: fields === undefined ? null : choiceOfText(fields),
  };
}

/** @throws {RequestError} INVALID_INPUT */
export function extensionsOfBody(body: Static<typeof ExtensionBody>): ItemExtensions {
  const { filter, sortby = [], fields } = body;
  checkFilterContext(body);
  return {
    ...(filter === undefined ? {} : { where: itemTest(filter) }),
    order: sortby.map(({ field, direction }) => sortKey(field, direction === 'desc')),
    fields: fields === undefined ? null : fieldChoice(fields.include ?? [], fields.exclude ?? []),
  };
}

/** @param filter any JSON value @throws {RequestError} INVALID_INPUT */
export function itemTest(filter: unknown): (row: ItemRow) => boolean {
  const expression = parseCql2(filter, { properties: ITEM_FIELD_TYPES, spanOf });
  return compileCql2(expression, (property) => ITEM_FIELDS[property]!.read);
}

function checkFilterContext(from: { readonly 'filter-lang'?: string; readonly 'filter-crs'?: string }): void {
  const { 'filter-lang': language, 'filter-crs': crs } = from;
  if (language !== undefined && language !== FILTER_LANGUAGE) {
    throw invalid(`filter-lang: expected ${FILTER_LANGUAGE}, seen ${JSON.stringify(language)}`);
  }
  if (crs !== undefined && !CRS84.includes(crs)) {
    throw invalid(`filter-crs: expected ${CRS84[0]}, seen ${JSON.stringify(crs)}`);
  }
}

function parseFilterText(text: string): unknown {
  assertJsonDepth(text, 'filter');
  try {
    return JSON.parse(text);
  } catch {
    throw invalid(`filter: expected CQL2 as JSON (cql2-json), seen ${JSON.stringify(text.slice(0, 60))}`);
  }
}

/** A plus sign that was not encoded arrives as a space. */
function sortKeysOf(text: string): SortKey[] {
  const parts = text.split(',');
  if (parts.length > MAX_SORT_KEYS)
    throw invalid(`sortby: expected at most ${MAX_SORT_KEYS} fields, seen ${parts.length}`);
  return parts.map((part) => {
    const [, sign, name] = /^([+ -]?)\s*(.*?)\s*$/s.exec(part)!;
    return sortKey(name!, sign === '-');
  });
}

function choiceOfText(text: string): FieldChoice {
  const include: string[] = [];
  const exclude: string[] = [];
  for (const part of text.split(',').map((name) => name.trim())) {
    if (part === '') continue;
    if (part.startsWith('-')) exclude.push(part.slice(1));
    else include.push(part.startsWith('+') ? part.slice(1) : part);
  }
  return fieldChoice(include, exclude);
}

function invalid(message: string): RequestError {
  return new RequestError('INVALID_INPUT', message);
}
