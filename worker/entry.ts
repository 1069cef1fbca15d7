/** The only entry of a worker thread: looks a job up, runs it, and turns whatever it throws into plain data. */
import type { MessagePort, Transferable } from 'node:worker_threads';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import './compiled-checks.ts';
import './crs-registry.ts';
import { type JobName, jobs } from './jobs/registry.ts';
import type { Progress } from './pool.ts';
import { type WireError, wireError } from './wire-error.ts';

export interface EntryMessage {
  readonly name: JobName;
  readonly input: unknown;
  readonly progressPort?: MessagePort;
}

export type EntryReply =
  | { readonly ok: true; readonly output: unknown }
  | { readonly ok: false; readonly error: WireError };

/** What a job gets beside its input. */
export interface JobContext {
  progress(progress: Progress): void;
  /** Marks buffers of the output that move to the caller instead of being copied. */
  transfer(...buffers: Transferable[]): void;
}

type AnyJob = (input: unknown, context: JobContext) => unknown;

export default async function entry({ name, input, progressPort }: EntryMessage): Promise<EntryReply> {
  const buffers: Transferable[] = [];
  const context: JobContext = {
    progress: (progress) => progressPort?.postMessage(progress),
    transfer: (...more) => {
      buffers.push(...more);
    },
  };
  try {
    const { run } = await jobs[name]();
    const reply: EntryReply = { ok: true, output: await (run as AnyJob)(input, context) };
    return buffers.length > 0 ? moved(reply, buffers) : reply;
  } catch (error) {
    return { ok: false, error: wireError(error) };
  } finally {
    progressPort?.close();
  }
}

/** Wraps a reply so that its buffers are transferred to the caller, not copied. */
function moved(reply: EntryReply, buffers: Transferable[]): EntryReply {
  const task = {
    get [transferableSymbol]() {
      return buffers as object;
    },
    get [valueSymbol]() {
      return reply as object;
    },
  };
  const wrapped: unknown = move(task as Parameters<typeof move>[0]);
  return wrapped as EntryReply;
}
