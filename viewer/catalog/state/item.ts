/** One item for people: taken out of its STAC document, with what is missing as null. Pure. */
import type { LonLatBox, Position } from './area.ts';

export interface ItemFile {
  readonly kind: 'data' | 'dtm' | 'dsm';
  readonly href: string;
  readonly sizeBytes: number | null;
  /** 64 hex digits. */
  readonly sha256: string | null;
  /** Side of a cell of a raster, metres. */
  readonly gsdM: number | null;
}

export interface ItemInfo {
  readonly collection: string;
  readonly id: string;
  readonly title: string;
  readonly sheet: { readonly code: string; readonly level: number; readonly from: string } | null;
  readonly sensor: string | null;
  readonly product: string | null;
  /** Days of the survey; null when it is not known. */
  readonly days: readonly [first: string, last: string] | null;
  /** Of the item itself; its collection may be less open. */
  readonly visibility: string;
  readonly updated: string | null;
  readonly pointCount: number;
  readonly densityPerM2: number | null;
  /** Points by class code, ascending. */
  readonly classes: readonly (readonly [code: number, count: number])[];
  readonly crs: string | null;
  readonly crsName: string | null;
  readonly isGeographic: boolean;
  readonly verticalDatum: string | null;
  readonly accuracyM: number | null;
  /** [minE, minN, minH, maxE, maxN, maxH], units of the CRS. */
  readonly bounds: readonly [number, number, number, number, number, number];
  /** Metres per unit: horizontal and vertical. */
  readonly unitM: number;
  readonly verticalUnitM: number;
  readonly bbox: LonLatBox;
  readonly ring: readonly Position[];
  readonly licence: { readonly id: string; readonly name: string; readonly url: string | null };
  readonly attribution: string | null;
  readonly contacts: readonly { readonly name: string; readonly href: string | null }[];
  readonly warnings: readonly string[];
  readonly version: string;
  readonly source: string | null;
  readonly software: string | null;
  readonly files: readonly ItemFile[];
  readonly thumbnail: string | null;
  /** Address of the document itself; the server's own address is before `/api/`. */
  readonly self: string;
  /** 3D Tiles of this item. */
  readonly tileset: string | null;
}

type Json = Readonly<Record<string, unknown>>;
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const jsonOf = (value: unknown): Json => (isJson(value) ? value : {});
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const finite = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);
const numbers = (value: unknown): number[] => listOf(value).filter((part): part is number => finite(part) !== null);

/** @returns null for a document that is no item with points */
export function parseItem(doc: unknown): ItemInfo | null {
  if (!isJson(doc) || !isJson(doc.properties) || !isJson(doc.assets)) return null;
  const { properties, assets } = doc;
  const [id, collection, version] = [text(doc.id), text(doc.collection), text(properties['tengun:version'])];
  const bounds = numbers(properties['tengun:bounds']);
  const bbox = numbers(doc.bbox);
  if (id === null || collection === null || version === null || bounds.length !== 6 || bbox.length < 4) return null;
  const files = (['data', 'dtm', 'dsm'] as const).flatMap((kind) => fileOf(kind, assets[kind]));
  if (files[0]?.kind !== 'data') return null;
  const code = text(properties['tengun:sheet']);
  return {
    collection,
    id,
    title: text(properties.title) ?? id,
    sheet:
      code === null
        ? null
        : {
            code,
            level: finite(properties['tengun:sheet_level']) ?? 500,
            from: text(properties['tengun:sheet_from']) ?? 'id',
          },
    sensor: text(properties['tengun:sensor']),
    product: text(properties['tengun:product']),
    days: daysOf(properties),
    visibility: text(properties['tengun:visibility']) ?? 'public',
    updated: text(properties.updated),
    pointCount: finite(properties['pc:count']) ?? 0,
    densityPerM2: finite(properties['pc:density']),
    classes: classesOf(properties['tengun:class_counts']),
    crs: text(properties['tengun:crs']),
    crsName: text(properties['tengun:crs_name']),
    isGeographic: properties['tengun:crs_kind'] !== 'projected',
    verticalDatum: text(properties['tengun:vertical_datum']),
    accuracyM: finite(properties['tengun:accuracy_m']),
    bounds: bounds as unknown as ItemInfo['bounds'],
    unitM: finite(properties['tengun:horizontal_unit_m']) ?? 1,
    verticalUnitM: finite(properties['tengun:vertical_unit_m']) ?? 1,
    bbox: (bbox.length === 6 ? [bbox[0]!, bbox[1]!, bbox[3]!, bbox[4]!] : bbox.slice(0, 4)) as unknown as LonLatBox,
    ring: ringOf(doc.geometry),
    licence: licenceOf(properties, listOf(doc.links)),
    attribution: text(properties.attribution),
    contacts: listOf(properties.contacts).flatMap(contactOf),
    warnings: listOf(properties['tengun:warnings']).flatMap(
      (warning) => text(warning) ?? text(jsonOf(warning).message) ?? [],
    ),
    version,
    source: text(jsonOf(properties['tengun:source']).name),
    software: text(properties['tengun:software']),
    files,
    thumbnail: text(jsonOf(assets.thumbnail).href),
    self:
      text(
        listOf(doc.links)
          .map(jsonOf)
          .find(({ rel }) => rel === 'self')?.href,
      ) ?? '',
    tileset: text(jsonOf(assets['3dtiles']).href),
  };
}

