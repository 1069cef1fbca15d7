/** Ledgers on the plane of the site: shapes for both views, places for the pointer, positions back. Loaded when there is a ledger. */
import { type Crs, createProjection, crsFromCode } from '#core/crs/crs.ts';
import {
  DEGREES,
  type Ledger,
  type LedgerFeature,
  type LedgerGeometry,
  type Position,
  partsOf,
  positionsOf,
} from '#core/ledger/ledger.ts';
import { classify } from '#core/ledger/style.ts';
import { rowsOf } from '#core/ledger/table.ts';
import { valueText } from '#core/ledger/values.ts';
import { createPlacer, placingOf } from '../../local/placing.ts';
import { ShapeBuilder } from '../../local/shapes/draft.ts';
import { placeShapes } from '../../local/shapes/place-shapes.ts';
import type { ShapeLayer } from '../../state/shape-layer.ts';
import type { SiteFrame, SitePosition } from '../../state/site-frame.ts';
import type { LedgerState, OpenLedger } from './state.ts';

/** A label is no sentence. */
const MAX_LABEL = 40;
const LINE_PX = 3;
const POINT_PX = 13;
const MARK_PX = 6;
const MARK_COLOUR = 0xffffff;

const systems = new Map<string, Crs>();
const systemOf = (code: string): Crs => {
  const known = systems.get(code) ?? crsFromCode(code);
  systems.set(code, known);
  return known;
};

type Plane = Pick<SiteFrame, 'proj4' | 'unitM' | 'geoidHeightM'>;

/** East and north of the site, metres, of a ledger's position. @throws {CrsError} */
export function toSite(crs: string, frame: Plane): (x: number, y: number) => [east: number, north: number] {
  return createPlacer(placingOf(systemOf(crs), frame));
}

/** The position in the ledger's system of a place on the site. Millimetres; degrees to a tenth of one. @throws {CrsError} */
export function fromSite(crs: string, frame: SiteFrame): (place: SitePosition, withHeight: boolean) => Position {
  const system = systemOf(crs);
  const isSame = system.proj4 === frame.proj4;
  const projection = crs === DEGREES ? null : createProjection(system);
  const rounded = (value: number, digits: number) => Number(value.toFixed(digits));
  return ({ east, north, height }, withHeight) => {
    const more = withHeight ? [rounded(height, 3)] : [];
    if (isSame)
      return [rounded(east / frame.unitM, 3), rounded(north / frame.unitM, 3), ...more] as unknown as Position;
    const [lon, lat] = frame.toLonLat(east, north);
    const [x, y] = projection ? projection.fromLonLat(lon, lat) : [lon, lat];
    const digits = system.kind === 'geographic' ? 9 : 3;
    return [rounded(x, digits), rounded(y, digits), ...more] as unknown as Position;
  };
}

export interface PlacedFeature {
  readonly id: string;
  readonly type: LedgerGeometry['type'];
  /** Positions on the site; NaN heights: on the ground. Rings and lines one after another. */
  readonly parts: readonly (readonly SitePosition[])[];
}

const placedOf = new WeakMap<readonly LedgerFeature[], { readonly frame: Plane; readonly placed: PlacedFeature[] }>();

/** @throws {CrsError} */
export function placeFeatures({ crs, features }: Ledger, frame: Plane): readonly PlacedFeature[] {
  const known = placedOf.get(features);
  if (known?.frame === frame) return known.placed;
  const place = toSite(crs, frame);
  const put = ([x, y, height = Number.NaN]: Position): SitePosition => {
    const [east, north] = place(x, y);
    return { east, north, height };
  };
  const placed = features.flatMap(({ id, geometry }): PlacedFeature[] => {
    if (!geometry) return [];
    const { points, lines, polygons } = partsOf(geometry);
    const parts = [...points.map((one) => [one]), ...lines, ...polygons.flat()];
    return [{ id, type: geometry.type, parts: parts.map((part) => part.map(put)) }];
  });
  placedOf.set(features, { frame, placed });
  return placed;
}

