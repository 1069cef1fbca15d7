/** The first points of a scene are decoded while there is no view yet to draw them: engine and graphics context take as long. */
import { takeTile } from '../api/early.ts';
import type { DecoderPool, DecodeUnits } from './decode/decoder.ts';
import type { PointColumns } from './point-tree.ts';

interface StartingCollection extends DecodeUnits {
  readonly firstTiles: readonly string[];
}

export interface PointsAhead {
  /** Decodes what was asked for early; what was not is left to the view. */
  start(collections: readonly StartingCollection[]): void;
  /** @param url of a LAZ tile */
  take(url: string): Promise<PointColumns> | undefined;
}

export function createPointsAhead(decoders: DecoderPool): PointsAhead {
  const ready = new Map<string, Promise<PointColumns>>();
  const { signal } = new AbortController();
  return {
    start(collections) {
      for (const { firstTiles, unitM, verticalUnitM } of collections) {
        for (const path of firstTiles) {
          const url = new URL(path, window.location.href);
          const answer = url.pathname.endsWith('.laz') ? takeTile(url.href) : undefined;
          if (!answer) continue;
          const columns = answer.then(async (response) => {
            if (!response.ok) throw new Error(`HTTP ${response.status}`);
            return await decoders.decode(await response.arrayBuffer(), { unitM, verticalUnitM }, signal);
          });
          // the view asks again for what failed
          columns.catch(() => undefined);
          ready.set(url.href, columns);
        }
      }
    },
    take(url) {
      const columns = ready.get(url);
      ready.delete(url);
      return columns;
    },
  };
}
