/** What the colours in the picture mean: for the page and for pictures that leave it. */
import type { TFunction } from 'i18next';
import { type AppState, elevationRange, visibleCollections } from '../state/app-state.ts';
import { collectionColour, needsOf, rampOf, shownMode } from '../state/appearance.ts';
import type { CollectionInfo } from '../state/collection.ts';
import { type ColourStops, DIFFERENCE_STOPS, kindColour, RAMP_STOPS } from '../state/colour-ramp.ts';
import { differenceLimit } from '../state/heat-map-mesh.ts';
import { classStyle } from '../state/seeing/class-style.ts';
import { kindsOf } from '../state/seeing/sample.ts';
import { sensorColour, sensorsOf } from '../state/seeing/sensors.ts';
import { detectionOf, referenceOf } from '../state/seeing/state.ts';
import { titleIn } from '../state/title.ts';
import { undergroundLegend } from '../tools/underground/legend.ts';
import { waterLegend } from '../tools/water/legend.ts';
import { className } from './class-name.ts';
import { formatNumber, formatSigned } from './format.ts';
import { formatGpsTime } from './gps-time.ts';
import { differenceOf } from './view-host.ts';

interface LegendBase {
  readonly title: string;
  /** Lines below: what grey means, that points are left out. */
  readonly notes: readonly string[];
}

export type LegendModel = LegendBase &
  (
    | {
        readonly kind: 'ramp';
        readonly stops: ColourStops;
        readonly labels: readonly [low: string, middle: string, high: string];
        readonly unit: string;
      }
    | {
        readonly kind: 'swatches';
        readonly entries: readonly (readonly [colour: number, name: string])[];
      }
  );

/** Kinds that a legend lists: more are counted. */
const MAX_KINDS = 12;

/** @returns null where the colours need no words: photographs */
export function legendModel(state: AppState, t: TFunction): LegendModel | null {
  const over = waterLegend(state, t) ?? undergroundLegend(state, t);
  if (over) return over;
  const difference = differenceOf(state);
  if (difference) {
    const limit = differenceLimit(difference.valuesM);
    const labels = [formatSigned(-limit, 1), '0', formatSigned(limit, 1)] as const;
    return { kind: 'ramp', title: differenceTitle(state, t), stops: DIFFERENCE_STOPS, labels, unit: 'm', notes: [] };
  }
  const { filters, clips } = needsOf(state.appearance);
  const notes = filters || clips ? [t('seeing.legendFiltered')] : [];
  return rampLegend(state, t, notes) ?? kindLegend(state, t, notes);
}

function rampLegend(state: AppState, t: TFunction, notes: readonly string[]): LegendModel | null {
  const { appearance, view } = state;
  const mode = shownMode(appearance.colourMode, view);
  const stops = RAMP_STOPS[rampOf({ colourMode: mode, ramp: appearance.ramp })];
  const title = t(`appearance.${mode}`);
  if (mode === 'elevation') return { kind: 'ramp', title, stops, ...metres(elevationRange(state)), notes };
  if (mode === 'height') {
    const grey = [t('seeing.legendGrey')];
    return { kind: 'ramp', title, stops, ...metres(appearance.heightRangeM), notes: [...grey, ...notes] };
  }
  if (mode === 'change') return changeLegend(state, t, notes);
  if (mode === 'intensity') {
    const range = appearance.intensityRange;
    const labels = range
      ? ([formatNumber(range[0]), '', formatNumber(range[1])] as const)
      : ([t('legend.low'), '', t('legend.high')] as const);
    return { kind: 'ramp', title, stops, labels, unit: '', notes };
  }
  if (mode !== 'time') return null;
  const range = appearance.timeRangeS ?? state.seeing.sample?.timeRangeS ?? null;
  if (!range) return { kind: 'ramp', title, stops, labels: ['–', '', '–'], unit: '', notes };
  const { text, isWeekTime } = formatGpsTime(range[0]);
  const base = isWeekTime ? t('seeing.weekSeconds') : t('seeing.secondsAfter', { time: text });
  const seconds = range[1] - range[0];
  const labels = isWeekTime
    ? ([formatNumber(range[0]), '', formatNumber(range[1])] as const)
    : (['0', formatNumber(seconds / 2), formatNumber(seconds)] as const);
  return { kind: 'ramp', title, stops, labels, unit: 's', notes: [base, ...notes] };
}

function metres([low, high]: readonly [number, number]) {
  const decimals = high - low >= 30 ? 0 : high - low >= 1 ? 1 : 2;
  const labels = [low, (low + high) / 2, high].map((value) =>
    formatNumber(value, Number.isInteger(value) ? 0 : decimals),
  );
  return { labels: labels as unknown as readonly [string, string, string], unit: 'm' };
}