/** A vertex in the middle of a feature; null: it has no place. @throws {CrsError} */
export function middleOf(ledger: Ledger, id: string, frame: Plane): SitePosition | null {
  const parts = placeFeatures(ledger, frame).find((one) => one.id === id)?.parts;
  const longest = parts?.reduce((most, part) => (part.length > most.length ? part : most));
  return longest?.[Math.floor(longest.length / 2)] ?? null;
}

/** The layers of all ledgers that are shown; one a colour, and one for the feature whose form is open. @throws {CrsError | FormatError} */
export function ledgerLayers(
  { list, current, query, narrows, selected }: Pick<LedgerState, 'list' | 'current' | 'query' | 'narrows' | 'selected'>,
  frame: Plane,
): ShapeLayer[] {
  return list.flatMap((open) => {
    if (!open.visible) return [];
    const isCurrent = open.id === current;
    const layers = classLayers(open, isCurrent && narrows ? new Set(rowsOf(open.now, query)) : null, frame);
    const feature = isCurrent && selected ? open.now.features.find(({ id }) => id === selected) : undefined;
    return [...layers, ...(feature ? markLayer(open, feature, frame) : [])];
  });
}

interface Made {
  readonly of: readonly unknown[];
  readonly layers: ShapeLayer[];
}
/** What a ledger looked like last: another selection makes nothing anew. */
const made = new Map<string, Made>();

function classLayers({ id, now }: OpenLedger, rows: ReadonlySet<number> | null, frame: Plane): ShapeLayer[] {
  const of = [now.features, now.fields, now.style, now.label, now.crs, rows && [...rows].join(), frame];
  const known = made.get(id);
  if (known?.of.every((one, at) => one === of[at])) return known.layers;
  const { classes, classOf } = classify(now);
  const builders = classes.map(() => new ShapeBuilder());
  for (const [index, feature] of now.features.entries()) {
    if (rows && !rows.has(index)) continue;
    add(builders[classOf[index]!]!, feature, now.label === null ? null : labelText(now, feature));
  }
  const layers = classes.flatMap(({ colour }, index) =>
    layerOf(`ledger:${id}:${index}`, builders[index]!, now.crs, frame, Number.parseInt(colour.slice(1), 16), LINE_PX),
  );
  made.set(id, { of, layers });
  return layers;
}

function markLayer({ id, now }: OpenLedger, feature: LedgerFeature, frame: Plane): ShapeLayer[] {
  const builder = new ShapeBuilder();
  add(builder, feature, null);
  return layerOf(`ledger:${id}:mark`, builder, now.crs, frame, MARK_COLOUR, MARK_PX);
}

function add(builder: ShapeBuilder, { geometry }: LedgerFeature, label: string | null): void {
  if (!geometry) return;
  const put = ([x, y, height = Number.NaN]: Position) => [x, y, height] as const;
  const { points, lines, polygons } = partsOf(geometry);
  for (const point of points) builder.point(...put(point));
  for (const line of [...lines, ...polygons.flat()]) builder.line(line.map(put));
  const [first] = positionsOf(geometry);
  if (label && first) builder.text(label, put(first));
}

const labelText = ({ fields, label }: Ledger, { values }: LedgerFeature): string =>
  fields[label!]?.kind === 'photo' ? '' : valueText(values[label!] ?? null).slice(0, MAX_LABEL);

function layerOf(
  id: string,
  builder: ShapeBuilder,
  crs: string,
  frame: Plane,
  colour: number,
  widthPx: number,
): ShapeLayer[] {
  const draft = builder.done({ format: 'GeoJSON' });
  if (draft.lines.length + draft.points.length === 0) return [];
  const shapes = placeShapes(draft, placingOf(systemOf(crs), frame));
  return [{ id, shapes, visible: true, colour, opacity: 1, widthPx, pointPx: POINT_PX, over: !shapes.hasHeights }];
}
