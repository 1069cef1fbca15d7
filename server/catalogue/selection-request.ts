/** What a selection asks for, from hostile JSON or a query to checked values. */
import { type Static, Type } from '@fastify/type-provider-typebox';
import { createProjection, crsFromCode } from '#core/crs/crs.ts';
import { LimitError, RequestError } from '#core/errors.ts';
import { findPlaces } from '#core/places/find-places.ts';
import { MUNICIPALITIES } from '#core/places/municipalities.ts';
import type { FoundPlace } from '#core/places/place.ts';
import { spanOf } from '#worker/store/date-time.ts';
import { parseShape } from '#worker/store/geometry-meet.ts';
import type { SelectionPlace, SelectionRequest } from '#worker/store/select-items.ts';
import { parseBox, parseBoxText, parseList } from '../query.ts';

export const SELECTION_FORMATS = ['json', 'links', 'sha256', 'sh', 'ps1'] as const;
export type SelectionFormat = (typeof SELECTION_FORMATS)[number];
export const MAX_BUFFER_M = 50_000;
const MAX_LINE_VERTICES = 2000;
const CRS84 = 'OGC:CRS84';

const Format = Type.Optional(
  Type.Union(
    SELECTION_FORMATS.map((name) => Type.Literal(name)),
    { description: 'json; links: one address a line; sha256: for sha256sum -c; sh, ps1: resumable downloads' },
  ),
);
const Limit = Type.Optional(
  Type.Integer({ minimum: 1, maximum: 1000, description: 'Items a page of json; the other formats hold all' }),
);
const Token = Type.Optional(Type.String({ maxLength: 300, description: 'Where the page before ended' }));
const Text = Type.Optional(Type.String({ maxLength: 100, description: 'Part of the item’s id' }));
const Names = Type.Array(Type.String({ maxLength: 200 }), { maxItems: 1000 });

export const SelectionBody = Type.Object(
  {
    bbox: Type.Optional(Type.Array(Type.Number(), { minItems: 4, maxItems: 4, description: 'Degrees' })),
    area: Type.Optional(Type.Unsafe<unknown>({ type: 'object', description: 'GeoJSON Polygon or MultiPolygon' })),
    line: Type.Optional(Type.Unsafe<unknown>({ type: 'object', description: 'GeoJSON LineString, with bufferM' })),
    bufferM: Type.Optional(
      Type.Number({ minimum: 0, maximum: MAX_BUFFER_M, description: 'From the line to the item’s rectangle, metres' }),
    ),
    municipality: Type.Optional(Type.String({ maxLength: 100, description: 'Name or code: its approximate box' })),
    crs: Type.Optional(Type.String({ maxLength: 40, description: 'Of area and line; OGC:CRS84, or EPSG:6676 [E, N]' })),
    collections: Type.Optional(Names),
    sensors: Type.Optional(Names),
    products: Type.Optional(Names),
    years: Type.Optional(Type.Array(Type.Integer({ minimum: 1900, maximum: 2999 }), { maxItems: 200 })),
    text: Text,
    format: Format,
    limit: Limit,
    token: Token,
  },
  { additionalProperties: false },
);

const list = (description: string) => Type.Optional(Type.String({ maxLength: 20_000, description }));

export const SelectionQuery = Type.Object(
  {
    bbox: Type.Optional(Type.String({ maxLength: 200, description: 'west,south,east,north in degrees' })),
    municipality: Type.Optional(Type.String({ maxLength: 100, description: 'Name or code: its approximate box' })),
    collections: list('Ids, separated by commas'),
    sensors: list('lp, alb, mms, uav, tls'),
    products: list('original, ground'),
    years: list('Separated by commas'),
    text: Text,
    format: Format,
    limit: Limit,
    token: Token,
  },
  { additionalProperties: false },
);

export interface ParsedSelection extends SelectionRequest {
  readonly format: SelectionFormat;
  readonly limit: number;
  readonly token: string | undefined;
  /** The place that was found for a name. */
  readonly municipality: FoundPlace | null;
}

const DEFAULT_LIMIT = 100;

