/** A signal that aborts when the client leaves before its answer is complete. */
import type { FastifyReply } from 'fastify';

/** Reason of the signal: nobody reads the answer any more. */
export class ClientGoneError extends Error {
  constructor() {
    super('the client left before the answer was complete');
    this.name = 'ClientGoneError';
  }
}

export function clientGone({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort(new ClientGoneError());
  });
  return controller.signal;
}
