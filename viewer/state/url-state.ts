/**
 * The scene in the address bar: reading and writing the query string. A copied URL reopens the same scene.
 * Coordinates of drawings are `east,north` pairs in CRS units, joined by `;`. Engine-free and without DOM.
 */

import { MEMORY_RANGE_MIB } from '../streaming/device-limits.ts';
import { type AlignmentUrl, alignmentUrlParts, axisPart, readAlignmentUrl } from '../tools/alignment/url.ts';
import type { OutsideLayer } from '../tools/outside/state.ts';
import { formatOutside, parseOutside } from '../tools/outside/url.ts';
import { formatOverlays, type OverlayChoice, parseOverlays } from '../tools/overlays/state.ts';
import { readSightUrl, type SightUrl, sightUrlParts } from '../tools/sight/url.ts';
import { readUndergroundUrl, type UndergroundUrl, undergroundUrlParts } from '../tools/underground/url.ts';
import { PURPOSE_KEYS, ROUNDING_KEYS, SOIL_KEYS, VOLUME_METHODS, type VolumeMethod } from '../tools/volume/methods.ts';
import type { VolumeSettings } from '../tools/volume/settings.ts';
import { readWaterUrl, type WaterUrl, waterUrlParts } from '../tools/water/url.ts';
import { readWayUrl, type WayUrl, wayUrlParts } from '../tools/way/url.ts';
import type { Appearance } from './appearance.ts';
import { appearanceParts, readAppearance } from './appearance-url.ts';
import { type CameraPose, formatPose, parsePose } from './camera-pose.ts';
import { type CompareState, formatCompare, NO_COMPARE, parseCompare } from './compare.ts';
import { formatLooks, type LayerLooks, parseLooks } from './layer-look.ts';
import { PROJECTIONS, type Projection } from './standard-views.ts';
import { classesIn, numberIn, oneOf, readNumbers } from './url-values.ts';

export const VIEWS = ['globe', 'site'] as const;
export type View = (typeof VIEWS)[number];
export const LANGUAGES = ['ja', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];
export const TOOLS = [
  'layers',
  'measure',
  'volume',
  'section',
  'alignment',
  'scenario',
  'water',
  'underground',
  'sight',
  'files',
  'project',
  'story',
  'ledger',
] as const;
export type Tool = (typeof TOOLS)[number];
/** Tools of the digital twin: they are at home on the globe, and choosing one goes there. */
export const TWIN_TOOLS: readonly Tool[] = ['scenario', 'water', 'underground', 'sight', 'ledger'];

export type PlanPoint = readonly [east: number, north: number];

/** What the query string says; absent members were not named. */
export interface UrlState {
  collections?: readonly string[];
  hidden?: readonly string[];
  view?: View;
  lang?: Language;
  tool?: Tool;
  camera?: CameraPose;
  projection?: Projection;
  compare?: Partial<CompareState>;
  /** How points look, as appearance-url.ts writes it. */
  appearance?: Partial<Appearance>;
  /** Memory for points, MiB. */
  memoryMiB?: number;
  /** Polygon or line of the open tool. */
  shape?: readonly PlanPoint[];
  /** Surfaces of the volume tool, as tools/volume/surface-choice.ts writes them. */
  existing?: string;
  compared?: string;
  /** Areas of a file, or the footprint of a design (tools/volume/area-set.ts). */
  areas?: string;
  /** Stable ground. */
  tie?: readonly PlanPoint[];
  tieApply?: boolean;
  classes?: readonly number[];
  method?: VolumeMethod;
  cellSizeM?: number;
  maxEdgeM?: number;
  stationPitchM?: number;
  contourIntervalM?: number;
  purpose?: VolumeSettings['purpose'];
  soil?: NonNullable<VolumeSettings['soil']>;
  truckM3?: number;
  rounding?: VolumeSettings['rounding'];
  widthM?: number;
  /** Distance of the section's samples. */
  stepM?: number;
  /** The section's chart has no points. */
  withoutPoints?: boolean;
  /** Designs, grids and planes of the section tool, as tools/volume/surface-choice.ts writes them. */
  more?: readonly string[];
  /** Collections of the section tool. */
  cut?: readonly string[];
  /** What the section tool asks along its line, as tools/way/url.ts writes it; absent: the section. */
  way?: WayUrl;
  /** The water tool, as tools/water/url.ts writes it. */
  waterTool?: WaterUrl;
  /** The underground tool, as tools/underground/url.ts writes it. */
  undergroundTool?: UndergroundUrl;
  /** Sun, questions of visibility, viewpoint, as tools/sight/url.ts writes them. */
  sight?: SightUrl;
  /** Name of the section, or of the drawn area. */
  name?: string;
  /** Measurements, as tools/measure/url.ts writes them. */
  measure?: string;
  /** Of the alignment tool, as tools/alignment/url.ts writes it; it has the other tools' parameters to itself. Its axis alone where the section tool goes along it. */
  alignment?: AlignmentUrl;
  /** Layers of other servers, as tools/outside/url.ts writes them. */
  outside?: readonly Omit<OutsideLayer, 'id'>[];
  /** As layer-look.ts writes them; tilesets of other servers by their place in `outside`. */
  looks?: LayerLooks;
  /** What lies over the points, as tools/overlays/state.ts writes it. */
  overlays?: OverlayChoice;
  /** The panel of projects is open: the id of the open project, or `list`. */
  project?: string;
  /** The short link that opened this, or `project~entry`: what is verified. */
  link?: string;
  entry?: string;
  /** Where the scenario in the picture is kept: `project~entry`. */
  scenario?: string;
  /** Where the ledgers in the picture are kept: `project~entry`, joined by commas. */
  ledger?: string;
  /** The story that is open, `project~entry`; its step, from 1; whether it is presented. */
  story?: string;
  storyStep?: number;
  present?: boolean;
}

