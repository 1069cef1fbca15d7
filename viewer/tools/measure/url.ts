/**
 * Measurements in the address, compactly: records joined by `!`, their parts by `~`:
 * `KIND+COLOUR[r RADIUS][h]~vertices~name[~collections[:classes][:surface]]`, vertices `east,north[,height[t]]` joined by `;`
 * in CRS units, heights in metres (`t`: typed). Pure.
 */
import type { AppState } from '../../state/app-state.ts';
import type { CollectionInfo } from '../../state/collection.ts';
import { classesIn, readNumbers } from '../../state/url-values.ts';
import { KINDS, kindOfLetter, PALETTE } from './kinds.ts';
import type { MeasurementRecord, MeasurementVertex } from './record.ts';
import { inFrame, type MeasureState, reduceMeasure } from './state.ts';

/** Longer lists belong into a project: an address has its limits. */
const MAX_LENGTH = 6_000;

type Defaults = MeasureState['settings'];

/** Empty for no records, and for more than an address can hold. */
export function formatMeasurements(records: readonly MeasurementRecord[], defaults: Defaults): string {
  const text = records.map((record) => formatRecord(record, defaults)).join('!');
  return text.length > MAX_LENGTH ? '' : text;
}

function formatRecord(
  { kind, colour, visible, vertices, name, settings }: MeasurementRecord,
  defaults: Defaults,
): string {
  const index = Math.max(0, (PALETTE as readonly string[]).indexOf(colour));
  const radius = kind === 'slope' && vertices.length === 1 ? `r${settings.radiusM}` : '';
  const head = `${KINDS[kind].letter}${index}${radius}${visible ? '' : 'h'}`;
  const sources = formatSources(settings);
  const parts = [head, vertices.map(formatVertex).join(';'), escaped(name)];
  if (sources !== formatSources(defaults)) parts.push(sources);
  return parts.join('~');
}

function formatVertex({ position: [east = 0, north = 0], heightM, from }: MeasurementVertex): string {
  const height = heightM === null ? '' : `,${Number(heightM.toFixed(4))}${from === 'typed' ? 't' : ''}`;
  return `${Number(east.toFixed(4))},${Number(north.toFixed(4))}${height}`;
}

function formatSources({ collections, classes, heights }: Defaults): string {
  const named = collections.map(escaped).join(',');
  return `${named}:${classes?.join(',') ?? ''}:${heights === 'surface' ? 's' : ''}`;
}

const escaped = (text: string) => encodeURIComponent(text).replaceAll('!', '%21').replaceAll('~', '%7E');

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What is not understood is left out. @param crs of the vertices */
export function parseMeasurements(text: string, crs: string | null, defaults: Defaults): MeasurementRecord[] {
  const records = text.split('!').flatMap((part) => parseRecord(part, crs, defaults) ?? []);
  return records.map((record, index) => ({ ...record, id: `m${index + 1}` }));
}

function parseRecord(text: string, crs: string | null, defaults: Defaults): MeasurementRecord | null {
  const [head = '', shape = '', name = '', sources] = text.split('~');
  const [, letter = '', colour = '0', radius, hidden] = /^([a-z])(\d{0,2})(?:r([\d.]+))?(h?)$/.exec(head) ?? [];
  const kind = kindOfLetter(letter);
  const vertices = shape.split(';').map(parseVertex);
  if (!kind || vertices.some((vertex) => vertex === null)) return null;
  const { least, most } = KINDS[kind];
  const isCircle = kind === 'slope' && vertices.length === 1;
  if ((vertices.length < least && !isCircle) || vertices.length > most) return null;
  const radiusM = Number(radius ?? Number.NaN);
  const settings = sources === undefined ? defaults : parseSources(sources, defaults);
  return {
    id: '',
    kind,
    name: unescaped(name).slice(0, 200),
    colour: PALETTE[Number(colour)] ?? PALETTE[0],
    visible: hidden !== 'h',
    vertices: vertices.flatMap((vertex) => vertex ?? []),
    crs,
    settings: radiusM > 0 && radiusM <= 1000 ? { ...settings, radiusM } : settings,
    computed: null,
  };
}

function parseVertex(text: string): MeasurementVertex | null {
  const [east, north, height, ...rest] = text.split(',');
  const numbers = readNumbers(`${east},${north}`, 2);
  if (rest.length > 0 || !numbers) return null;
  if (height === undefined) return { position: numbers, heightM: null, from: 'plane' };
  const isTyped = height.endsWith('t');
  const heightM = Number(isTyped ? height.slice(0, -1) : height);
  return Number.isFinite(heightM) ? { position: numbers, heightM, from: isTyped ? 'typed' : 'point' } : null;
}

function parseSources(text: string, defaults: Defaults): Defaults {
  const [named = '', codes = '', heights] = text.split(':');
  const classes = classesIn(codes) ?? [];
  return {
    ...defaults,
    collections: named.split(',').filter(Boolean).map(unescaped).slice(0, 8),
    classes: classes.length > 0 ? classes : null,
    heights: heights === 's' ? 'surface' : 'given',
  };
}

/** Collections that a new measurement is computed on at first. */
const FIRST_COLLECTIONS = 4;

/** The tool in the frame of a collection: with the measurements of the address, else with those that it has. */
export function askedMeasure(
  { measure, frame, collections }: Pick<AppState, 'measure' | 'frame' | 'collections'>,
  collection: CollectionInfo | undefined,
  text?: string,
): MeasureState {
  const box = collection?.boundsM;
  const code = frame?.code ?? null;
  const fitting = collections.filter(({ proj4 }) => proj4 !== null && proj4 === frame?.proj4);
  const settings = { collections: fitting.slice(0, FIRST_COLLECTIONS).map(({ id }) => id) };
  let next = reduceMeasure(measure, {
    type: 'frame',
    frame: { code, unitM: frame?.unitM ?? 1 },
    groundM: box ? (box[2] + box[5]) / 2 : 0,
  });
  next = reduceMeasure(next, { type: 'settings', settings });
  const records = text === undefined ? [] : parseMeasurements(text, code, next.settings);
  return records.length > 0 ? reduceMeasure(next, { type: 'load', records }) : next;
}

/** Measurements of the site that is shown. */
export function measureUrl(measure: MeasureState): { measure?: string } {
  const records = measure.records.filter((record) => inFrame(measure, record));
  const text = formatMeasurements(records, measure.settings);
  return text === '' ? {} : { measure: text };
}
