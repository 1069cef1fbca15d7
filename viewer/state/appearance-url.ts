/**
 * The look of the points in the address: `colour`, `size`, `shading`, `detail`, `range`, `basemap`. What is as by
 * default is left out, and so are maps of others: opening a link asks nobody but our own server.
 */
import {
  type Appearance,
  COLOUR_MODES,
  DEFAULT_APPEARANCE,
  DETAIL_LEVELS,
  isOwnBasemap,
  OWN_BASEMAPS,
} from './appearance.ts';

const oneOf = <T extends string>(values: readonly T[], text: string | null): T | undefined =>
  values.find((value) => value === text);

/** @returns null when it is not two ascending numbers */
function readRange(text: string | null): readonly [number, number] | null {
  const ends = (text ?? '').split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const [low, high] = ends;
  if (ends.length !== 2 || low === undefined || high === undefined) return null;
  return Number.isFinite(low) && Number.isFinite(high) && low < high ? [low, high] : null;
}

/** What the query says of the look; what is not understood is left out. */
export function readAppearance(query: URLSearchParams): Partial<Appearance> {
  const size = Number(query.get('size') ?? Number.NaN);
  const found: { [K in keyof Appearance]?: Appearance[K] | undefined } = {
    colourMode: oneOf(COLOUR_MODES, query.get('colour')),
    pointSizePx: size >= 1 && size <= 8 ? size : undefined,
    edgeShading: query.get('shading') === 'off' ? false : undefined,
    detail: oneOf(DETAIL_LEVELS, query.get('detail')),
    elevationRangeM: readRange(query.get('range')) ?? undefined,
    basemap: oneOf(OWN_BASEMAPS, query.get('basemap')),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** Names and values for the query, in a fixed order. */
export function appearanceParts(appearance: Partial<Appearance>): (readonly [name: string, text: string])[] {
  const { colourMode, pointSizePx, edgeShading, detail, elevationRangeM, basemap } = {
    ...DEFAULT_APPEARANCE,
    ...appearance,
  };
  const parts: [string, string][] = [];
  if (colourMode !== DEFAULT_APPEARANCE.colourMode) parts.push(['colour', colourMode]);
  if (pointSizePx !== DEFAULT_APPEARANCE.pointSizePx) parts.push(['size', String(pointSizePx)]);
  if (!edgeShading) parts.push(['shading', 'off']);
  if (detail !== DEFAULT_APPEARANCE.detail) parts.push(['detail', detail]);
  if (elevationRangeM) parts.push(['range', elevationRangeM.join(',')]);
  if (isOwnBasemap(basemap)) parts.push(['basemap', basemap]);
  return parts;
}
