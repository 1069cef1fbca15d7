/** What a search for a place finds. */
import type { Word } from '../drawing/word.ts';

export type PlaceKind =
  | ('city' | 'ward' | 'town')
  | ('office' | 'station' | 'airport' | 'port' | 'bridge' | 'castle' | 'site' | 'dam' | 'place')
  | ('mountain' | 'cape' | 'coast' | 'river-mouth' | 'lake' | 'island' | 'falls' | 'gorge')
  | ('sheet' | 'coordinates');

/** [west, south, east, north], degrees. */
export type PlaceBox = readonly [number, number, number, number];

/** A place of the tables. */
export interface NamedPlace {
  readonly kind: PlaceKind;
  /** Of a municipality: 全国地方公共団体コード, five digits. */
  readonly code?: string;
  readonly label: Word;
  /** Hiragana. */
  readonly kana: string;
  readonly lon: number;
  readonly lat: number;
  readonly bbox: PlaceBox;
}

export interface FoundPlace {
  readonly kind: PlaceKind;
  readonly label: Word;
  readonly lon: number;
  readonly lat: number;
  readonly bbox: PlaceBox;
  /** Names of the tables are right to about a kilometre, their boxes less; sheets and coordinates are exact. */
  readonly approximate: boolean;
  /** Of a municipality. */
  readonly code?: string;
  /** Of a sheet: level, and the corners in its zone, metres. */
  readonly sheet?: {
    readonly code: string;
    readonly level: number;
    readonly epsg: number;
    readonly bounds: readonly [minE: number, minN: number, maxE: number, maxN: number];
  };
  /** The zone of plane coordinates was not typed: the prefecture's, VIII, is meant. */
  readonly assumedZone?: number;
}
