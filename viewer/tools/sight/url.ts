/** Light and view in the address: time and shadows, the place that is looked from, the question with its places and settings. Pure. */
import { formatSurface, NO_SURFACE, parseSurface } from '../volume/surface-choice.ts';
import { type Clock, formatClock, parseClock } from './clock.ts';
import {
  drawsLine,
  EMPTY_SIGHT,
  QUESTIONS,
  type Question,
  reduceSight,
  SIGHT_TABS,
  type SightSettings,
  type SightState,
  type SightTab,
  sightDrawing,
} from './state.ts';
import { formatViewpoint, parseViewpoint, type Viewpoint } from './viewpoint.ts';

/** What the address says; written and read in this file only. */
export interface SightUrl {
  readonly clock?: Clock | undefined;
  readonly sunOn?: boolean;
  readonly shadows?: boolean;
  readonly viewpoint?: Viewpoint | undefined;
  readonly tab?: SightTab | undefined;
  readonly question?: Question | undefined;
  /** Easting and northing, CRS units. */
  readonly places?: readonly (readonly [east: number, north: number])[] | undefined;
  readonly settings?: Partial<SightSettings> | undefined;
}

/** Numbers of the settings in the order of the address, with their limits. */
const NUMBERS = [
  ['eyeHeightM', 0, 1000],
  ['targetHeightM', 0, 1000],
  ['radiusM', 10, 2000],
  ['ceilingM', -500, 9000],
] as const;

export function readSightUrl(query: URLSearchParams): SightUrl | undefined {
  const [at, sun, eye, tab, question] = ['at', 'sun', 'eye', 'sight', 'ask'].map((name) => query.get(name));
  if (at === null && eye === null && tab === null && sun === null) return undefined;
  return {
    clock: at ? (parseClock(at) ?? undefined) : undefined,
    sunOn: sun !== null && sun !== '0',
    shadows: sun !== 'plain',
    viewpoint: eye ? (parseViewpoint(eye, query.get('eyename') ?? '') ?? undefined) : undefined,
    tab: SIGHT_TABS.find((one) => one === tab),
    question: QUESTIONS.find((one) => one === question),
    places: placesIn(query.get('places')),
    settings: settingsIn(query.get('look'), query.get('farther')),
  };
}

function placesIn(text: string | null): SightUrl['places'] {
  const pairs = text?.split(';').map((pair) => pair.split(',').map(Number)) ?? [];
  const isPair = (pair: number[]) => pair.length === 2 && pair.every(Number.isFinite);
  return pairs.length > 0 && pairs.length <= 2 && pairs.every(isPair)
    ? pairs.map(([east = 0, north = 0]) => [east, north] as const)
    : undefined;
}

/** `collection~first|ground~eye~target~radius~ceiling~plan`, the last where the scenario counts; surfaces as tools/volume/surface-choice.ts writes them. */
function settingsIn(look: string | null, farther: string | null): SightUrl['settings'] {
  if (look === null) return undefined;
  const [collection = '', surface, ...texts] = look.split('~');
  const numbers = NUMBERS.flatMap(([key, low, high], i) => {
    const text = texts[i] ?? '';
    const value = Number(text);
    return text.trim() === '' || !(value >= low && value <= high) ? [] : [[key, value] as const];
  });
  const far = farther?.split(';').flatMap((text) => parseSurface(text) ?? []);
  return {
    ...(collection === '' ? {} : { collection }),
    firstReturns: surface !== 'ground',
    withScenario: texts[NUMBERS.length] === 'plan',
    ...Object.fromEntries(numbers),
    ...(far ? { far: far.map((part) => ({ ...NO_SURFACE, ...part })) } : {}),
  };
}

export function sightUrlParts(url: SightUrl): [name: string, text: string][] {
  const { clock, sunOn, shadows, viewpoint, tab, question, places, settings } = url;
  const far = settings?.far?.flatMap((choice) => formatSurface(choice) ?? []) ?? [];
  const parts: [string, string | undefined][] = [
    ['sight', tab],
    ['ask', question],
    ['places', places?.map((pair) => pair.map((one) => Number(one.toFixed(3))).join(',')).join(';')],
    ['look', settings && lookText(settings)],
    ['farther', far.length > 0 ? far.join(';') : undefined],
    ['at', clock && formatClock(clock)],
    ['sun', sunOn ? (shadows === false ? 'plain' : 'shadows') : undefined],
    ['eye', viewpoint && formatViewpoint(viewpoint)],
    ['eyename', viewpoint?.name || undefined],
  ];
  return parts.flatMap(([name, text]) => (text === undefined ? [] : [[name, text]]));
}

function lookText(settings: Partial<SightSettings>): string {
  const numbers = NUMBERS.map(([key]) => settings[key] ?? '');
  const surface = settings.firstReturns === false ? 'ground' : 'first';
  return [settings.collection ?? '', surface, ...numbers, ...(settings.withScenario ? ['plan'] : [])].join('~');
}

/** @param isOpen the tool is the one in use: elsewhere only what changes the picture is written */
export function sightUrl(state: SightState, isOpen: boolean, unitM: number): SightUrl {
  const { tab, question, clock, sunOn, shadows, viewpoint, looking, settings } = state;
  const drawing = sightDrawing(state);
  const places = drawing.vertices.map(({ east, north }) => [east / unitM, north / unitM] as const);
  const isUsual = lookText({ ...EMPTY_SIGHT.settings, collection: settings.collection }) === lookText(settings);
  return {
    ...(isOpen ? { tab, ...(question === 'line' ? {} : { question }) } : {}),
    ...(isOpen && drawing.closed ? { places } : {}),
    ...(isOpen && (drawing.closed || !isUsual || settings.far.length > 0) ? { settings } : {}),
    ...(sunOn || (isOpen && tab === 'sun' && drawing.closed) ? { clock } : {}),
    ...(sunOn ? { sunOn, shadows } : {}),
    ...(looking && viewpoint ? { viewpoint, clock } : {}),
  };
}

/**
 * The tool as an address asks for it.
 * @param open ids of the open collections; the last that is seen is looked over unless another is named
 * @param day today
 */
export function askedSight(
  url: SightUrl | undefined,
  { open, collection, day, unitM }: { open: readonly string[]; collection: string | null; day: string; unitM: number },
): SightState {
  const {
    clock,
    sunOn = false,
    shadows = true,
    viewpoint,
    tab = 'sun',
    question = 'line',
    places,
    settings,
  } = url ?? {};
  const named =
    settings?.collection !== undefined && open.includes(settings.collection ?? '') ? settings.collection : null;
  const state: SightState = {
    ...EMPTY_SIGHT,
    tab: viewpoint && !url?.tab ? 'viewpoint' : tab,
    question,
    clock: clock ?? { ...EMPTY_SIGHT.clock, day },
    sunOn,
    shadows,
    viewpoint: viewpoint ?? null,
    looking: viewpoint !== undefined,
    settings: { ...EMPTY_SIGHT.settings, ...settings, collection: named ?? collection },
  };
  if (places?.length !== (drawsLine(state) ? 2 : 1)) return state;
  const vertices = places.map(([east, north]) => ({ east: east * unitM, north: north * unitM, height: 0 }));
  return reduceSight(state, { type: 'draw', action: { type: 'replace', vertices } });
}
