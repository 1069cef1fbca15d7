/**
 * A ledger (台帳): a named list of features with attributes, as those keep it who look after lamps, bridges, manholes, slopes, trees.
 * Plain objects, safe in JSON. Positions keep the digits of their file, in the ledger's own system: [x east, y north] or
 * [lon, lat], and a third number where a height is known: metres above the geoid.
 */

export const FIELD_KINDS = ['text', 'number', 'date', 'boolean', 'choice', 'link', 'photo'] as const;
export type FieldKind = (typeof FIELD_KINDS)[number];

/** A column of the ledger. */
export interface LedgerField {
  readonly name: string;
  readonly kind: FieldKind;
  /** What may be chosen; of `choice` alone. */
  readonly choices?: readonly string[];
}

/** Date: `2026-03-31`. Null is no data. */
export type LedgerValue = string | number | boolean | null;

export const GEOMETRY_DEPTHS = {
  Point: 0,
  MultiPoint: 1,
  LineString: 1,
  MultiLineString: 2,
  Polygon: 2,
  MultiPolygon: 3,
} as const;
export type GeometryType = keyof typeof GEOMETRY_DEPTHS;

/** As GeoJSON nests it. */
export interface LedgerGeometry {
  readonly type: GeometryType;
  readonly coordinates: readonly unknown[];
}

export type Position = readonly [x: number, y: number, heightM?: number];

export interface LedgerFeature {
  /** Its own among those of the ledger. */
  readonly id: string;
  /** Null: it has no place yet. */
  readonly geometry: LedgerGeometry | null;
  /** One a field, in the fields' order. */
  readonly values: readonly LedgerValue[];
}

export const STYLE_METHODS = ['categories', 'equal', 'quantile'] as const;
export type StyleMethod = (typeof STYLE_METHODS)[number];

export interface LedgerStyle {
  /** Index of the field that gives the colour; null: one colour. */
  readonly by: number | null;
  readonly method: StyleMethod;
  /** Of numbers. */
  readonly classes: number;
  /** #rrggbb */
  readonly colour: string;
}

export interface Ledger {
  readonly version: 1;
  readonly name: string;
  /** Code of the positions' system: `OGC:CRS84`, `EPSG:6676`. */
  readonly crs: string;
  readonly fields: readonly LedgerField[];
  readonly features: readonly LedgerFeature[];
  /** Index of the field whose values stand in the picture; null: none. */
  readonly label: number | null;
  readonly style: LedgerStyle;
  /** File or address that it came from; empty: made here. */
  readonly source: string;
}

export const DEGREES = 'OGC:CRS84';

/** What one ledger may hold; every reader stops there. */
export const LEDGER_BOUNDS = {
  features: 20_000,
  fields: 60,
  vertices: 400_000,
  name: 200,
  fieldName: 100,
  /** Characters of a value, and of a picture in one. */
  text: 4_000,
  photo: 400_000,
  choices: 200,
  choice: 100,
  source: 1_000,
  /** Characters of a file. */
  characters: 64 * 2 ** 20,
} as const;

export const CLASS_RANGE = [2, 9] as const;
export const LEDGER_COLOUR = '#0072b2';

export const PLAIN_STYLE: LedgerStyle = { by: null, method: 'categories', classes: 5, colour: LEDGER_COLOUR };

export function emptyLedger(name: string, crs: string, fields: readonly LedgerField[] = []): Ledger {
  const label = fields.length > 0 ? 0 : null;
  return { version: 1, name, crs, fields, features: [], label, style: PLAIN_STYLE, source: '' };
}

/** Every position of a geometry, in its order. */
export function positionsOf({ type, coordinates }: LedgerGeometry): Position[] {
  const found: Position[] = [];
  const visit = (value: unknown, depth: number): void => {
    if (depth === 0) found.push(value as Position);
    else for (const part of value as readonly unknown[]) visit(part, depth - 1);
  };
  visit(coordinates, GEOMETRY_DEPTHS[type]);
  return found;
}

/** The same geometry with every position changed. */
export function mapPositions(geometry: LedgerGeometry, change: (position: Position) => Position): LedgerGeometry {
  const visit = (value: unknown, depth: number): unknown =>
    depth === 0 ? change(value as Position) : (value as readonly unknown[]).map((part) => visit(part, depth - 1));
  return { ...geometry, coordinates: visit(geometry.coordinates, GEOMETRY_DEPTHS[geometry.type]) as unknown[] };
}

/** Parts of one kind: places, lines, and rings of faces. */
export interface GeometryParts {
  readonly points: readonly Position[];
  readonly lines: readonly (readonly Position[])[];
  readonly polygons: readonly (readonly (readonly Position[])[])[];
}

export function partsOf({ type, coordinates }: LedgerGeometry): GeometryParts {
  const none = { points: [], lines: [], polygons: [] };
  switch (type) {
    case 'Point':
      return { ...none, points: [coordinates as unknown as Position] };
    case 'MultiPoint':
      return { ...none, points: coordinates as Position[] };
    case 'LineString':
      return { ...none, lines: [coordinates as Position[]] };
    case 'MultiLineString':
      return { ...none, lines: coordinates as Position[][] };
    case 'Polygon':
      return { ...none, polygons: [coordinates as Position[][]] };
    case 'MultiPolygon':
      return { ...none, polygons: coordinates as Position[][][] };
  }
}

/** An id that none of them has: one more than the highest number behind the letter. */
export function freeFeatureId(features: readonly { readonly id: string }[]): string {
  let most = 0;
  for (const { id } of features) {
    const number = /^f\d{1,9}$/.test(id) ? Number(id.slice(1)) : 0;
    if (number > most) most = number;
  }
  return `f${most + 1}`;
}
