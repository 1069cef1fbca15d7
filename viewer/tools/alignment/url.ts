/** The alignment tool in the address: axis, settings, and the result by its hash. Pure; defaults are left out. */
import { classesIn, numberIn } from '../../state/url-values.ts';
import { SOIL_KEYS } from '../volume/methods.ts';
import { formatSurface, parseSurface, type SurfaceChoice } from '../volume/surface-choice.ts';
import { type DrawnAxis, formatPoints, parsePoints } from './axis.ts';
import { SECTIONS_SETTINGS, type SectionsSettings } from './settings.ts';
import { type AlignmentState, DOCK_TABS, type DockTab, type StoredAxis } from './state.ts';

/** What the address says, as texts: written and read in this file only. */
export type AlignmentUrl = Readonly<Partial<Record<(typeof NAMES)[number], string>>>;

/** Parameters of this tool, in the order of the address. `existing`, `compared` and `edge` are those of the volume tool. */
const NAMES = [
  'alignment',
  'points',
  'axis',
  'start',
  'existing',
  'compared',
  'more',
  'sta',
  'plus',
  'named',
  'left',
  'right',
  'skew',
  'style',
  'flow',
  'edge',
  'classes',
  'soil',
  'L',
  'C',
  'truck',
  'cloud',
  'result',
  'no',
  'tab',
] as const;

const MAX_TEXT = 4000;

export function readAlignmentUrl(query: URLSearchParams): AlignmentUrl {
  const found = NAMES.flatMap((name) => {
    const text = query.get(name);
    return text === null || text.length > MAX_TEXT * 10 ? [] : [[name, text]];
  });
  return Object.fromEntries(found);
}

export function alignmentUrlParts(url: AlignmentUrl): [name: string, text: string][] {
  return NAMES.flatMap((name) => (url[name] === undefined || url[name] === '' ? [] : [[name, url[name]]]));
}

/** The axis alone: what another tool needs of this one. */
export const axisPart = ({ alignment, points, axis, start }: AlignmentUrl): AlignmentUrl =>
  Object.fromEntries(Object.entries({ alignment, points, axis, start }).filter(([, text]) => text !== undefined));

const STORED_ID = /^[0-9a-f]{32}$/;

export function alignmentUrl(state: AlignmentState, unitM: number): AlignmentUrl {
  const { settings, stored, source, run } = state;
  const hash = run.state === 'done' ? resultHash(run.result) : null;
  const texts: Record<string, string | undefined> = {
    ...(source === 'file' && stored ? { alignment: `${stored.id}~${stored.name}` } : drawnTexts(state, unitM)),
    existing: formatSurface(settings.existing),
    compared: settings.compares ? formatSurface(settings.compared) : 'none',
    more: settings.more.flatMap((choice) => formatSurface(choice) ?? []).join(';'),
    ...settingsTexts(settings),
    ...(hash === null ? {} : { result: hash, no: state.station === 0 ? undefined : String(state.station) }),
    tab: hash === null || state.tab === 'section' ? undefined : state.tab,
  };
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== undefined && text !== ''));
}

function drawnTexts(axis: DrawnAxis, unitM: number): AlignmentUrl {
  if (!axis.drawing.closed) return {};
  return {
    points: formatPoints(axis, unitM),
    axis: axis.name,
    ...(axis.startStationM === 0 ? {} : { start: String(axis.startStationM) }),
  };
}

/** Numbers by their names in the address, with their limits. */
const NUMBERS = [
  ['sta', 'pitchM', 0.5, 1000],
  ['left', 'leftM', 0, 1000],
  ['right', 'rightM', 0, 1000],
  ['edge', 'maxEdgeM', 0.01, 100_000],
  ['L', 'looseL', 0.5, 3],
  ['C', 'compactC', 0.5, 3],
  ['truck', 'truckM3', 0.1, 1000],
] as const;

