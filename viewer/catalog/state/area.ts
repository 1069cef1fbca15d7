/** The place of a selection of many sheets: drawn, typed, or a municipality. Degrees throughout. Pure. */

export type Position = readonly [lon: number, lat: number];
export type LonLatBox = readonly [west: number, south: number, east: number, north: number];

export type SelectionArea =
  /** `view`: the box of the map when it was taken. */
  | { readonly kind: 'box' | 'view'; readonly bbox: LonLatBox }
  /** Without the first vertex repeated at the end. */
  | { readonly kind: 'polygon'; readonly ring: readonly Position[] }
  | { readonly kind: 'line'; readonly line: readonly Position[]; readonly bufferM: number }
  | { readonly kind: 'municipality'; readonly code: string; readonly bbox: LonLatBox };

export interface AreaGeometry {
  readonly type: 'Polygon';
  readonly coordinates: Position[][];
}

export const DEFAULT_BUFFER_M = 100;
/** As the server has it. */
export const MAX_BUFFER_M = 50_000;

const round = (degrees: number): number => Number(degrees.toFixed(7));

/** The place as members of the body of `POST /api/selection`. */
export function areaMembers(area: SelectionArea): Readonly<Record<string, unknown>> {
  switch (area.kind) {
    case 'box':
    case 'view':
      return { bbox: area.bbox };
    case 'polygon':
      return { area: { type: 'Polygon', coordinates: [closed(area.ring)] } };
    case 'line':
      return { line: { type: 'LineString', coordinates: area.line }, bufferM: area.bufferM };
    case 'municipality':
      return { municipality: area.code };
  }
}

/** The area itself, for cutting points out of it; null for the strip of a bent line, which is no simple polygon. */
export function areaGeometry(area: SelectionArea): AreaGeometry | null {
  if (area.kind === 'line') {
    const ring = area.line.length === 2 ? stripAround(area.line[0]!, area.line[1]!, area.bufferM) : null;
    return ring && { type: 'Polygon', coordinates: [closed(ring)] };
  }
  return { type: 'Polygon', coordinates: [closed(area.kind === 'polygon' ? area.ring : cornersOf(area.bbox))] };
}

/** The smallest box around it; a line with its buffer. */
export function areaBox(area: SelectionArea): LonLatBox {
  if (area.kind === 'polygon') return boxOf(area.ring);
  if (area.kind !== 'line') return area.bbox;
  const [west, south, east, north] = boxOf(area.line);
  const lat = area.bufferM / METRES_PER_DEGREE;
  const lon = lat / Math.cos((Math.max(Math.abs(south), Math.abs(north)) * Math.PI) / 180);
  return [west - lon, south - lat, east + lon, north + lat];
}

export function cornersOf([west, south, east, north]: LonLatBox): Position[] {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
  ];
}

function closed(ring: readonly Position[]): Position[] {
  return [...ring, ring[0]!];
}

function boxOf(positions: readonly Position[]): LonLatBox {
  const [lons, lats] = [positions.map(([lon]) => lon), positions.map(([, lat]) => lat)];
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

const METRES_PER_DEGREE = 111_320;
/** Segments of each half circle at the ends. */
const CAP_SEGMENTS = 12;

/** What lies within a distance of a segment: a rectangle with round ends. */
function stripAround(a: Position, b: Position, bufferM: number): Position[] {
  const perLon = METRES_PER_DEGREE * Math.cos((((a[1] + b[1]) / 2) * Math.PI) / 180);
  const angle = Math.atan2((b[1] - a[1]) * METRES_PER_DEGREE, (b[0] - a[0]) * perLon);
  const cap = (centre: Position, from: number) =>
    Array.from({ length: CAP_SEGMENTS + 1 }, (_, i): Position => {
      const at = from + (Math.PI * i) / CAP_SEGMENTS;
      return [
        round(centre[0] + (bufferM * Math.cos(at)) / perLon),
        round(centre[1] + (bufferM * Math.sin(at)) / METRES_PER_DEGREE),
      ];
    });
  return [...cap(b, angle - Math.PI / 2), ...cap(a, angle + Math.PI / 2)];
}

const positionText = ([lon, lat]: Position): string => `${Number(lon.toFixed(6))},${Number(lat.toFixed(6))}`;

/** As parameters of the address. */
export function areaParameters(area: SelectionArea | null): [name: string, value: string][] {
  switch (area?.kind) {
    case undefined:
      return [];
    case 'box':
    case 'view':
      return [['bbox', area.bbox.map((degrees) => Number(degrees.toFixed(6))).join(',')]];
    case 'polygon':
      return [['polygon', area.ring.map(positionText).join(';')]];
    case 'line':
      return [
        ['line', area.line.map(positionText).join(';')],
        ['buffer', String(area.bufferM)],
      ];
    case 'municipality':
      return [
        ['municipality', area.code],
        ['bbox', area.bbox.map((degrees) => Number(degrees.toFixed(6))).join(',')],
      ];
  }
}

/** @returns null where the address names none, or one that cannot be */
export function parseArea(query: URLSearchParams): SelectionArea | null {
  const bbox = parseBox(query.get('bbox') ?? '');
  const code = query.get('municipality');
  if (code !== null && /^\d{5}$/.test(code) && bbox) return { kind: 'municipality', code, bbox };
  const ring = parsePositions(query.get('polygon'));
  if (ring && ring.length >= 3) return { kind: 'polygon', ring };
  const line = parsePositions(query.get('line'));
  const bufferM = Number(query.get('buffer') ?? DEFAULT_BUFFER_M);
  if (line && line.length >= 2 && bufferM >= 0 && bufferM <= MAX_BUFFER_M) return { kind: 'line', line, bufferM };
  return bbox && { kind: 'box', bbox };
}

/** `west,south,east,north`, as people type it: blanks, full-width digits and commas count. */
export function parseBox(text: string): LonLatBox | null {
  const parts = text
    .normalize('NFKC')
    .replaceAll('−', '-')
    .split(/[\s,、;]+/)
    .filter((part) => part !== '')
    .map(Number);
  const [west, south, east, north] = parts;
  if (parts.length !== 4 || !parts.every(Number.isFinite)) return null;
  const isBox = west! < east! && south! < north! && west! >= -180 && east! <= 180 && south! >= -90 && north! <= 90;
  return isBox ? [west!, south!, east!, north!] : null;
}

function parsePositions(text: string | null): Position[] | null {
  if (text === null) return null;
  const positions = text
    .split(';')
    .map((pair) => pair.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part))));
  const areRight = positions.every(
    (pair) => pair.length === 2 && Math.abs(pair[0]!) <= 180 && Math.abs(pair[1]!) <= 90,
  );
  return areRight ? positions.map(([lon, lat]): Position => [lon!, lat!]) : null;
}
