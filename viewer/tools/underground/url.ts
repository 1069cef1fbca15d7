/** The underground tool in the address: settings and the dig box. Files are not in it. Pure; defaults are left out. */
import type { DigBox } from '../../state/underground-view.ts';
import { UNDERGROUND_SETTINGS, type UndergroundSettings, type UndergroundState } from './state.ts';

/**
 * Ground, place of pipes that do not say theirs, required cover (under vehicles, elsewhere) and clearance, near, what a depth holds for, opacity of
 * the ground, dig box (`east,north~width~length~depth~heading`).
 */
const NAMES = ['pground', 'punder', 'pcover', 'pclear', 'pnear', 'pdepth', 'popacity', 'dig'] as const;

/** What the address says, as texts: written and read in this file only. */
export type UndergroundUrl = Readonly<Partial<Record<(typeof NAMES)[number], string>>>;

const MAX_TEXT = 400;
export const DIG_LIMITS = { sideM: [1, 500], depthM: [0.5, 50] } as const;

export function readUndergroundUrl(query: URLSearchParams): UndergroundUrl | undefined {
  if (query.get('tool') !== 'underground') return undefined;
  const found = NAMES.flatMap((name) => {
    const text = query.get(name);
    return text === null || text.length > MAX_TEXT ? [] : [[name, text]];
  });
  return Object.fromEntries(found);
}

export const undergroundUrlParts = (url: UndergroundUrl): [name: string, text: string][] =>
  NAMES.flatMap((name) => (url[name] === undefined ? [] : [[name, url[name]]]));

const decimals = (value: number) => String(Number(value.toFixed(3)));
const unless = <T>(value: T, usual: T): string | undefined => (value === usual ? undefined : String(value));

export function undergroundUrl({ settings, dig }: UndergroundState, unitM: number): UndergroundUrl {
  const { coverM, ...usual } = UNDERGROUND_SETTINGS;
  const cover = `${settings.coverM.vehicles},${settings.coverM.elsewhere}`;
  const texts: Record<(typeof NAMES)[number], string | undefined> = {
    pground: settings.collection ?? undefined,
    punder: unless(settings.under, usual.under),
    pcover: unless(cover, `${coverM.vehicles},${coverM.elsewhere}`),
    pclear: unless(settings.clearanceM, usual.clearanceM),
    pnear: unless(settings.nearM, usual.nearM),
    pdepth: unless(settings.depthHolds, usual.depthHolds),
    popacity: unless(settings.groundOpacity, usual.groundOpacity),
    dig:
      dig === null
        ? undefined
        : [
            `${decimals(dig.east / unitM)},${decimals(dig.north / unitM)}`,
            ...[dig.widthM, dig.lengthM, dig.depthM, dig.headingDeg].map(decimals),
          ].join('~'),
  };
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined));
}

/** The tool as an address asks for it; what is not understood is as usual. */
export function askedUnderground(
  url: UndergroundUrl,
  open: readonly string[],
  unitM: number,
): { readonly settings: UndergroundSettings; readonly dig: DigBox | null } {
  const usual = UNDERGROUND_SETTINGS;
  const [vehicles, elsewhere] = (url.pcover ?? '').split(',').map((part) => numberIn(part, 0, 100));
  return {
    settings: {
      collection: open.find((id) => id === url.pground) ?? null,
      under: url.punder === 'elsewhere' ? 'elsewhere' : 'vehicles',
      coverM: vehicles === undefined || elsewhere === undefined ? usual.coverM : { vehicles, elsewhere },
      clearanceM: numberIn(url.pclear, 0, 100) ?? usual.clearanceM,
      nearM: numberIn(url.pnear, 0, 100) ?? usual.nearM,
      depthHolds: url.pdepth === 'vertices' ? 'vertices' : 'along',
      groundOpacity: numberIn(url.popacity, 0.05, 1) ?? usual.groundOpacity,
    },
    dig: digIn(url.dig, unitM),
  };
}

function digIn(text: string | undefined, unitM: number): DigBox | null {
  const [place = '', ...sizes] = (text ?? '').split('~');
  const [east, north] = place.split(',').map((part) => numberIn(part, -1e8, 1e8));
  const [widthM, lengthM] = sizes.slice(0, 2).map((part) => numberIn(part, ...DIG_LIMITS.sideM));
  const depthM = numberIn(sizes[2], ...DIG_LIMITS.depthM);
  const headingDeg = numberIn(sizes[3], -360, 360);
  if (east === undefined || north === undefined || !widthM || !lengthM || !depthM || headingDeg === undefined) {
    return null;
  }
  return { east: east * unitM, north: north * unitM, widthM, lengthM, depthM, headingDeg };
}

function numberIn(text: string | undefined, low: number, high: number): number | undefined {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return value >= low && value <= high ? value : undefined;
}
