/** Octree nodes as LAZ and GLB: transcoded by worker threads on request, kept as files. */
import type { Crs } from '#core/crs/crs.ts';
import { RequestError } from '#core/errors.ts';
import type { FrameKind } from '#core/export/tile-frame.ts';
import type { WorkerPool } from '#worker/pool.ts';
import { Gate } from '../gate.ts';
import { ENCODER_VERSION } from './encoder-version.ts';
import type { FileCache } from './file-cache.ts';
import type { GeoidChooser } from './geoid-choice.ts';
import type { Hierarchy, HierarchyCache } from './hierarchy-cache.ts';
import { encodingTag } from './tile-item.ts';

/** `part`: of a leaf that is shown in several; all of the node when absent. */
export type NodeForm =
  | { readonly format: 'laz'; readonly part?: number }
  | { readonly format: 'glb'; readonly frame: FrameKind; readonly part?: number };

export interface NodeRequest {
  /** The stored file of `version`. */
  readonly path: string;
  readonly version: string;
  readonly crs: Crs;
  readonly verticalDatum: string | null;
  /** `D-X-Y-Z`, checked by the caller. */
  readonly key: string;
  readonly form: NodeForm;
  /** The file is the overview of a cell. */
  readonly isOverview?: boolean;
}

/** A viewer that moves fast asks for some hundred nodes and leaves most of them again. */
const MAX_WAITING = 4000;

export class NodeService {
  readonly #pool: WorkerPool;
  readonly #cache: FileCache;
  readonly #hierarchies: HierarchyCache;
  readonly #geoids: GeoidChooser;
  readonly gate: Gate;

  constructor(pool: WorkerPool, cache: FileCache, hierarchies: HierarchyCache, geoids: GeoidChooser) {
    this.#pool = pool;
    this.#cache = cache;
    this.#hierarchies = hierarchies;
    this.#geoids = geoids;
    this.gate = new Gate({ slots: pool.threads, maxWaiting: MAX_WAITING });
  }

  /** Which nodes a stored file has. @throws a system error ENOENT when it is gone */
  hierarchy(path: string): Promise<Hierarchy> {
    return this.#hierarchies.get(path);
  }

  /** Names the code, and for points on the globe the geoid, that a node's bytes depend on beside their version. */
  async tagOf({ form, crs, verticalDatum }: NodeRequest): Promise<string> {
    if (form.format === 'laz') return ENCODER_VERSION;
    return encodingTag(await this.#geoids.choose({ crs, verticalDatum }));
  }

  /**
   * @param signal leaves the line of nodes to be made when nobody else wants this one
   * @throws {RequestError} NOT_FOUND when the item has no such node
   */
  async get(request: NodeRequest, signal: AbortSignal): Promise<Uint8Array> {
    const { path, version, crs, verticalDatum, key, form, isOverview = false } = request;
    const { nodes } = await this.#hierarchies.get(path);
    if (!nodes.has(key)) throw new RequestError('NOT_FOUND', `no node ${key} in this item`);
    const { file: geoidFile, verticalDatum: datum } = await this.#geoids.choose({ crs, verticalDatum });
    const part = form.part === undefined ? '' : `.${form.part}`;
    const kind = form.format === 'laz' ? `laz${part}` : `${form.frame}${part}.glb`;
    const name = `${isOverview ? 'cells' : 'nodes'}/${version}/${key}.${await this.tagOf(request)}.${kind}`;
    // a transcoding that runs is let run (tens of milliseconds): ending it would end its thread
    const make = (allGone: AbortSignal) =>
      this.gate.run(async () => {
        const { bytes } = await this.#pool.run('transcode-node', {
          path,
          key,
          crs,
          geoidFile,
          verticalDatum: datum,
          ...form,
          isOverview,
        });
        return bytes;
      }, allGone);
    return await this.#cache.get(name, make, signal);
  }
}
