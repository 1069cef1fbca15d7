/** Profile and wires in the address: what a second browser needs for the same request. Pure; defaults are left out. */
import { numberIn } from '../../state/url-values.ts';
import { WAY_MODES, type WayMode } from './modes.ts';
import { PROFILE_SETTINGS, type ProfileSettings, WIRE_SETTINGS, type WireSettings } from './settings.ts';
import type { WayState } from './state.ts';

/** What the address says, as texts: written and read in this file only. */
export type WayUrl = Readonly<Partial<Record<(typeof NAMES)[number], string>>>;

/**
 * Parameters in the order of the address: mode; `axis`: along the axis of the alignment tool; of the profile the pitch, the level of
 * water, what is not counted as a rise; of the wires the collection, half the width, the least clearance, how wires are found.
 */
const NAMES = ['way', 'along', 'sta', 'water', 'climb', 'over', 'half', 'clear', 'wires'] as const;

/** Numbers by their names in the address, with the limits of the processes. */
const PROFILE_NUMBERS = [
  ['sta', 'pitchM', 0.5, 1000],
  ['water', 'waterLevelM', -1000, 9000],
  ['climb', 'climbToleranceM', 0, 10],
] as const;
const WIRE_NUMBERS = [
  ['half', 'halfWidthM', 0.31, 50],
  ['clear', 'clearanceM', 0, 100],
] as const;
const SOURCES = ['auto', 'classes', 'heights'] as const;

export function readWayUrl(query: URLSearchParams): WayUrl | undefined {
  if (!isMode(query.get('way'))) return undefined;
  const found = NAMES.flatMap((name) => {
    const text = query.get(name);
    return text === null || text.length > 200 ? [] : [[name, text]];
  });
  return Object.fromEntries(found);
}

export const wayUrlParts = (url: WayUrl): [name: string, text: string][] =>
  NAMES.flatMap((name) => (url[name] === undefined ? [] : [[name, url[name]]]));

const isMode = (text: string | null | undefined): text is Exclude<WayMode, 'section'> =>
  text !== 'section' && WAY_MODES.some((mode) => mode === text);

/** @param collection the one whose wires are sought when none is named */
export function wayUrl({ mode, axis, profile, wires }: WayState, collection: string | null): WayUrl | undefined {
  if (!isMode(mode)) return undefined;
  const numbers =
    mode === 'profile'
      ? PROFILE_NUMBERS.map(([name, key]) => [name, textOf(profile[key], PROFILE_SETTINGS[key])])
      : WIRE_NUMBERS.map(([name, key]) => [name, textOf(wires[key], WIRE_SETTINGS[key])]);
  const texts: Record<string, string | undefined> = {
    way: mode,
    along: axis === 'alignment' ? 'axis' : undefined,
    ...Object.fromEntries(numbers),
    ...(mode === 'wires'
      ? {
          over: wires.collection === collection ? undefined : (wires.collection ?? undefined),
          wires: wires.source === WIRE_SETTINGS.source ? undefined : wires.source,
        }
      : {}),
  };
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined));
}

const textOf = (value: number | null, usual: number | null): string | undefined =>
  value === usual || value === null ? undefined : String(value);

/**
 * The tool as an address asks for it; what is not understood is as usual.
 * @param open ids of the open collections, the last one is that of the wires unless another is named
 */
export function askedWay(
  url: WayUrl | undefined,
  open: readonly string[],
): Pick<WayState, 'mode' | 'axis' | 'profile' | 'wires'> {
  const { way, along, over, wires: source } = url ?? {};
  const named = over !== undefined && open.includes(over) ? over : undefined;
  return {
    mode: isMode(way) ? way : 'section',
    axis: along === 'axis' ? 'alignment' : 'line',
    profile: { ...PROFILE_SETTINGS, ...numbersOf<ProfileSettings>(url, PROFILE_NUMBERS) },
    wires: {
      ...WIRE_SETTINGS,
      ...numbersOf<WireSettings>(url, WIRE_NUMBERS),
      collection: named ?? open.at(-1) ?? null,
      source: SOURCES.find((one) => one === source) ?? WIRE_SETTINGS.source,
    },
  };
}

type NumberRow = readonly [name: keyof WayUrl, key: string, low: number, high: number];

function numbersOf<Settings>(url: WayUrl | undefined, rows: readonly NumberRow[]): Partial<Settings> {
  const found = rows.flatMap(([name, key, low, high]) => {
    const value = numberIn(url?.[name], low, high);
    return value === undefined ? [] : [[key, value]];
  });
  return Object.fromEntries(found);
}
