/** What the snippets are filled with: the real addresses of this server. Pure. */
import type { CollectionFacts } from '../state/collection.ts';
import { type ItemInfo, serverOf } from '../state/item.ts';

export interface SnippetFacts {
  /** Without a slash at the end. */
  readonly server: string;
  readonly collection: string;
  readonly item: string;
  readonly dataUrl: string;
  readonly fileName: string;
  readonly sha256: string | null;
  readonly sizeBytes: number | null;
  /** `EPSG:6676`; null where only parameters are known. */
  readonly crs: string | null;
  readonly bbox: readonly [number, number, number, number];
  /** A part in the middle to begin with: [minE, minN, maxE, maxN], units of the CRS. */
  readonly part: readonly [number, number, number, number];
  readonly dtmUrl: string | null;
  readonly vpcUrl: string;
  /** `…/{z}/{x}/{y}.png`; null where the collection has no surfaces. */
  readonly hillshadeUrl: string | null;
  /** Folder of the terrain. */
  readonly terrainUrl: string | null;
  readonly tilesetUrl: string;
  readonly localTilesetUrl: string;
  /** As its licence asks to be named. */
  readonly credit: string;
}

/** Side of the part, metres. */
const PART_M = 100;

export function snippetFacts(
  item: ItemInfo,
  collection: Pick<CollectionFacts, 'hasSurfaces'> | null,
  origin: string,
): SnippetFacts {
  const server = serverOf(item.self, origin);
  const base = `${server}/api/collections/${encodeURIComponent(item.collection)}`;
  const [data] = item.files;
  const hasSurfaces = collection?.hasSurfaces ?? false;
  return {
    server,
    collection: item.collection,
    item: item.id,
    dataUrl: `${data!.href}?v=${item.version}`,
    fileName: `${item.id}.copc.laz`,
    sha256: data!.sha256,
    sizeBytes: data!.sizeBytes,
    crs: item.crs,
    bbox: item.bbox,
    part: partOf(item),
    dtmUrl: item.files.find(({ kind }) => kind === 'dtm')?.href ?? null,
    vpcUrl: `${base}/virtual-point-cloud.vpc`,
    hillshadeUrl: hasSurfaces ? `${base}/map/dtm/hillshade/{z}/{x}/{y}.png` : null,
    terrainUrl: hasSurfaces ? `${base}/terrain` : null,
    tilesetUrl: `${base}/3dtiles/tileset.json`,
    localTilesetUrl: `${base}/3dtiles-local/tileset.json`,
    credit: item.attribution ?? item.collection,
  };
}

function partOf({ bounds: [minE, minN, , maxE, maxN], isGeographic, unitM }: ItemInfo): SnippetFacts['part'] {
  const half = isGeographic ? Math.min(maxE - minE, maxN - minN) / 8 : PART_M / unitM / 2;
  const digits = isGeographic ? 6 : 1;
  const round = (value: number) => Number(value.toFixed(digits));
  const [east, north] = [(minE + maxE) / 2, (minN + maxN) / 2];
  return [
    round(Math.max(minE, east - half)),
    round(Math.max(minN, north - half)),
    round(Math.min(maxE, east + half)),
    round(Math.min(maxN, north + half)),
  ];
}
