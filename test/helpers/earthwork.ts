/** A small earthwork of known volume: a tilted plane, afterwards with an embankment (a frustum) on it. EPSG:6676. */
import { buildLas, seededRandom, type TestPoint } from './las-builder.ts';

const ORIGIN = { east: 52_400, north: -97_200 };
const EXTENT = { eastM: 200, northM: 150 };
const MIDDLE = { east: ORIGIN.east + 100, north: ORIGIN.north + 75 };
const TOP_M = 15;
const FOOT_M = 33;
const RISE_M = 9;

/** Exact fill of the embankment, m³. */
export const FILL_M3 = (RISE_M / 3) * (4 * FOOT_M ** 2 + 4 * TOP_M ** 2 + 4 * FOOT_M * TOP_M);

/** A square around the embankment's foot, a metre wider. */
export const EMBANKMENT_AREA = {
  type: 'Polygon',
  coordinates: [ring(FOOT_M + 1)],
};

/** A line across the embankment's crest from west to east, 120 m long. */
export const CROSSING_LINE = {
  type: 'LineString',
  coordinates: [
    [MIDDLE.east - 60, MIDDLE.north],
    [MIDDLE.east + 60, MIDDLE.north],
  ],
};

/** Height of the crest over the ground before. */
export const CREST_M = RISE_M;

function ring(half: number): number[][] {
  const { east, north } = MIDDLE;
  return [
    [east - half, north - half],
    [east + half, north - half],
    [east + half, north + half],
    [east - half, north + half],
    [east - half, north - half],
  ];
}

function heightM(epoch: 'before' | 'after', east: number, north: number): number {
  const plane = 200 + 0.03 * (east - ORIGIN.east) + 0.01 * (north - ORIGIN.north);
  if (epoch === 'before') return plane;
  const away = Math.max(Math.abs(east - MIDDLE.east), Math.abs(north - MIDDLE.north));
  return plane + Math.max(0, Math.min(RISE_M, (RISE_M * (FOOT_M - away)) / (FOOT_M - TOP_M)));
}

/** LAS 1.2, format 3, no CRS record. 85 % of the points are ground (class 2), the others vegetation above it. */
export function earthworkLas(epoch: 'before' | 'after', pointCount: number): Uint8Array {
  const random = seededRandom(epoch === 'before' ? 11 : 12);
  const points = Array.from({ length: pointCount }, (_, i): TestPoint => {
    const [x, y] = [Math.floor(random() * EXTENT.eastM * 1000), Math.floor(random() * EXTENT.northM * 1000)];
    const isGround = random() < 0.85;
    const height = heightM(epoch, ORIGIN.east + x / 1000, ORIGIN.north + y / 1000);
    const above = 0.02 * (random() + random() - 1) + (isGround ? 0 : 1 + 9 * random());
    return {
      x,
      y,
      z: Math.round((height - 100 + above) * 1000),
      intensity: i % 4096,
      returnNumber: 1,
      numberOfReturns: 1,
      scanDirection: 0,
      edgeOfFlightLine: 0,
      classification: isGround ? 2 : 5,
      synthetic: 0,
      keyPoint: 0,
      withheld: 0,
      overlap: 0,
      scannerChannel: 0,
      scanAngle: (i % 31) - 15,
      userData: 0,
      pointSourceId: 3,
      gpsTime: 2.5e8 + i / 1e5,
      red: isGround ? 0x8000 : 0x3000,
      green: isGround ? 0x7000 : 0x9000,
      blue: 0x5000,
      nir: 0,
      extra: new Uint8Array(0),
    };
  });
  return buildLas(points, { format: 3, offset: [ORIGIN.east, ORIGIN.north, 100] });
}
