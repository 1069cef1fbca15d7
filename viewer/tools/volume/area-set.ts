/** Areas that were not drawn: those of a file, or the footprint of a design. Positions in the site frame. Pure. */
import type { Projection } from '#core/crs/crs.ts';
import { signedArea } from '#core/geometry/ring.ts';
import type { SiteFrame, SitePosition } from '../../state/site-frame.ts';
import { formatStored, parseStored, type StoredChoice } from './surface-choice.ts';

/** Rings of one polygon, the outer one first; open (the last position does not repeat the first). */
export type SitePolygon = readonly (readonly SitePosition[])[];

export interface NamedArea {
  readonly name: string;
  readonly polygons: readonly SitePolygon[];
}

/** Where a set comes from; enough to get it again. */
export interface AreaSource extends Omit<StoredChoice, 'form'> {
  readonly from: 'file' | 'footprint';
}

export interface AreaSet {
  readonly source: AreaSource;
  /** Of the file, or of the design. */
  readonly name: string;
  readonly areas: readonly NamedArea[];
  /** Areas that cannot be measured, in the server's words. */
  readonly faults: readonly { readonly name: string; readonly message: string }[];
  readonly checks: readonly { readonly code: string; readonly message: string }[];
  /** Areas have no heights of their own: they are put on the ground when it is drawn. */
  readonly heightsKnown: boolean;
}

/** A GeoJSON polygon or multipolygon. */
export interface AreaGeometry {
  readonly type: 'Polygon' | 'MultiPolygon';
  readonly coordinates: unknown;
}

/** `file:ID`, `footprint:ID`, with corrections as surfaces have them. */
export function formatAreaSource({ from, ...stored }: AreaSource): string {
  return `${from}:${formatStored(stored)}`;
}

export function parseAreaSource(text: string): AreaSource | null {
  const [, from, rest = ''] = /^(file|footprint):(.*)$/.exec(text) ?? [];
  const stored = parseStored(rest);
  return stored && (from === 'file' || from === 'footprint') ? { from, ...stored } : null;
}

/** How the coordinates of a file stand: as those of the frame, as longitude and latitude, or in a system of their own. */
export type CoordinateSystem = 'frame' | 'lonLat' | Pick<Projection, 'toLonLat'>;

/** Brings positions of a system into the site frame; those without a height get the one given. */
export function positionReader(
  frame: SiteFrame,
  system: CoordinateSystem,
  swapXY: boolean,
  heightM: number,
): (position: readonly number[]) => SitePosition {
  const place = placeReader(frame, system);
  return ([x = 0, y = 0, z]) => {
    const [east, north] = swapXY ? place(y, x) : place(x, y);
    return { east, north, height: z ?? heightM };
  };
}

function placeReader(frame: SiteFrame, system: CoordinateSystem): (x: number, y: number) => readonly [number, number] {
  if (system === 'frame') return (x, y) => [x * frame.unitM, y * frame.unitM];
  if (system === 'lonLat') return (x, y) => frame.fromLonLat(x, y);
  return (x, y) => frame.fromLonLat(...system.toLonLat(x, y));
}

/** The polygons of a GeoJSON geometry. */
export function readPolygons(
  { type, coordinates }: AreaGeometry,
  read: (position: readonly number[]) => SitePosition,
): SitePolygon[] {
  const polygons = (type === 'Polygon' ? [coordinates] : coordinates) as readonly (readonly (readonly number[])[])[][];
  return polygons.map((rings) => rings.map((ring) => ring.slice(0, -1).map(read)));
}

/** The same as GeoJSON in CRS units, rings closed. */
export function areaGeometry(polygons: readonly SitePolygon[], unitM: number) {
  const coordinates = polygons.map((rings) =>
    rings.map((ring) => {
      const positions = ring.map(({ east, north }) => [east / unitM, north / unitM]);
      return positions[0] ? [...positions, positions[0]] : positions;
    }),
  );
  return coordinates.length === 1
    ? { type: 'Polygon' as const, coordinates: coordinates[0] ?? [] }
    : { type: 'MultiPolygon' as const, coordinates };
}

/** Plan area of polygons with their holes, m². */
export function polygonsAreaM2(polygons: readonly SitePolygon[]): number {
  return polygons
    .flatMap((rings) => rings.map((ring, index) => (index === 0 ? 1 : -1) * ringAreaM2(ring)))
    .reduce((sum, area) => sum + area, 0);
}

function ringAreaM2(ring: readonly SitePosition[]): number {
  const east = Float64Array.from(ring, (position) => position.east);
  const north = Float64Array.from(ring, (position) => position.north);
  return Math.abs(signedArea({ east, north }));
}

/** The set on the ground: the areas stay where they are. */
export function liftAreas(set: AreaSet, lift: (position: SitePosition) => SitePosition): AreaSet {
  const onGround = (polygons: readonly SitePolygon[]) => polygons.map((rings) => rings.map((ring) => ring.map(lift)));
  const areas = set.areas.map(({ name, polygons }) => ({ name, polygons: onGround(polygons) }));
  return { ...set, areas, heightsKnown: true };
}
