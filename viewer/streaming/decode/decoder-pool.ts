/** Decoding threads of the page: a few web workers that turn nodes into columns, so that the picture never waits for them. */

import kernelUrl from '../../../worker/kernels/build/laz.wasm?url';
import { takeDecoder } from '../../api/early.ts';
import type { PointColumns } from '../point-tree.ts';
import type { DecoderPool } from './decoder.ts';
import type { DecodeReply, DecodeRequest, KernelMessage } from './messages.ts';

export class DecodeError extends Error {
  override readonly name: string = 'DecodeError';
}

interface Job {
  readonly request: DecodeRequest;
  readonly signal: AbortSignal;
  readonly resolve: (columns: PointColumns) => void;
  readonly reject: (error: unknown) => void;
}

interface Thread {
  readonly worker: Worker;
  job: Job | null;
}

const MAX_THREADS = 4;

export function createDecoderPool(
  threads = Math.max(1, Math.min(MAX_THREADS, (navigator.hardwareConcurrency || 2) - 1)),
): DecoderPool {
  let compiled: Promise<WebAssembly.Module> | null = null;
  const kernel = () => {
    compiled ??= compileKernel();
    // told with the first node that waits for it
    compiled.catch(() => {
      compiled = null;
    });
    return compiled;
  };
  const waiting: Job[] = [];
  const pool: Thread[] = [];
  let nextId = 1;
  let disposed = false;

  const start = (): Thread => {
    const thread: Thread = {
      worker: takeDecoder() ?? new Worker(new URL('./thread.ts', import.meta.url), { type: 'module' }),
      job: null,
    };
    thread.worker.onmessage = ({ data }: MessageEvent<DecodeReply>) => finish(thread, data);
    // a thread that dies takes its node with it and nothing else
    thread.worker.onerror = (event) => {
      event.preventDefault();
      thread.job?.reject(new DecodeError(event.message || 'a decoding thread ended'));
      thread.worker.terminate();
      pool.splice(pool.indexOf(thread), 1);
      next();
    };
    pool.push(thread);
    return thread;
  };

  const finish = (thread: Thread, reply: DecodeReply) => {
    const { job } = thread;
    thread.job = null;
    if (job && reply.id === job.request.id) {
      if ('columns' in reply) job.resolve(reply.columns);
      else job.reject(new DecodeError(reply.error.message));
    }
    next();
  };

  const next = () => {
    while (waiting.length > 0 && !disposed) {
      const thread = pool.find(({ job }) => job === null) ?? (pool.length < threads ? start() : null);
      if (!thread) return;
      const job = waiting.shift()!;
      if (job.signal.aborted) job.reject(job.signal.reason);
      else void give(thread, job);
    }
  };

  const give = async (thread: Thread, job: Job) => {
    thread.job = job;
    try {
      await fed(thread);
      thread.worker.postMessage(job.request, [job.request.bytes]);
    } catch (error) {
      feeding.delete(thread);
      thread.job = null;
      job.reject(error);
    }
  };
  const feeding = new WeakMap<Thread, Promise<void>>();
  /** The kernel comes first, once. */
  const fed = (thread: Thread): Promise<void> => {
    const known = feeding.get(thread);
    if (known) return known;
    const now = kernel().then((module) => thread.worker.postMessage({ kernel: module } satisfies KernelMessage));
    feeding.set(thread, now);
    return now;
  };

  return {
    decode: (bytes, units, signal) =>
      new Promise((resolve, reject) => {
        waiting.push({ request: { id: nextId++, bytes, ...units }, signal, resolve, reject });
        next();
      }),
    warm() {
      if (pool.length === 0) fed(start()).catch(() => undefined);
    },
    dispose() {
      disposed = true;
      for (const { worker, job } of pool) {
        worker.terminate();
        job?.reject(new DOMException('the view was closed', 'AbortError'));
      }
      pool.length = 0;
    },
  };
}

async function compileKernel(): Promise<WebAssembly.Module> {
  const response = await fetch(kernelUrl);
  if (!response.ok) throw new DecodeError(`the decoder could not be loaded (${response.status})`);
  return await WebAssembly.compile(await response.arrayBuffer());
}
