/** Filters, clips and classes in the address. What is not understood is left out: a broken link still opens. Metres of the site frame. */

import { classesIn, oneOf, readNumbers, readRange } from '../url-values.ts';
import { type ClassStyle, MAX_CLASS_NAME, MAX_CLASS_STYLES } from './class-style.ts';
import { CLIP_SIDES, type ClipBox, type ClipState, MAX_CLIP_VERTICES, type Plan } from './clip.ts';
import { FLAG_RULES, FLAGS, type FlagRule, NO_FILTER, type PointFilter, RANGE_KEYS, RETURN_RULES } from './filter.ts';

type Parts = (readonly [name: string, text: string])[];

const short = (value: number) => String(Number(value.toFixed(3)));

export function readFilter(query: URLSearchParams): PointFilter | undefined {
  let filter = NO_FILTER;
  const show = query.get('show');
  const classes = show === null ? undefined : classesIn(show);
  if (classes) filter = { ...filter, classes };
  const returns = oneOf(RETURN_RULES, query.get('returns'));
  if (returns) filter = { ...filter, returns };
  for (const part of (query.get('keep') ?? '').split(';')) {
    const [name, text] = part.split(':');
    const key = oneOf(RANGE_KEYS, name);
    const range = readRange(text);
    if (key && range) filter = { ...filter, ranges: { ...filter.ranges, [key]: range } };
  }
  for (const part of (query.get('flags') ?? '').split(';')) {
    const [name, text] = part.split(':');
    const flag = oneOf(FLAGS, name);
    const rule = oneOf<FlagRule>(FLAG_RULES, text);
    if (flag && rule) filter = { ...filter, flags: { ...filter.flags, [flag]: rule } };
  }
  return filter === NO_FILTER ? undefined : filter;
}

export function filterParts({ classes, returns, ranges, flags }: PointFilter): Parts {
  const parts: [string, string][] = [];
  // no class at all is said too
  if (classes) parts.push(['show', classes.length === 0 ? ',' : classes.join(',')]);
  if (returns !== 'all') parts.push(['returns', returns]);
  const kept = RANGE_KEYS.flatMap((key) => (ranges[key] ? [`${key}:${ranges[key].map(short).join(',')}`] : []));
  if (kept.length > 0) parts.push(['keep', kept.join(';')]);
  const ruled = FLAGS.flatMap((flag) => (flags[flag] === 'any' ? [] : [`${flag}:${flags[flag]}`]));
  if (ruled.length > 0) parts.push(['flags', ruled.join(';')]);
  return parts;
}

export function readClip(query: URLSearchParams): ClipState | undefined {
  const box = readBox(query.get('box'));
  const [polygonSide, ...ring] = (query.get('cutout') ?? '').split(';');
  const side = oneOf(CLIP_SIDES, polygonSide);
  const vertices = readPlan(ring, 3);
  const [width, ...rest] = (query.get('slab') ?? '').split(';');
  const widthM = Number(width);
  const line = readPlan(rest, 2);
  const polygon = side && vertices ? { vertices, side } : null;
  const slab = line && widthM > 0 && widthM <= 1e5 ? { line, widthM } : null;
  return box || polygon || slab ? { box, polygon, slab } : undefined;
}

function readBox(text: string | null): ClipBox | null {
  const parts = (text ?? '').split(',');
  const side = oneOf(CLIP_SIDES, parts.at(-1)) ?? 'inside';
  const numbers = readNumbers(parts.slice(0, 7).join(','), 7);
  if (!numbers || parts.length > 8) return null;
  const [e, n, h, width, depth, height, headingDeg] = numbers as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (!(width > 0 && depth > 0 && height > 0)) return null;
  return { centre: [e, n, h], size: [width, depth, height], headingDeg, side };
}

function readPlan(parts: readonly string[], least: number): readonly Plan[] | null {
  const points = parts.map((part) => readNumbers(part, 2));
  const isGood =
    points.length >= least && points.length <= MAX_CLIP_VERTICES && points.every((point) => point !== null);
  return isGood ? (points as unknown as Plan[]) : null;
}

export function clipParts({ box, polygon, slab }: ClipState): Parts {
  const parts: [string, string][] = [];
  const plan = (points: readonly Plan[]) => points.map((point) => point.map(short).join(','));
  if (box) {
    const numbers = [...box.centre, ...box.size, box.headingDeg].map(short);
    parts.push(['box', [...numbers, ...(box.side === 'inside' ? [] : [box.side])].join(',')]);
  }
  if (polygon) parts.push(['cutout', [polygon.side, ...plan(polygon.vertices)].join(';')]);
  if (slab) parts.push(['slab', [short(slab.widthM), ...plan(slab.line)].join(';')]);
  return parts;
}

/** `code:colour:name:collection`, joined by `;`. */
export function readClassStyles(text: string | null): readonly ClassStyle[] | undefined {
  const styles = (text ?? '').split(';').flatMap((part): ClassStyle[] => {
    const [code = '', colour = '', name = '', collection = ''] = part.split(':');
    const isCode = /^\d{1,3}$/.test(code) && Number(code) <= 255;
    if (!isCode || !/^([0-9a-f]{6})?$/.test(colour)) return [];
    const words = decoded(name).slice(0, MAX_CLASS_NAME);
    if (colour === '' && words === '') return [];
    return [
      {
        code: Number(code),
        collection: decoded(collection) || null,
        colour: colour === '' ? null : Number.parseInt(colour, 16),
        name: words || null,
      },
    ];
  });
  return styles.length > 0 ? styles.slice(0, MAX_CLASS_STYLES) : undefined;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

export function formatClassStyles(styles: readonly ClassStyle[]): string {
  const hex = (colour: number | null) => (colour === null ? '' : colour.toString(16).padStart(6, '0'));
  return styles
    .map(({ code, colour, name, collection }) =>
      [code, hex(colour), encodeURIComponent(name ?? ''), encodeURIComponent(collection ?? '')]
        .join(':')
        .replace(/:+$/, ''),
    )
    .join(';');
}
