/** The thread of a job died under it: it exited, was ended, or took more memory than a thread may have. */
import { TengunError } from '#core/errors.ts';

export class WorkerLostError extends TengunError {
  /** Whether the job asked for more memory than a thread has: running it again would end the same way. */
  readonly wasMemory: boolean;

  /** @param job its name; @param cause what the pool said */
  constructor(job: string, cause: unknown) {
    const wasMemory = codeOf(cause) === 'ERR_WORKER_OUT_OF_MEMORY';
    const why = wasMemory ? 'it took more memory than one thread may have' : 'its thread ended';
    super('WORKER_LOST', `the work (${job}) did not come to its end: ${why}; other work goes on`, { job, wasMemory });
    this.wasMemory = wasMemory;
    this.cause = cause;
  }

  /** Whether an error of the pool means that a thread died. Errors of copying a message leave the thread as it is. */
  static isSign(error: unknown): boolean {
    return error instanceof Error && error.name !== 'AbortError' && error.name !== 'DataCloneError';
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null;
}