function list(text: string | null): string[] | undefined {
  if (text === null) return undefined;
  return [...new Set(text.split(',').map((part) => part.trim()))].filter((part) => part !== '');
}

function classList(text: string | null): number[] | undefined {
  const codes = classesIn(text);
  return codes && codes.length > 0 ? codes : undefined;
}

/** Ids of projects, entries and links. */
function idIn(text: string | null): string | undefined {
  return text !== null && /^[a-z0-9~]{1,40}$/.test(text) ? text : undefined;
}

/** Kept things, `project~entry`, joined by commas. */
function keptIn(text: string | null): string | undefined {
  return text !== null && /^[a-z0-9~,]{1,900}$/.test(text) ? text : undefined;
}

/** All of the alignment tool, or the axis that the section tool goes along. */
function alignmentIn(query: URLSearchParams): AlignmentUrl | undefined {
  const tool = query.get('tool');
  if (tool === 'alignment') return readAlignmentUrl(query);
  return tool === 'section' && query.get('along') === 'axis' ? axisPart(readAlignmentUrl(query)) : undefined;
}

/** Older links name a level plane apart from the surfaces. */
function levelPlane(text: string | null): string | undefined {
  const elevationM = numberIn(text, -1e5, 1e5);
  return elevationM === undefined ? undefined : `plane:${elevationM}`;
}

/** @returns null when a pair is not two finite numbers */
export function parseShape(text: string): PlanPoint[] | null {
  const points: PlanPoint[] = [];
  for (const pair of text.split(';')) {
    const [east, north] = readNumbers(pair, 2) ?? [];
    if (east === undefined || north === undefined) return null;
    points.push([east, north]);
  }
  return points;
}

export function formatShape(points: readonly PlanPoint[]): string {
  return points.map(([east, north]) => `${Number(east.toFixed(3))},${Number(north.toFixed(3))}`).join(';');
}

/** Reads a query string. What is not understood is left out: a broken link still opens. */
export function parseUrl(search: string): UrlState {
  const query = new URLSearchParams(search);
  const camera = query.get('camera');
  const shape = query.get('shape');
  const tie = query.get('tie');
  const look = readAppearance(query);
  const found: { [K in keyof UrlState]: UrlState[K] | null | undefined } = {
    collections: list(query.get('collections')),
    hidden: list(query.get('hidden')),
    view: oneOf(VIEWS, query.get('view')),
    lang: oneOf(LANGUAGES, query.get('lang')),
    tool: oneOf(TOOLS, query.get('tool')),
    camera: camera === null ? undefined : parsePose(camera),
    projection: oneOf(PROJECTIONS, query.get('projection')),
    compare: parseCompare(query.get('compare')),
    memoryMiB: numberIn(query.get('memory'), ...MEMORY_RANGE_MIB),
    appearance: Object.keys(look).length > 0 ? look : undefined,
    shape: shape === null ? undefined : parseShape(shape),
    existing: query.get('existing'),
    compared: query.get('compared') ?? levelPlane(query.get('plane')),
    areas: query.get('areas'),
    tie: tie === null ? undefined : parseShape(tie),
    tieApply: query.get('shift') === 'tie' ? true : undefined,
    classes: classList(query.get('classes')),
    method: oneOf(VOLUME_METHODS, query.get('method')),
    cellSizeM: numberIn(query.get('cell'), 0.01, 1000),
    maxEdgeM: numberIn(query.get('edge'), 0.01, 100_000),
    stationPitchM: numberIn(query.get('pitch'), 0.001, 10_000),
    contourIntervalM: numberIn(query.get('interval'), 0.001, 1000),
    purpose: oneOf(PURPOSE_KEYS, query.get('purpose')),
    soil: oneOf(SOIL_KEYS, query.get('soil')),
    truckM3: numberIn(query.get('truck'), 0.1, 1000),
    rounding: oneOf(ROUNDING_KEYS, query.get('rounding')),
    widthM: numberIn(query.get('width'), 0.01, 1000),
    more: query.get('more')?.split(';'),
    cut: list(query.get('cut')),
    stepM: numberIn(query.get('step'), 0.001, 1000),
    withoutPoints: query.get('tool') === 'section' && query.get('cloud') === '0' ? true : undefined,
    way: query.get('tool') === 'section' ? readWayUrl(query) : undefined,
    waterTool: readWaterUrl(query),
    undergroundTool: readUndergroundUrl(query),
    sight: readSightUrl(query),
    name: query.get('name')?.slice(0, 40),
    measure: query.get('measure'),
    alignment: alignmentIn(query),
    outside: parseOutside(query.get('layers')),
    looks: parseLooks(query.get('look')),
    overlays: parseOverlays(query.get('overlay')),
    project: idIn(query.get('project')),
    link: idIn(query.get('link')),
    entry: idIn(query.get('entry')),
    scenario: idIn(query.get('scenario')),
    ledger: keptIn(query.get('ledger')),
    story: idIn(query.get('story')),
    storyStep: numberIn(query.get('step-no'), 1, 1000),
    present: query.get('present') === '1' ? true : undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined && value !== null));
}

