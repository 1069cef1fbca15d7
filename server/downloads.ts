/** Counting downloads as the server sees them (the rule: worker/counts/README.md). */
import type { FastifyRequest } from 'fastify';
import type { AREA_KINDS, CountKind, ITEM_KINDS } from '#worker/counts/count-file.ts';
import { DownloadCounter } from '#worker/counts/download-counts.ts';
import type { ResultFile } from './results/result-files.ts';

const FLUSH_MS = 60_000;
/** The same file over the same connection within this time is the same download; a proxy's connections serve many people. */
const AGAIN_MS = 60_000;

type AreaKind = (typeof AREA_KINDS)[number];

export class Downloads {
  readonly counter: DownloadCounter;
  readonly #onFault: (error: unknown) => void;
  readonly #flushing: NodeJS.Timeout;
  /** When an open connection last took a file. Goes with the connection; says nothing of who it was. */
  readonly #taken = new WeakMap<object, Map<string, number>>();
  /** Files made of an area, until they are taken for the first time. */
  readonly #waiting = new WeakMap<ResultFile, { readonly kind: AreaKind; readonly collections: readonly string[] }>();

  constructor(storeDir: string, onFault: (error: unknown) => void) {
    this.counter = new DownloadCounter(storeDir);
    this.#onFault = onFault;
    this.#flushing = setInterval(() => void this.#flush(), FLUSH_MS).unref();
  }

  /** What to do when a file of an item has been sent. */
  onFile({ raw: { socket } }: FastifyRequest, cid: string, iid: string, kind: (typeof ITEM_KINDS)[number]): () => void {
    return () => {
      const name = `${cid}/${iid}/${kind}`;
      const taken = this.#taken.get(socket) ?? new Map<string, number>();
      const now = performance.now();
      const isAgain = now - (taken.get(name) ?? Number.NEGATIVE_INFINITY) < AGAIN_MS;
      this.#taken.set(socket, taken.set(name, now));
      if (isAgain) return;
      this.counter.add({ collection: cid, item: iid, kind });
    };
  }

  /** A file was made of an area; it counts when it is taken. Results of other processes are no downloads of the data. */
  made(process: string, inputs: Readonly<Record<string, unknown>>, file: ResultFile): void {
    const kind = areaKind(process);
    if (kind) this.#waiting.set(file, { kind, collections: collectionsOf(inputs) });
  }

  /** What to do when a result, or its zip, has been sent: the first time counts. */
  onResult(file: ResultFile): () => void {
    return () => {
      const made = this.#waiting.get(file);
      this.#waiting.delete(file);
      if (made) this.#add(made.kind, made.collections);
    };
  }

  /** A file that was sent without being kept. */
  sent(process: string, inputs: Readonly<Record<string, unknown>>): void {
    const kind = areaKind(process);
    if (kind) this.#add(kind, collectionsOf(inputs));
  }

  async close(): Promise<void> {
    clearInterval(this.#flushing);
    await this.#flush();
  }

  #add(kind: CountKind, collections: readonly string[]): void {
    for (const collection of collections) this.counter.add({ collection, item: null, kind });
  }

  async #flush(): Promise<void> {
    await this.counter.flush().catch(this.#onFault);
  }
}

function areaKind(process: string): AreaKind | null {
  return process === 'extract' || process === 'surface' ? process : null;
}

/** The inputs have been run: what they name is there and public. */
function collectionsOf({ collection, collections }: Readonly<Record<string, unknown>>): string[] {
  const named = Array.isArray(collections) ? collections : [collection];
  return named.filter((one) => typeof one === 'string');
}
