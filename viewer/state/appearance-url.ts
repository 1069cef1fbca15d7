/**
 * The look of the points in the address. What is as by default is left out, and so are maps of others: opening a link asks nobody
 * but our own server. Names and values: viewer/state/README.md.
 */
import {
  type Appearance,
  COLOUR_MODES,
  DEFAULT_APPEARANCE,
  DETAIL_LEVELS,
  isNeutral,
  isOwnBasemap,
  OWN_BASEMAPS,
  REFERENCE_SURFACES,
  type Tone,
} from './appearance.ts';
import { RAMPS } from './colour-ramp.ts';
import { clipParts, filterParts, formatClassStyles, readClassStyles, readClip, readFilter } from './seeing/look-url.ts';
import { numberIn, oneOf, readNumbers, readRange } from './url-values.ts';

/** What sliders reach; the address reaches no further. */
export const TONE_LIMITS = { brightness: [-0.5, 0.5], contrast: [-0.9, 0.9], gamma: [0.3, 3] } as const;
export const EDGE_LIMITS = { strength: [0, 4], radiusPx: [0.5, 4] } as const;
export const LEAST_OPACITY = 0.05;

/** What the query says of the look; what is not understood is left out. */
export function readAppearance(query: URLSearchParams): Partial<Appearance> {
  const switched = (name: string, word: string, value: boolean) => (query.get(name) === word ? value : undefined);
  const edge = readNumbers(query.get('edl'), 2) ?? [Number.NaN, Number.NaN];
  const found: { [K in keyof Appearance]?: Appearance[K] | undefined } = {
    colourMode: oneOf(COLOUR_MODES, query.get('colour')),
    ramp: oneOf(RAMPS, query.get('ramp')),
    elevationRangeM: readRange(query.get('range')) ?? undefined,
    heightRangeM: readRange(query.get('above')) ?? undefined,
    changeLimitM: numberIn(query.get('change'), 0.01, 1000),
    detectionM: numberIn(query.get('lod'), 0, 1000),
    reference: query.get('reference')?.slice(0, 200) || undefined,
    referenceSurface: oneOf(REFERENCE_SURFACES, query.get('against')),
    intensityRange: readRange(query.get('intensity')) ?? undefined,
    timeRangeS: readRange(query.get('time')) ?? undefined,
    tone: readTone(query.get('tone')),
    classStyles: readClassStyles(query.get('names')),
    filter: readFilter(query),
    clip: readClip(query),
    pointSizePx: numberIn(query.get('size'), 1, 8),
    pointsGrow: switched('growth', 'off', false),
    squarePoints: switched('dots', 'square', true),
    edgeShading: switched('shading', 'off', false),
    edgeStrength: numberIn(String(edge[0]), ...EDGE_LIMITS.strength),
    edgeRadiusPx: numberIn(String(edge[1]), ...EDGE_LIMITS.radiusPx),
    fillGaps: switched('fill', 'on', true),
    opacity: numberIn(query.get('opacity'), LEAST_OPACITY, 1),
    detail: oneOf(DETAIL_LEVELS, query.get('detail')),
    basemap: oneOf(OWN_BASEMAPS, query.get('basemap')),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

function readTone(text: string | null): Tone | undefined {
  const numbers = readNumbers(text, 3);
  if (!numbers) return undefined;
  const [brightness, contrast, gamma] = numbers as [number, number, number];
  const tone = { brightness, contrast, gamma };
  const isGood = (['brightness', 'contrast', 'gamma'] as const).every(
    (name) => tone[name] >= TONE_LIMITS[name][0] && tone[name] <= TONE_LIMITS[name][1],
  );
  return isGood ? tone : undefined;
}

/** Names and values for the query, in a fixed order. */
export function appearanceParts(part: Partial<Appearance>): (readonly [name: string, text: string])[] {
  const look = { ...DEFAULT_APPEARANCE, ...part };
  const parts: (readonly [string, string])[] = [];
  const add = (name: string, isUsual: boolean, text: () => string) => {
    if (!isUsual) parts.push([name, text()]);
  };
  const same = <K extends keyof Appearance>(key: K) => look[key] === DEFAULT_APPEARANCE[key];
  const { tone, edgeStrength, edgeRadiusPx } = look;
  add('colour', same('colourMode'), () => look.colourMode);
  add('ramp', same('ramp'), () => String(look.ramp));
  add('size', same('pointSizePx'), () => String(look.pointSizePx));
  add('shading', look.edgeShading, () => 'off');
  add('detail', same('detail'), () => look.detail);
  add('range', look.elevationRangeM === null, () => String(look.elevationRangeM?.join(',')));
  const [low, high] = DEFAULT_APPEARANCE.heightRangeM;
  add('above', look.heightRangeM[0] === low && look.heightRangeM[1] === high, () => look.heightRangeM.join(','));
  add('change', same('changeLimitM'), () => String(look.changeLimitM));
  add('lod', look.detectionM === null, () => String(look.detectionM));
  add('reference', look.reference === null, () => String(look.reference));
  add('against', same('referenceSurface'), () => look.referenceSurface);
  add('intensity', look.intensityRange === null, () => String(look.intensityRange?.join(',')));
  add('time', look.timeRangeS === null, () => String(look.timeRangeS?.join(',')));
  add('tone', isNeutral(tone), () => [tone.brightness, tone.contrast, tone.gamma].join(','));
  add('names', look.classStyles.length === 0, () => formatClassStyles(look.classStyles));
  parts.push(...filterParts(look.filter), ...clipParts(look.clip));
  add('growth', look.pointsGrow, () => 'off');
  add('dots', !look.squarePoints, () => 'square');
  add('edl', same('edgeStrength') && same('edgeRadiusPx'), () => `${edgeStrength},${edgeRadiusPx}`);
  add('fill', !look.fillGaps, () => 'on');
  add('opacity', look.opacity === 1, () => String(look.opacity));
  if (isOwnBasemap(look.basemap)) parts.push(['basemap', look.basemap]);
  return parts;
}
