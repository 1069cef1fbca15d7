/** The listening server. Signals are the caller's business: the command line closes it on Ctrl-C. */
import { setTimeout as sleep } from 'node:timers/promises';
import { buildApp } from './app.ts';
import { type Config, LOOPBACK_HOSTS, readConfig } from './config.ts';
import { Acceptors } from './upkeep/acceptors.ts';
import { preferFewCollections } from './upkeep/heap-pauses.ts';

export interface RunningServer {
  /** Where to open it. */
  readonly url: string;
  readonly port: number;
  /** Where the first account is made; null when there are accounts. A new one at each start, for a day, once. */
  readonly setupUrl: string | null;
  /** Whether no other machine reaches it. */
  readonly isOwnMachine: boolean;
  /**
   * Says that it is not ready any more, waits until a proxy has seen that (`drainMs`), stops listening, lets running answers end for a
   * while (`graceMs`), then ends them.
   */
  close(): Promise<void>;
}

/** Connections that wait to be taken. Node's 511 are fewer than a class of viewers opens at once, and the rest would wait for seconds. */
const BACKLOG = 4096;

/**
 * Starts the server; what is not given comes from the environment (config.ts).
 * @throws {Error} when the configuration is wrong or the address is in use
 */
export async function startServer(overrides: Partial<Config> = {}): Promise<RunningServer> {
  const config = readConfig(process.env, overrides);
  preferFewCollections();
  const app = await buildApp(config);
  const acceptors = new Acceptors(app.server);
  app.addHook('preClose', async () => acceptors.stop());
  try {
    const listening = { host: listenedHost(config.host), port: config.port, backlog: BACKLOG };
    await app.listen(await acceptors.prepare(listening));
    await acceptors.open(listening);
  } catch (error) {
    await app.close();
    throw error;
  }
  // a thread is started and the store looked at before the first probe asks
  app.warmUp();
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : config.port;
  const url = config.baseUrl ? `${config.baseUrl}/` : `http://${hostInUrl(config.host)}:${port}/`;
  const setup = config.allowWrites ? app.offerSetup() : null;
  return {
    url,
    isOwnMachine: LOOPBACK_HOSTS.includes(config.host),
    // behind the number sign: no server and no log sees it
    setupUrl: setup === null ? null : `${url}account#setup=${setup}`,
    port,
    async close() {
      const wasStopping = app.lifecycle.state === 'stopping';
      app.lifecycle.stop();
      if (!wasStopping && config.drainMs > 0) await sleep(config.drainMs);
      const grace = setTimeout(() => app.server.closeAllConnections(), config.graceMs);
      try {
        await app.close();
        await acceptors.closed;
      } finally {
        clearTimeout(grace);
      }
    },
  };
}

/** By the name Fastify would open a second server, for `::1`, which none of our limits of connections knows. */
function listenedHost(host: string): string {
  return host === 'localhost' ? '127.0.0.1' : host;
}

/** A server that listens everywhere is reached on this machine by the loopback address. */
function hostInUrl(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
