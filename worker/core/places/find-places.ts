/** Searching for a place by whatever people type: a name in Japanese, kana or English, coordinates, a map sheet. */

import { crsFromCode } from '../crs/crs-from-code.ts';
import { type MapSheet, sheetReadings } from '../crs/map-sheet.ts';
import { createProjection } from '../crs/projection.ts';
import { word } from '../drawing/word.ts';
import { cornersOf } from '../geometry/bounds.ts';
import { LANDMARKS } from './landmarks.ts';
import { MUNICIPALITIES } from './municipalities.ts';
import type { FoundPlace, NamedPlace, PlaceBox } from './place.ts';
import { readCoordinates } from './read-coordinates.ts';

/** Longer texts find nothing. */
export const MAX_PLACE_TEXT = 200;
/** Half the side of the box around typed coordinates, degrees. */
const COORDINATES_REACH = 0.005;

interface Entry {
  readonly place: NamedPlace;
  readonly names: readonly string[];
}

const ENTRIES: readonly Entry[] = [...MUNICIPALITIES, ...LANDMARKS].map((place) => {
  const { ja, en } = place.label;
  // wards are known without their city, mountains by their peak
  const parts = place.kind === 'ward' ? [ja.replace(/^.+市/, '')] : ja.split(/[（）]/).filter((part) => part !== '');
  return { place, names: [...new Set([ja, ...parts, place.kana, en].map(fold))] };
});

/**
 * @param limit of what is returned
 * @returns the best first: sheets and coordinates, then names that are, begin with, or hold the text; municipalities
 *   before other places. Nothing for a text that is empty or longer than {@link MAX_PLACE_TEXT}.
 */
export function findPlaces(text: string, limit = 20): FoundPlace[] {
  if (text.length > MAX_PLACE_TEXT) return [];
  const typed = normalised(text);
  if (typed === '') return [];
  const coordinates = readCoordinates(typed);
  const exact = [...sheetPlaces(typed), ...(coordinates ? [coordinatesPlace(coordinates)] : [])];
  return [...exact, ...namedPlaces(typed)].slice(0, limit);
}

function namedPlaces(typed: string): FoundPlace[] {
  const wanted = fold(typed);
  if (wanted === '') return [];
  const ranked: { entry: Entry; rank: number }[] = [];
  for (const entry of ENTRIES) {
    const rank = Math.min(...entry.names.map((name) => rankOf(name, wanted)));
    if (rank < NO_RANK) ranked.push({ entry, rank });
  }
  // sorting is stable: within a rank the order of the tables stays
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .map(({ entry: { place } }) => {
      const { kana: _, ...found } = place;
      return { ...found, approximate: true };
    });
}

const NO_RANK = 3;

function rankOf(name: string, wanted: string): number {
  const at = name.indexOf(wanted);
  if (at < 0) return NO_RANK;
  return name === wanted ? 0 : at === 0 ? 1 : 2;
}

/** Both readings where a code is a 500 and a 1250 sheet; what stands behind the code in a file's name is passed over. */
function sheetPlaces(typed: string): FoundPlace[] {
  const code = /^(?:図郭)?\s*(\d{2}[a-t][a-h](?:\d{2}(?:[0-9a-t]{2}|[1-4])?)?)(?=$|[^0-9a-z])/.exec(typed)?.[1];
  return code === undefined ? [] : sheetReadings(code).map(sheetPlace);
}

function sheetPlace(sheet: MapSheet): FoundPlace {
  const { code, level, epsg, minE, minN, maxE, maxN } = sheet;
  const { toLonLat } = createProjection(crsFromCode(epsg));
  const corners = cornersOf(sheet).map(([east, north]) => toLonLat(east, north));
  const [lons, lats] = [corners.map(([lon]) => lon), corners.map(([, lat]) => lat)];
  const [lon, lat] = toLonLat((minE + maxE) / 2, (minN + maxN) / 2);
  return {
    kind: 'sheet',
    label: word(`図郭 ${code}（レベル${level}）`, `Sheet ${code} (level ${level})`),
    lon,
    lat,
    bbox: [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)],
    approximate: false,
    sheet: { code, level, epsg, bounds: [minE, minN, maxE, maxN] },
  };
}

function coordinatesPlace({ lon, lat, assumedZone }: NonNullable<ReturnType<typeof readCoordinates>>): FoundPlace {
  const [east, north] = [lon.toFixed(6), lat.toFixed(6)];
  const bbox: PlaceBox = [
    lon - COORDINATES_REACH,
    lat - COORDINATES_REACH,
    lon + COORDINATES_REACH,
    lat + COORDINATES_REACH,
  ];
  return {
    kind: 'coordinates',
    label: word(`北緯${north} 東経${east}`, `${north}, ${east}`),
    lon,
    lat,
    bbox,
    approximate: false,
    ...(assumedZone === undefined ? {} : { assumedZone }),
  };
}

/** Full width to half, lower case, marks of minutes and seconds to straight ones, spaces to one. */
function normalised(text: string): string {
  return text
    .replace(/[″”“]|''|′′/g, '"')
    .replace(/[′’‘]/g, "'")
    .normalize('NFKC')
    .replace(/[−–—ー](?=\d)/g, '-')
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .trim();
}

/** For comparing names: katakana as hiragana, ケ as が is written, without spaces, dots, hyphens and accents. */
function fold(text: string): string {
  return (
    normalised(text)
      .normalize('NFD')
      // marks of Latin letters; those of kana carry meaning
      .replace(/[\u0300-\u036f]/g, '')
      .normalize('NFC')
      .replace(/[ァ-ヶ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
      .replace(/[ゖゕ]/g, 'が')
      .replace(/[\s・･.,'’\-‐()（）]/g, '')
  );
}