/** Writes the query string, `?` included; members in a fixed order, defaults left out. */
export function formatUrl(state: UrlState): string {
  const parts: string[] = [];
  const add = (name: string, value: string | undefined) => {
    // Commas, semicolons and colons stay readable: they are legal in a query.
    if (value !== undefined && value !== '') {
      const escaped = encodeURIComponent(value).replaceAll('%2C', ',').replaceAll('%3B', ';').replaceAll('%3A', ':');
      parts.push(`${name}=${escaped}`);
    }
  };
  add('collections', state.collections?.join(','));
  add('hidden', state.hidden?.join(','));
  add('view', state.view);
  add('lang', state.lang);
  add('tool', state.tool === 'layers' ? undefined : state.tool);
  add('projection', state.projection === 'perspective' ? undefined : state.projection);
  add('compare', formatCompare({ ...NO_COMPARE, ...state.compare }));
  add('memory', state.memoryMiB?.toString());
  for (const [name, text] of appearanceParts(state.appearance ?? {})) add(name, text);
  for (const [name, text] of alignmentUrlParts(state.alignment ?? {})) add(name, text);
  add('existing', state.existing);
  add('compared', state.compared);
  add('areas', state.areas);
  add('classes', state.classes?.join(','));
  add('method', state.method === 'grid' ? undefined : state.method);
  add('cell', state.cellSizeM?.toString());
  add('edge', state.maxEdgeM?.toString());
  add('pitch', state.stationPitchM?.toString());
  add('interval', state.contourIntervalM?.toString());
  add('purpose', state.purpose);
  add('soil', state.soil);
  add('truck', state.truckM3?.toString());
  add('rounding', state.rounding);
  add('tie', state.tie && state.tie.length > 0 ? formatShape(state.tie) : undefined);
  add('shift', state.tieApply ? 'tie' : undefined);
  add('cut', state.cut?.join(','));
  for (const [name, text] of wayUrlParts(state.way ?? {})) add(name, text);
  for (const [name, text] of waterUrlParts(state.waterTool ?? {})) add(name, text);
  for (const [name, text] of undergroundUrlParts(state.undergroundTool ?? {})) add(name, text);
  for (const [name, text] of sightUrlParts(state.sight ?? {})) add(name, text);
  add('step', state.stepM?.toString());
  add('cloud', state.withoutPoints ? '0' : undefined);
  add('name', state.name);
  add('more', state.more?.join(';'));
  add('width', state.widthM?.toString());
  add('shape', state.shape && state.shape.length > 0 ? formatShape(state.shape) : undefined);
  add('measure', state.measure);
  add('layers', state.outside && formatOutside(state.outside));
  add('look', state.looks && formatLooks(state.looks));
  add('overlay', state.overlays && formatOverlays(state.overlays));
  add('camera', state.camera && formatPose(state.camera));
  add('scenario', state.scenario);
  add('ledger', state.ledger);
  add('project', state.project);
  add('entry', state.entry);
  add('link', state.link);
  add('story', state.story);
  add('step-no', state.storyStep?.toString());
  add('present', state.present ? '1' : undefined);
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}
