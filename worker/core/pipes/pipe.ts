/** Buried pipes: what a ledger says of them. Metres, but for diameters as ledgers write them. */

export const PIPE_KINDS = ['water', 'sewer', 'gas', 'power', 'telecom', 'other'] as const;
export type PipeKind = (typeof PIPE_KINDS)[number];

/** Marking colours of the trade: water blue, sewer brown, gas green, power orange, telecom red. */
export const PIPE_COLOURS: Readonly<Record<PipeKind, `#${string}`>> = {
  water: '#2f7fd6',
  sewer: '#8a5a2b',
  gas: '#2f9e44',
  power: '#f08c00',
  telecom: '#e03131',
  other: '#868e96',
};

/** What the ground over a pipe carries. */
export const PIPE_PLACES = ['vehicles', 'elsewhere'] as const;
export type PipePlace = (typeof PIPE_PLACES)[number];

/** Cover that is required over a kind of pipe. */
export type CoverRule = Readonly<Record<PipePlace, number>>;

/** 1.2 m under vehicles, 0.6 m elsewhere: cables, and pipes under roads. */
export const USUAL_COVER: CoverRule = { vehicles: 1.2, elsewhere: 0.6 };

/**
 * What the levels of a pipe are of: `cover` is the depth of its outer top below the ground, the others are elevations of its
 * axis, its outer top, and the inside of its bottom.
 */
export const LEVEL_REFERENCES = ['cover', 'axis', 'crown', 'invert'] as const;
export type LevelReference = (typeof LEVEL_REFERENCES)[number];

export interface PipeLevel {
  readonly reference: LevelReference;
  /** One for the whole pipe, or one a vertex; NaN is unknown. */
  readonly valuesM: Float64Array;
}

export interface Pipe {
  readonly kind: PipeKind;
  /** Inner (nominal) diameter and wall. */
  readonly diameterM: number;
  readonly wallM: number;
  /** Vertices in plan, at least two, none on the one before. */
  readonly east: Float64Array;
  readonly north: Float64Array;
  /** Distance of each vertex from the first. */
  readonly station: Float64Array;
  /** Null: the ledger does not say how deep. */
  readonly level: PipeLevel | null;
}

export const outerRadiusM = ({ diameterM, wallM }: Pick<Pipe, 'diameterM' | 'wallM'>): number => diameterM / 2 + wallM;

export const pipeLengthM = ({ station }: Pick<Pipe, 'station'>): number => station[station.length - 1]!;

/** Distances of vertices along a line. */
export function stationsOf(east: Float64Array, north: Float64Array): Float64Array {
  const station = new Float64Array(east.length);
  for (let i = 1; i < east.length; i++) {
    station[i] = station[i - 1]! + Math.hypot(east[i]! - east[i - 1]!, north[i]! - north[i - 1]!);
  }
  return station;
}

/** The leg that a station lies on; its end counts to it. */
export function legAt({ station }: Pick<Pipe, 'station'>, atM: number): number {
  let [low, high] = [0, station.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (station[middle]! < atM) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The place at a station, in plan. */
export function placeAt(pipe: Pick<Pipe, 'east' | 'north' | 'station'>, atM: number): [east: number, north: number] {
  const { east, north, station } = pipe;
  const leg = legAt(pipe, atM);
  const length = station[leg + 1]! - station[leg]!;
  const share = Math.min(1, Math.max(0, (atM - station[leg]!) / length));
  return [east[leg]! + share * (east[leg + 1]! - east[leg]!), north[leg]! + share * (north[leg + 1]! - north[leg]!)];
}
