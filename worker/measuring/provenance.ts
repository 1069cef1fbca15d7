/** Where a result comes from, and what its reader should beware of. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '#core/contract/canonical-json.ts';
import type { Provenance, Warning } from '#core/contract/provenance.ts';
import type { Bounds } from '#core/geometry/bounds.ts';
import { SOFTWARE } from '../software.ts';
import type { StacItem } from '../store/stac.ts';
import type { SurfaceRecord } from '../surfaces/surface-record.ts';
import type { PointSource, SourceItem } from './surface-source.ts';

/** The part of a source that a measurement used. */
export interface UsedSource {
  readonly source: PointSource;
  readonly items: readonly SourceItem[];
}

/** @param request the inputs with their defaults: equal requests on equal data have equal hashes */
export function provenanceOf(
  process: string,
  request: unknown,
  used: readonly UsedSource[],
  stored: readonly SurfaceRecord[] = [],
): Provenance {
  const items = new Map(
    used.flatMap(({ items }) =>
      items.map(({ collection, record, datetime, accuracyM }) => [
        `${collection}/${record.id}`,
        {
          id: record.id,
          collection,
          version: record.version,
          datetime,
          verticalDatum: record.verticalDatum,
          accuracyM,
        },
      ]),
    ),
  );
  const surfaces = stored.map(({ id, name, version, datetime, verticalDatum, accuracyM }) => ({
    id,
    name,
    version,
    datetime,
    verticalDatum,
    accuracyM,
  }));
  const versions = [
    ...[...items].map(([name, { version }]) => `${name}@${version}`),
    ...surfaces.map(({ id, version }) => `${id}@${version}`),
  ];
  const text = canonicalJson({ process, request, versions, software: SOFTWARE });
  return {
    items: [...items.values()],
    ...(surfaces.length > 0 ? { surfaces } : {}),
    requestHash: createHash('sha256').update(text).digest('hex'),
    software: SOFTWARE,
  };
}

/** Of a process that makes an item out of another. */
export function itemProvenance(
  process: string,
  request: unknown,
  { id, collection, properties }: StacItem,
): Provenance {
  const { datetime, start_datetime: start = '..', end_datetime: end = '..' } = properties;
  const version = properties['tengun:version'];
  const versions = [`${collection}/${id}@${version}`];
  const text = canonicalJson({ process, request, versions, software: SOFTWARE });
  return {
    items: [
      {
        id,
        collection,
        version,
        datetime: datetime ?? `${start}/${end}`,
        verticalDatum: properties['tengun:vertical_datum'] ?? null,
        accuracyM: properties['tengun:accuracy_m'] ?? null,
      },
    ],
    requestHash: createHash('sha256').update(text).digest('hex'),
    software: SOFTWARE,
  };
}

/** Warnings that follow from the data sets alone, for what has no area to tell the size of an error on. */
export function dataWarnings(used: readonly UsedSource[]): Warning[] {
  const items = used.flatMap((one) => one.items);
  const warnings: Warning[] = [];
  const datums = [...new Set(items.map(({ record }) => record.verticalDatum ?? 'unknown'))];
  if (datums.length > 1) {
    warnings.push({
      code: 'VERTICAL_DATUMS_DIFFER',
      message: `heights are in different vertical datums (${datums.join(', ')}): their step, some centimetres up to decimetres, is in the result`,
      messageJa: `標高基準が異なる（${datums.map((datum) => (datum === 'unknown' ? '不明' : datum)).join('、')}）。数 cm から数十 cm の段差が結果に含まれる`,
    });
  }
  if (items.some(({ accuracyM }) => accuracyM === null)) {
    warnings.push({
      code: 'ACCURACY_UNKNOWN',
      message: 'not every data set states its accuracy: a common shift of a survey would not show',
      messageJa: '精度の記録がないデータがある。測量全体のずれは結果に表れない',
    });
  }
  return [...warnings, ...overlapWarnings(used)];
}

/** Items of one sensor that lie one above the other: nobody said which survey is meant. */
export function overlapWarnings(used: readonly UsedSource[]): Warning[] {
  const warnings: Warning[] = [];
  for (const { source, items: parts } of used) {
    const pair = source.layers
      .map(({ items }) => firstOverlap(items.filter((item) => parts.includes(item))))
      .find(Boolean);
    if (pair) {
      warnings.push({
        code: 'ITEMS_OVERLAP',
        message: `items ${pair[0].record.id} and ${pair[1].record.id} of ${source.collection} overlap: points of both are used; name one with "items" if they show the same survey`,
        messageJa: `${source.collection} のアイテム ${pair[0].record.id} と ${pair[1].record.id} は重なっており、両方の点を使っている`,
      });
    }
  }
  return warnings;
}

/** Two items whose rectangles share more than a twentieth of the smaller one: more than the seam of neighbouring sheets. */
function firstOverlap(items: readonly SourceItem[]): [SourceItem, SourceItem] | null {
  for (const [i, a] of items.entries()) {
    for (const b of items.slice(i + 1)) {
      const shared = sharedArea(a.bounds, b.bounds);
      if (shared > 0.05 * Math.min(areaOf(a.bounds), areaOf(b.bounds))) return [a, b];
    }
  }
  return null;
}

function sharedArea(a: Bounds, b: Bounds): number {
  const width = Math.min(a.maxE, b.maxE) - Math.max(a.minE, b.minE);
  const depth = Math.min(a.maxN, b.maxN) - Math.max(a.minN, b.minN);
  return Math.max(0, width) * Math.max(0, depth);
}

function areaOf({ minE, minN, maxE, maxN }: Bounds): number {
  return (maxE - minE) * (maxN - minN);
}
