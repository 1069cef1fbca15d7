/** Clients that ask for much and take little: some read a few bytes each second, the others nothing at all. */
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const READ_EVERY_MS = 1000;
const READ_BYTES = 16 * 1024;

export interface SlowTally {
  opened: number;
}

/** Asked for at once on one connection: far more than the system takes for a client that does not read. */
const REQUESTS = 30;

/** @param paths large answers, taken in turn; @param readsSome every second reader reads a little, else nobody reads anything */
export async function readSlowly(
  url: string,
  paths: readonly string[],
  reader: number,
  tally: SlowTally,
  signal: AbortSignal,
): Promise<void> {
  const { hostname, port } = new URL(url);
  const readsSome = reader % 2 === 0;
  while (!signal.aborted) {
    const path = paths[(reader + tally.opened) % paths.length]!;
    const socket = connect({ host: hostname, port: Number(port) });
    const isOver = ended(socket);
    tally.opened++;
    socket.pause();
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`.repeat(REQUESTS));
    const stop = () => socket.destroy();
    signal.addEventListener('abort', stop, { once: true });
    while (!signal.aborted && !socket.destroyed) {
      await Promise.race([sleep(READ_EVERY_MS), isOver]);
      if (readsSome) socket.read(READ_BYTES);
    }
    signal.removeEventListener('abort', stop);
  }
}

function ended(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('error', () => socket.destroy());
    socket.once('close', () => resolve());
  });
}
