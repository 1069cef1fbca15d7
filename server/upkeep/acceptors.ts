/**
 * More places at which connections are taken. The event loop takes one connection in each turn from a listening socket, and a turn under
 * load takes tens of milliseconds: a class of viewers that opens its connections at once would wait for seconds. Several sockets on the
 * same port, which the system (Linux) hands connections to in turn, take as many a turn as there are sockets.
 */
import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';

/** Beside the server's own. */
const MORE = 15;

/** Elsewhere the system refuses to share a port, or gives everything to the last who came. */
const MAY_SHARE = process.platform === 'linux';

export interface Listening {
  readonly host: string;
  readonly port: number;
  /** Connections that wait to be taken. */
  readonly backlog: number;
}

export class Acceptors {
  readonly #server: HttpServer;
  readonly #more: Server[] = [];
  #closed: Promise<unknown> = Promise.resolve();

  constructor(server: HttpServer) {
    this.#server = server;
  }

  /**
   * What the server itself is to listen with. Sockets that share a port do not notice another program's that shares it too: whether it is
   * free is asked first, without sharing.
   * @throws {Error} EADDRINUSE
   */
  async prepare(listening: Listening): Promise<Listening & { readonly reusePort?: boolean }> {
    if (!MAY_SHARE) return listening;
    const probe = createServer();
    if (listening.port !== 0) {
      probe.listen(listening);
      await once(probe, 'listening');
      probe.close();
      await once(probe, 'close');
    }
    return { ...listening, reusePort: true };
  }

  /** Once the server listens. */
  async open({ backlog }: Listening): Promise<void> {
    if (!MAY_SHARE) return;
    const { address, port } = this.#server.address() as AddressInfo;
    for (let i = 0; i < MORE; i++) {
      // as node:http opens its own
      const one = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
        this.#server.emit('connection', socket),
      );
      one.listen({ host: address, port, backlog, reusePort: true });
      await once(one, 'listening');
      this.#more.push(one);
    }
  }

  /** Takes no more; what was taken belongs to the server. */
  stop(): void {
    this.#closed = Promise.all(
      this.#more.splice(0).map((one) => new Promise<void>((resolve) => one.close(() => resolve()))),
    );
  }

  /** Resolves when all that was taken has ended. */
  get closed(): Promise<unknown> {
    return this.#closed;
  }
}
