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

/** Requests that one connection may send ahead of their answers. Browsers send one. */
const MOST_AHEAD = 32;

interface Waiting {
  readonly response: ServerResponse;
  readonly begin: () => void;
}

export class Connections {
  readonly #sockets = new Set<Socket>();
  readonly #answering = new Map<Socket, number>();
  /** Connections with an answer that was begun, and what was asked for behind it. */
  readonly #lines = new WeakMap<Socket, Waiting[]>();
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

  /**
   * Begins the answer at once, or when those before it on the same connection have been taken. Node takes all requests that come, and each
   * makes what it sends: a client that asks thirty times and reads nothing would hold thirty tiles.
   */
  inTurn({ socket }: IncomingMessage, response: ServerResponse, begin: () => void): void {
    const line = this.#lines.get(socket);
    if (line) {
      line.push({ response, begin });
      return;
    }
    this.#lines.set(socket, []);
    this.#begin(socket, { response, begin });
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
      // nobody takes what waits
      this.#lines.delete(socket);
      const left = (this.#byAddress.get(address) ?? 1) - 1;
      if (left > 0) this.#byAddress.set(address, left);
      else this.#byAddress.delete(address);
    });
  }

  #begin(socket: Socket, { response, begin }: Waiting): void {
    response.once('close', () => {
      const next = this.#lines.get(socket)?.shift();
      if (next) this.#begin(socket, next);
      else this.#lines.delete(socket);
    });
    begin();
  }

  #follow({ socket }: IncomingMessage, response: ServerResponse): void {
    const count = (this.#answering.get(socket) ?? 0) + 1;
    this.#answering.set(socket, count);
    if (count > MOST_AHEAD && !socket.destroyed) {
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
