/** Follows a tileset as a viewer does: external documents, transforms, inherited refinement. */

interface JsonTile {
  readonly boundingVolume: { readonly box: readonly number[] };
  readonly geometricError: number;
  readonly refine?: 'ADD' | 'REPLACE';
  readonly transform?: readonly number[];
  readonly content?: { readonly uri: string };
  readonly children?: readonly JsonTile[];
}

export interface WalkedTile {
  readonly parent: WalkedTile | null;
  readonly refine: 'ADD' | 'REPLACE';
  readonly geometricError: number;
  /** Of the tile to the world, column by column. */
  readonly transform: readonly number[];
  /** In the tile's axes. */
  readonly box: readonly number[];
  /** Address of its points; null for tiles that only group or refer. */
  readonly contentUrl: string | null;
  /** Addresses of the document that it stands in, its own and its neighbours'. */
  readonly uris: readonly string[];
}

const IDENTITY = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

/**
 * @param depth how many documents below the first are opened; default all
 * @returns tiles, parents before children
 */
export async function walkTileset(
  url: string,
  load: (url: string) => Promise<{ readonly root: JsonTile }>,
  { depth = Number.POSITIVE_INFINITY } = {},
): Promise<WalkedTile[]> {
  const found: WalkedTile[] = [];
  await open(url, null, IDENTITY, 'REPLACE', depth);
  return found;

  async function open(
    from: string,
    parent: WalkedTile | null,
    above: readonly number[],
    refine: 'ADD' | 'REPLACE',
    left: number,
  ): Promise<void> {
    const { root } = await load(from);
    const uris: string[] = [];
    const collect = ({ content, children = [] }: JsonTile): void => {
      if (content) uris.push(resolve(content.uri, from));
      children.forEach(collect);
    };
    collect(root);
    await visit(root, parent, above, refine);

    async function visit(
      tile: JsonTile,
      over: WalkedTile | null,
      outer: readonly number[],
      inherited: 'ADD' | 'REPLACE',
    ) {
      const address = tile.content ? resolve(tile.content.uri, from) : null;
      const isDocument = address?.includes('.json') ?? false;
      const walked: WalkedTile = {
        parent: over,
        refine: tile.refine ?? inherited,
        geometricError: tile.geometricError,
        transform: tile.transform ? product(outer, tile.transform) : outer,
        box: tile.boundingVolume.box,
        contentUrl: isDocument ? null : address,
        uris,
      };
      found.push(walked);
      if (isDocument && left > 0) await open(address!, walked, walked.transform, walked.refine, left - 1);
      for (const child of tile.children ?? []) await visit(child, walked, walked.transform, walked.refine);
    }
  }
}

function resolve(uri: string, from: string): string {
  const { pathname, search } = new URL(uri, `http://points.example${from}`);
  return pathname + search;
}

function product(a: readonly number[], b: readonly number[]): number[] {
  return Array.from({ length: 16 }, (_, at) => {
    const [column, row] = [at >> 2, at & 3];
    return [0, 1, 2, 3].reduce((sum, k) => sum + a[4 * k + row]! * b[4 * column + k]!, 0);
  });
}

/** Whether a point of the world lies in the tile's box. */
export function boxHolds({ box, transform }: Pick<WalkedTile, 'box' | 'transform'>, point: readonly number[]): boolean {
  const turned = (at: number, w: number): number[] =>
    [0, 1, 2].map(
      (row) =>
        transform[row]! * box[at]! +
        transform[4 + row]! * box[at + 1]! +
        transform[8 + row]! * box[at + 2]! +
        transform[12 + row]! * w,
    );
  const center = turned(0, 1);
  return [3, 6, 9].every((at) => {
    const axis = turned(at, 0);
    const length = Math.hypot(...axis);
    const distance = axis.reduce((sum, part, i) => sum + (part / length) * (point[i]! - center[i]!), 0);
    // world coordinates of millions of metres are doubles to a nanometre
    return Math.abs(distance) <= length + 1e-6;
  });
}
