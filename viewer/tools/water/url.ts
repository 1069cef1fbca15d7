/** The water tool in the address: what a second browser needs for the same request. Pure; defaults are left out. */
import type { SitePosition } from '../../state/site-frame.ts';
import type { WaterColours } from '../../state/water-surface.ts';
import {
  fitsRange,
  type LevelRange,
  SEED_KINDS,
  type SeedKind,
  WATER_MODES,
  WATER_SETTINGS,
  type WaterMode,
  type WaterSettings,
} from './settings.ts';
import { type DrawnBarrier, shownLevel, type WaterState } from './state.ts';

/**
 * Parameters in the order of the address: mode; seed (`point:e,n`), walls and channels (`crest~width~e,n;e,n`), levels (from, to,
 * step) and the one in the picture, ground, reach, cell, neighbours, classes, colours, opacity.
 */
const NAMES = [
  'water',
  'seed',
  'walls',
  'gates',
  'levels',
  'level',
  'ground',
  'reach',
  'wcell',
  'corners',
  'wclasses',
  'wcolours',
  'wopacity',
] as const;

/** What the address says, as texts: written and read in this file only. */
export type WaterUrl = Readonly<Partial<Record<(typeof NAMES)[number], string>>>;

const MAX_TEXT = 4_000;
const MAX_LINES = 50;

export function readWaterUrl(query: URLSearchParams): WaterUrl | undefined {
  if (query.get('tool') !== 'water') return undefined;
  const found = NAMES.flatMap((name) => {
    const text = query.get(name);
    return text === null || text.length > MAX_TEXT ? [] : [[name, text]];
  });
  return Object.fromEntries(found);
}

export const waterUrlParts = (url: WaterUrl): [name: string, text: string][] =>
  NAMES.flatMap((name) => (url[name] === undefined ? [] : [[name, url[name]]]));

const decimals = (value: number) => String(Number(value.toFixed(3)));
const unless = <T>(value: T, usual: T): string | undefined => (value === usual ? undefined : String(value));

export function waterUrl(state: WaterState, unitM: number): WaterUrl {
  const { mode, settings, seed, seedKind, barriers, levelM } = state;
  const { range, classes } = settings;
  const positions = (vertices: readonly SitePosition[]) =>
    vertices.map(({ east, north }) => `${decimals(east / unitM)},${decimals(north / unitM)}`).join(';');
  const lines = (kind: DrawnBarrier['kind']) =>
    barriers
      .filter((one) => one.kind === kind)
      .map((one) => `${decimals(one.levelM)}~${decimals(one.widthM)}~${positions(one.vertices)}`)
      .join('|') || undefined;
  const level = levelM ?? shownLevel(state)?.levelM;
  const texts: Record<(typeof NAMES)[number], string | undefined> = {
    water: unless(mode, 'level'),
    seed: seed.closed ? `${seedKind}:${positions(seed.vertices)}` : undefined,
    walls: lines('barrier'),
    gates: lines('opening'),
    levels: range ? [range.fromM, range.toM, range.stepM].map(decimals).join(',') : undefined,
    level: level === undefined ? undefined : decimals(level),
    ground: settings.collection ?? undefined,
    reach: unless(settings.reachM, WATER_SETTINGS.reachM),
    wcell: unless(settings.cellSizeM, WATER_SETTINGS.cellSizeM),
    corners: settings.connectivity === 4 ? '0' : undefined,
    wclasses: unless(classes.join(','), WATER_SETTINGS.classes.join(',')),
    wcolours: unless(settings.colours, WATER_SETTINGS.colours),
    wopacity: unless(settings.opacity, WATER_SETTINGS.opacity),
  };
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined));
}

export interface AskedWater {
  readonly mode: WaterMode;
  readonly settings: WaterSettings;
  readonly seedKind: SeedKind;
  readonly seed: readonly SitePosition[];
  readonly barriers: readonly DrawnBarrier[];
  readonly levelM: number | null;
}

/** The tool as an address asks for it; what is not understood is as usual. @param heightM of what has none yet */
export function askedWater(url: WaterUrl, open: readonly string[], unitM: number, heightM: number): AskedWater {
  const positions = (text: string): SitePosition[] | null => {
    const places = text.split(';').map((pair) => {
      const [east, north, ...rest] = pair.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
      const isPlace = Number.isFinite(east) && Number.isFinite(north) && rest.length === 0;
      return isPlace ? { east: (east ?? 0) * unitM, north: (north ?? 0) * unitM, height: heightM } : null;
    });
    return places.every((place) => place !== null) ? places : null;
  };
  const lines = (kind: DrawnBarrier['kind'], text: string | undefined): DrawnBarrier[] =>
    (text?.split('|') ?? []).slice(0, MAX_LINES).flatMap((one) => {
      const [level = '', width = '', line = ''] = one.split('~');
      const vertices = positions(line);
      const levelM = numberIn(level, -1000, 9000);
      if (!vertices || vertices.length < 2 || levelM === undefined) return [];
      return [{ kind, vertices, levelM, widthM: numberIn(width, 0, 1000) ?? 0 }];
    });
  const [kindText = '', seedText = ''] = url.seed?.split(':') ?? [];
  const seedKind = SEED_KINDS.find((kind) => kind === kindText) ?? 'point';
  const seed = positions(seedText) ?? [];
  const least = { point: 1, line: 2, area: 3 }[seedKind];
  const collection = open.find((id) => id === url.ground) ?? null;
  const colours: WaterColours = url.wcolours === 'blue' ? 'blue' : 'hazard';
  return {
    mode: WATER_MODES.find((mode) => mode === url.water) ?? 'level',
    settings: {
      ...WATER_SETTINGS,
      collection,
      range: rangeIn(url.levels),
      reachM: numberIn(url.reach, 10, 20_000) ?? WATER_SETTINGS.reachM,
      cellSizeM: numberIn(url.wcell, 0.05, 1000) ?? WATER_SETTINGS.cellSizeM,
      connectivity: url.corners === '0' ? 4 : 8,
      classes: classesIn(url.wclasses) ?? WATER_SETTINGS.classes,
      colours,
      opacity: numberIn(url.wopacity, 0.1, 1) ?? WATER_SETTINGS.opacity,
    },
    seedKind,
    seed: seed.length >= least && (seedKind !== 'point' || seed.length === 1) ? seed : [],
    barriers: [...lines('barrier', url.walls), ...lines('opening', url.gates)],
    levelM: numberIn(url.level, -1000, 9000) ?? null,
  };
}

function rangeIn(text: string | undefined): LevelRange | null {
  const [fromM, toM, stepM, ...rest] = (text ?? '').split(',').map((part) => numberIn(part, -1000, 9000));
  if (fromM === undefined || toM === undefined || stepM === undefined || rest.length > 0) return null;
  const range = { fromM, toM, stepM };
  return fitsRange(range) ? range : null;
}

function classesIn(text: string | undefined): number[] | undefined {
  const codes = (text ?? '').split(',').map((part) => numberIn(part, 0, 255));
  return codes.every((code) => code !== undefined && Number.isInteger(code)) ? (codes as number[]) : undefined;
}

function numberIn(text: string | undefined, low: number, high: number): number | undefined {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return value >= low && value <= high ? value : undefined;
}