function changeLegend(state: AppState, t: TFunction, notes: readonly string[]): LegendModel {
  const { changeLimitM: limit, referenceSurface } = state.appearance;
  const other = state.collections.find(({ id }) => id === referenceOf(state));
  const decimals = limit < 1 ? 2 : 1;
  const labels = [formatSigned(-limit, decimals), '0', formatSigned(limit, decimals)] as const;
  const surface = t(referenceSurface === 'dtm' ? 'seeing.ground' : 'seeing.top');
  const title = other
    ? t('seeing.against', { title: titleIn(state.language, other.title), surface })
    : t('appearance.change');
  const detection = detectionOf(state);
  const grey =
    detection > 0 ? t('seeing.legendDetection', { limit: formatNumber(detection, 2) }) : t('seeing.legendGreyChange');
  return { kind: 'ramp', title, stops: DIFFERENCE_STOPS, labels, unit: 'm', notes: [grey, ...notes] };
}

function kindLegend(state: AppState, t: TFunction, notes: readonly string[]): LegendModel | null {
  const mode = shownMode(state.appearance.colourMode, state.view);
  const title = t(`appearance.${mode}`);
  if (mode === 'rgb')
    return notes.length === 0 ? null : { kind: 'swatches', title: notes[0] ?? '', entries: [], notes: [] };
  if (mode === 'class') return { kind: 'swatches', title, entries: classEntries(state, t), notes };
  if (mode === 'sensor') {
    const sensors = [...new Set(shown(state).map((collection) => sensorsOf(collection).join(', ')))];
    return { kind: 'swatches', title, entries: sensors.map((key) => [sensorColour(key), sensorName(t, key)]), notes };
  }
  if (mode === 'collection') {
    const entries = state.collections.flatMap((collection, index) =>
      state.hidden.has(collection.id)
        ? []
        : [[collectionColour(index), titleIn(state.language, collection.title)] as const],
    );
    return { kind: 'swatches', title, entries, notes };
  }
  const { sample } = state.seeing;
  const values =
    sample === null
      ? []
      : mode === 'source'
        ? sample.source.subarray(0, sample.count)
        : sample.returns.subarray(0, sample.count).map((packed) => (mode === 'return' ? packed & 255 : packed >> 8));
  const kinds = kindsOf(values);
  const nameOf = { return: 'seeing.return', returns: 'seeing.returnsOf', source: 'seeing.sourceId' } as const;
  const key = nameOf[mode as keyof typeof nameOf];
  const entries = kinds
    .slice(0, MAX_KINDS)
    .sort(([a], [b]) => a - b)
    .map(([number]) => [kindColour(number), t(key, { number })] as const);
  const more = kinds.length > MAX_KINDS ? [t('seeing.more', { count: kinds.length - MAX_KINDS })] : [];
  return { kind: 'swatches', title, entries, notes: [...more, ...notes] };
}

/** The kind of sensor, as its key `lp` or `lp, mms` is read. */
function sensorName(t: TFunction, key: string): string {
  const known = { lp: 1, alb: 1, mms: 1, uav: 1, tls: 1 } as const;
  const nameOf = (sensor: string) => (sensor in known ? t(`catalog.sensors.${sensor as keyof typeof known}`) : sensor);
  if (key === '') return t('seeing.sensorUnknown');
  const names = key.split(', ').map(nameOf);
  return names.length === 1 ? (names[0] ?? '') : t('seeing.manySensors', { sensors: names.join(', ') });
}

const shown = (state: AppState): CollectionInfo[] => visibleCollections(state);

/** Classes of the visible collections that are shown; where collections have colours or names of their own, one entry each. */
function classEntries(state: AppState, t: TFunction): (readonly [colour: number, name: string])[] {
  const { classStyles, filter } = state.appearance;
  const isSite = state.view === 'site';
  const seen = new Map<string, readonly [code: number, colour: number, name: string]>();
  const collections = shown(state);
  for (const collection of collections) {
    for (const [code] of collection.classCounts) {
      if (filter.classes && !filter.classes.includes(code)) continue;
      const own = classStyle(isSite ? classStyles : [], code, collection.id);
      const isOwn = isSite && classStyles.some((style) => style.code === code && style.collection === collection.id);
      const title = isOwn && collections.length > 1 ? ` (${titleIn(state.language, collection.title)})` : '';
      const name = `${own.name ?? className(t, code)}${title}`;
      seen.set(`${code}/${own.colour}/${name}`, [code, own.colour, name]);
    }
  }
  return [...seen.values()].sort((a, b) => a[0] - b[0]).map(([, colour, name]) => [colour, name]);
}

/** With the level of detection, below which colours tell nothing. */
function differenceTitle({ volume }: AppState, t: TFunction): string {
  const { run } = volume;
  if (run.state !== 'done') return t('volume.heatMapNote');
  return t('volume.heatMapLegend', { lod: formatNumber(run.result.significant.lodM, 2) });
}
