/** A file of the user, opened in a thread of its own: what it says of itself, and its points or shapes once it has a place. */
import type { PointColumns } from '../streaming/point-tree.ts';
import { formatOf } from './file-format.ts';
import type { FileFacts, LocalReply, LocalRequest, LocalResult } from './messages.ts';
import type { Placing } from './placing.ts';
import type { FarNode } from './points/read-file.ts';

/** A file that cannot be read; `code` as in worker/core/errors.ts. */
export class OwnFileError extends Error {
  override readonly name = 'OwnFileError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export interface OpenFile {
  readonly facts: FileFacts;
  /** Reads the file in its place; @param onProgress part that is read, 0 to 1 */
  read(
    options: { placing: Placing; pointLimit: number },
    signal: AbortSignal,
    onProgress: (part: number) => void,
  ): Promise<Extract<LocalResult, { points: unknown } | { shapes: unknown }>>;
  /** Points that stay in the file until the camera comes near. */
  readFar(node: FarNode, signal: AbortSignal): Promise<PointColumns>;
  close(): void;
}

const PROBE_BYTES = 4096;

/** @throws {UnsupportedError} for other kinds of file; {OwnFileError} for one that cannot be read; AbortError when stopped */
export async function openFile(file: File, signal: AbortSignal): Promise<OpenFile> {
  const format = formatOf(file.name, new Uint8Array(await file.slice(0, PROBE_BYTES).arrayBuffer()));
  const thread = createThread();
  try {
    const result = await thread.ask({ type: 'open', file, format }, signal);
    if (!('facts' in result)) throw new OwnFileError('UNKNOWN', 'expected what the file is');
    return {
      facts: result.facts,
      async read(options, stop, onProgress) {
        const read = await thread.ask({ type: 'read', ...options }, stop, onProgress);
        if ('points' in read || 'shapes' in read) return read;
        throw new OwnFileError('UNKNOWN', 'expected points or shapes');
      },
      async readFar(node, stop) {
        const read = await thread.ask({ type: 'far', node }, stop);
        if ('columns' in read) return read.columns;
        throw new OwnFileError('UNKNOWN', 'expected points');
      },
      close: thread.close,
    };
  } catch (error) {
    thread.close();
    throw error;
  }
}

type Question = LocalRequest extends infer R ? (R extends { id: number } ? Omit<R, 'id'> : never) : never;

interface Waiting {
  readonly resolve: (result: LocalResult) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: (part: number) => void;
}

function createThread() {
  const worker = new Worker(new URL('./thread.ts', import.meta.url), { type: 'module' });
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  const endAll = (error: unknown) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  worker.onmessage = ({ data }: MessageEvent<LocalReply>) => {
    const one = waiting.get(data.id);
    if (!one) return;
    if ('progress' in data) return one.onProgress(data.progress);
    waiting.delete(data.id);
    if ('result' in data) one.resolve(data.result);
    else one.reject(new OwnFileError(data.error.code, data.error.message));
  };
  worker.onerror = (event) => {
    event.preventDefault();
    endAll(new OwnFileError('UNKNOWN', event.message || 'the thread of the file ended'));
  };
  return {
    ask(question: Question, signal: AbortSignal, onProgress: (part: number) => void = () => undefined) {
      return new Promise<LocalResult>((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const id = nextId++;
        const stop = () => {
          waiting.delete(id);
          worker.postMessage({ type: 'cancel', id } satisfies LocalRequest);
          reject(signal.reason);
        };
        const done = () => signal.removeEventListener('abort', stop);
        waiting.set(id, {
          resolve: (result) => {
            done();
            resolve(result);
          },
          reject: (error) => {
            done();
            reject(error);
          },
          onProgress,
        });
        signal.addEventListener('abort', stop, { once: true });
        worker.postMessage({ ...question, id } as LocalRequest);
      });
    },
    close() {
      worker.terminate();
      endAll(new DOMException('the file was closed', 'AbortError'));
    },
  };
}
