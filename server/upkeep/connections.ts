/**
 * Connections of clients: how many there may be, and an end for those that take nothing of their answers. Clients that send slowly are
 * the business of Node's own time-outs (`headersTimeout`, `requestTimeout`).
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { UpkeepConfig } from './upkeep-config.ts';

interface ConnectionCounts {
  readonly open: number;
  /** Requests whose answers are not complete. */
  readonly answering: number;
  /** Cut off because their clients took nothing. */
  readonly stalled: number;
  /** Never let in, because there were too many, or ended because they asked for too much at once. */
  readonly refused: number;
}

type ConnectionLimits = Pick<
  UpkeepConfig,
  'stallTimeoutMs' | 'maxConnections' | 'maxConnectionsPerAddress' | 'graceMs'
>;

/**
 * Requests that one connection may send ahead of their answers. Node takes all that come, and each opens what it sends: a client that asks
 * a thousand times and reads nothing would hold a thousand pieces of files. Browsers send one.
 */
const MOST_AT_ONCE = 32;

export class Connections {
  readonly #sockets = new Set<Socket>();
  readonly #answering = new Map<Socket, number>();
  readonly #byAddress = new Map<string, number>();
  readonly #limits: ConnectionLimits;
  #stalled = 0;
  #refused = 0;

  constructor(server: Server, limits: ConnectionLimits) {
    this.#limits = limits;
    server.on('connection', (socket: Socket) => this.#admit(socket));
    server.on('request', (request, response) => this.#follow(request, response));
    // Node calls this when nothing was read or written for the time, nor taken by the client of what is being written
    server.setTimeout(limits.stallTimeoutMs, (socket) => this.#onSilence(socket));
  }

  counts(): ConnectionCounts {
    let answering = 0;
    for (const count of this.#answering.values()) answering += count;
    return { open: this.#sockets.size, answering, stalled: this.#stalled, refused: this.#refused };
  }

  /** Bytes of answers that wait in this process for their clients. */
  pendingBytes(): number {
    let bytes = 0;
    for (const socket of this.#sockets) bytes += socket.writableLength;
    return bytes;
  }

  #admit(socket: Socket): void {
    const address = socket.remoteAddress ?? '';
    const { maxConnections, maxConnectionsPerAddress: most } = this.#limits;
    const count = this.#byAddress.get(address) ?? 0;
    if (this.#sockets.size >= maxConnections || (most > 0 && count >= most)) {
      this.#refused++;
      socket.destroy();
      return;
    }
    this.#byAddress.set(address, count + 1);
    this.#sockets.add(socket);
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.#answering.delete(socket);
      const left = (this.#byAddress.get(address) ?? 1) - 1;
      if (left > 0) this.#byAddress.set(address, left);
      else this.#byAddress.delete(address);
    });
  }

  #follow({ socket }: IncomingMessage, response: ServerResponse): void {
    const count = (this.#answering.get(socket) ?? 0) + 1;
    this.#answering.set(socket, count);
    if (count > MOST_AT_ONCE && !socket.destroyed) {
      this.#refused++;
      socket.destroy();
    }
    response.once('close', () => {
      const left = (this.#answering.get(socket) ?? 1) - 1;
      if (left > 0) this.#answering.set(socket, left);
      else this.#answering.delete(socket);
    });
  }

  #onSilence(socket: Socket): void {
    // we are the ones who take long: a measurement runs
    if (this.#answering.has(socket) && socket.writableLength === 0) return;
    if (socket.writableLength > 0) this.#stalled++;
    socket.destroy();
  }
}