function fileOf(kind: ItemFile['kind'], value: unknown): ItemFile[] {
  const asset = jsonOf(value);
  const href = text(asset.href);
  if (href === null) return [];
  // a multihash: 12 20 says that it is a SHA-256 of 32 bytes
  const sha256 = /^1220([0-9a-f]{64})$/.exec(text(asset['file:checksum']) ?? '')?.[1] ?? null;
  return [{ kind, href, sizeBytes: finite(asset['file:size']), sha256, gsdM: finite(asset.gsd) }];
}

function daysOf(properties: Json): ItemInfo['days'] {
  if (properties['tengun:datetime_unknown'] === true) return null;
  const first = text(properties.datetime) ?? text(properties.start_datetime);
  const last = text(properties.datetime) ?? text(properties.end_datetime);
  return first === null || last === null ? null : [first.slice(0, 10), last.slice(0, 10)];
}

function classesOf(value: unknown): ItemInfo['classes'] {
  return Object.entries(jsonOf(value))
    .map(([code, count]) => [Number(code), finite(count) ?? 0] as const)
    .filter(([code, count]) => Number.isInteger(code) && count > 0)
    .sort((a, b) => a[0] - b[0]);
}

function ringOf(geometry: unknown): Position[] {
  const [outer] = listOf(jsonOf(geometry).coordinates);
  const positions = listOf(outer).map(numbers);
  return positions
    .flatMap((position): Position[] => (position.length >= 2 ? [[position[0]!, position[1]!]] : []))
    .slice(0, -1);
}

function licenceOf(properties: Json, links: readonly unknown[]): ItemInfo['licence'] {
  const id = text(properties['tengun:license']) ?? text(properties.license) ?? '';
  const link = links.map(jsonOf).find(({ rel }) => rel === 'license');
  return { id, name: text(link?.title) ?? id, url: text(link?.href) };
}

function contactOf(value: unknown): ItemInfo['contacts'][number][] {
  const contact = jsonOf(value);
  const name = text(contact.name);
  if (name === null) return [];
  const mail = text(jsonOf(listOf(contact.emails)[0]).value);
  const page = text(jsonOf(listOf(contact.links)[0]).href);
  return [{ name, href: mail === null ? page : `mailto:${mail}` }];
}

/** The server as its documents name it, without a slash at the end. */
export function serverOf(self: string, fallback: string): string {
  const at = self.indexOf('/api/');
  return at > 0 ? self.slice(0, at) : fallback;
}

/** Warnings of indexing that are known, by what they say. */
const WARNINGS = [
  ['bounds', /header bounds/],
  ['waveform', /waveform/],
  ['records', /VLRs?\b/],
  ['crsFromSheet', /no CRS record/],
  ['outsideSheet', /sheet/],
  ['swapped', /swap/],
  ['noGround', /no point was found to be ground/],
] as const;
export type WarningKind = (typeof WARNINGS)[number][0] | 'other';

export function warningKind(message: string): WarningKind {
  return WARNINGS.find(([, pattern]) => pattern.test(message))?.[0] ?? 'other';
}