/** @throws {RequestError} INVALID_INPUT @throws {LimitError} */
export function selectionOfBody(body: Static<typeof SelectionBody>): ParsedSelection {
  const {
    bbox,
    area,
    line,
    municipality,
    collections,
    sensors,
    products,
    years,
    text,
    format = 'json',
    limit,
    token,
  } = body;
  const given = [bbox, area, line, municipality].filter((one) => one !== undefined);
  if (given.length !== 1) {
    throw invalid(`expected one of bbox, area, line, municipality, seen ${given.length} of them`);
  }
  if ((line === undefined) !== (body.bufferM === undefined)) throw invalid('expected line and bufferM together');
  const named = municipality === undefined ? null : municipalityOf(municipality);
  return {
    place: named ? { kind: 'box', bbox: named.bbox } : placeOf(body),
    municipality: named,
    collections: collections && collections.length > 0 ? collections : null,
    ...(sensors === undefined ? {} : { sensors }),
    ...(products === undefined ? {} : { products }),
    ...(years === undefined ? {} : { times: years.map((year) => spanOf(String(year))) }),
    ...(text === undefined ? {} : { text: text.trim() }),
    format,
    limit: limit ?? DEFAULT_LIMIT,
    token,
  };
}

/** @throws {RequestError} INVALID_INPUT */
export function selectionOfQuery(query: Static<typeof SelectionQuery>): ParsedSelection {
  const { bbox, years, collections, sensors, products, ...rest } = query;
  const lists = { collections: parseList(collections), sensors: parseList(sensors), products: parseList(products) };
  const numbers = parseList(years)?.map((text) => {
    if (!/^(19|2\d)\d\d$/.test(text))
      throw invalid(`years: expected years such as 2019, seen ${JSON.stringify(text.slice(0, 20))}`);
    return Number(text);
  });
  return selectionOfBody({
    ...rest,
    ...(bbox === undefined ? {} : { bbox: [...parseBoxText(bbox).bbox!] }),
    ...Object.fromEntries(Object.entries(lists).filter(([, value]) => value !== undefined)),
    ...(numbers === undefined ? {} : { years: numbers }),
  });
}

function placeOf({ bbox, area, line, bufferM, crs }: Static<typeof SelectionBody>): SelectionPlace {
  if (bbox !== undefined) return { kind: 'box', bbox: parseBox(bbox).bbox! };
  const toLonLat = positionReader(crs);
  if (area !== undefined) {
    if (!isGeometry(area, 'Polygon', 'MultiPolygon')) throw invalid('area: expected a GeoJSON Polygon or MultiPolygon');
    const { polygons } = parseShape(area);
    return {
      kind: 'shape',
      shape: { points: [], lines: [], polygons: polygons.map((rings) => rings.map((ring) => ring.map(toLonLat))) },
    };
  }
  if (!isGeometry(line, 'LineString')) throw invalid('line: expected a GeoJSON LineString');
  const [path] = parseShape(line).lines;
  if (path!.length > MAX_LINE_VERTICES) {
    throw new LimitError('line: too many vertices', { limit: MAX_LINE_VERTICES, actual: path!.length });
  }
  return { kind: 'line', line: path!.map(toLonLat), bufferM: bufferM! };
}

function positionReader(crs: string | undefined): (position: readonly [number, number]) => readonly [number, number] {
  const projection = crs === undefined || crs === CRS84 ? null : createProjection(crsFromCode(crs));
  return (position) => {
    const [lon, lat] = projection ? projection.toLonLat(position[0], position[1]) : position;
    if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) {
      throw invalid(`expected positions in ${crs ?? CRS84}, seen ${position.join(', ')}`);
    }
    return [lon, lat];
  };
}

function municipalityOf(text: string): FoundPlace {
  const kinds = ['city', 'ward', 'town'];
  const byCode = /^22\d{3}$/.test(text.trim()) ? findPlaceByCode(text.trim()) : undefined;
  const found = byCode ?? findPlaces(text, 100).find(({ kind }) => kinds.includes(kind));
  if (!found) throw new RequestError('NOT_FOUND', `no municipality ${JSON.stringify(text)}`);
  return found;
}

function findPlaceByCode(code: string): FoundPlace | undefined {
  const place = MUNICIPALITIES.find((one) => one.code === code);
  return place && { ...place, approximate: true };
}

function isGeometry(value: unknown, ...types: string[]): boolean {
  return typeof value === 'object' && value !== null && 'type' in value && types.includes(String(value.type));
}

function invalid(message: string): RequestError {
  return new RequestError('INVALID_INPUT', message);
}