function settingsTexts(settings: SectionsSettings): Record<string, string | undefined> {
  const numbers = NUMBERS.map(([name, key]) => [
    name,
    settings[key] === SECTIONS_SETTINGS[key] ? undefined : String(settings[key]),
  ]);
  return {
    ...Object.fromEntries(numbers),
    plus: settings.plusStations.trim(),
    named: settings.namedPoints ? '1' : undefined,
    skew: settings.skews.trim().replaceAll('\n', ';'),
    style: settings.style === 'river' ? 'river' : undefined,
    flow: settings.style === 'river' && settings.downstream === 'forward' ? 'forward' : undefined,
    classes: settings.classes.join() === SECTIONS_SETTINGS.classes.join() ? undefined : settings.classes.join(),
    soil: settings.soil ?? undefined,
    cloud: settings.points ? undefined : '0',
  };
}

/** The hash under which the server keeps a result. */
export function resultHash({ provenance }: { readonly provenance: { readonly requestHash: string } }): string | null {
  return /^[0-9a-f]{16,100}$/.test(provenance.requestHash) ? provenance.requestHash : null;
}

export interface AskedAlignment {
  readonly stored: StoredAxis | null;
  readonly points: ReturnType<typeof parsePoints>;
  readonly name: string;
  readonly startStationM: number;
  readonly settings: Partial<SectionsSettings>;
  readonly result: string | null;
  readonly station: number;
  readonly tab: DockTab;
}

/**
 * What an address asks for; what is not understood is left out.
 * @param open ids of the collections that are open: others are left to `fallback`
 */
export function askedAlignment(
  url: AlignmentUrl,
  open: readonly string[],
  fallback: Pick<SectionsSettings, 'existing' | 'compared'>,
): AskedAlignment {
  const [id = '', ...name] = (url.alignment ?? '').split('~');
  return {
    stored: STORED_ID.test(id) ? { id, name: name.join('~').slice(0, 200) } : null,
    points: url.points === undefined ? null : parsePoints(url.points),
    name: (url.axis ?? '').slice(0, 100),
    startStationM: numberIn(url.start, -1e7, 1e7) ?? 0,
    settings: { ...settingsOf(url), ...surfacesOf(url, open, fallback) },
    result: url.result !== undefined && /^[0-9a-f]{16,100}$/.test(url.result) ? url.result : null,
    station: Math.floor(numberIn(url.no, 0, 10_000) ?? 0),
    tab: DOCK_TABS.find((tab) => tab === url.tab) ?? 'section',
  };
}

function surfacesOf(
  url: AlignmentUrl,
  open: readonly string[],
  fallback: Pick<SectionsSettings, 'existing' | 'compared'>,
): Pick<SectionsSettings, 'existing' | 'compared' | 'compares' | 'more'> {
  const surface = (text: string | undefined, otherwise: SurfaceChoice): SurfaceChoice => {
    const part = text === undefined ? null : parseSurface(text);
    const isUnknown = part?.kind === 'collection' && !open.includes(part.collection ?? '');
    return part && !isUnknown ? { ...otherwise, ...part } : otherwise;
  };
  const more = (url.more ?? '').split(';').filter((text) => parseSurface(text) !== null);
  return {
    existing: surface(url.existing, fallback.existing),
    compared: surface(url.compared === 'none' ? undefined : url.compared, fallback.compared),
    compares: url.compared !== 'none',
    more: more.slice(0, MAX_MORE).map((text) => surface(text, fallback.existing)),
  };
}

/** Surfaces beside the existing and the compared one: eight in all. */
export const MAX_MORE = 6;

function settingsOf(url: AlignmentUrl): Partial<SectionsSettings> {
  const numbers = NUMBERS.flatMap(([name, key, low, high]) => {
    const value = numberIn(url[name], low, high);
    return value === undefined ? [] : [[key, value]];
  });
  const classes = classesIn(url.classes);
  const soil = url.soil === 'own' ? 'own' : SOIL_KEYS.find((key) => key === url.soil);
  return {
    ...Object.fromEntries(numbers),
    ...(url.plus === undefined ? {} : { plusStations: url.plus.slice(0, MAX_TEXT) }),
    ...(url.skew === undefined ? {} : { skews: url.skew.slice(0, MAX_TEXT).replaceAll(';', '\n') }),
    namedPoints: url.named === '1',
    style: url.style === 'river' ? 'river' : 'road',
    downstream: url.flow === 'forward' ? 'forward' : 'backward',
    ...(classes && classes.length > 0 ? { classes } : {}),
    soil: soil ?? null,
    points: url.cloud !== '0',
  };
}
