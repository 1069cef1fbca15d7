/** The parts that keep the server up, put together. */
import type { App } from '../app-types.ts';
import type { Config } from '../config.ts';
import type { Gauge } from '../plugins/metrics.ts';
import type { Pools } from '../services.ts';
import { type BackPressure, Refusals } from './back-pressure.ts';
import { Connections } from './connections.ts';
import { Lifecycle } from './lifecycle.ts';
import { ReadinessChecks } from './readiness.ts';
import { scrubGauges, upkeepGauges } from './upkeep-gauges.ts';
import { Watch } from './watch.ts';

export interface Upkeep {
  readonly pressure: BackPressure;
  readonly readiness: ReadinessChecks;
  readonly gauges: readonly Gauge[];
}

export function createUpkeep(app: App, config: Config, pools: Pools): Upkeep {
  const lifecycle = new Lifecycle();
  app.decorate('lifecycle', lifecycle);
  const isBehindProxy = config.trustProxy !== false;
  const connections = new Connections(app.server, {
    ...config,
    // all connections come from the proxy
    maxConnectionsPerAddress: isBehindProxy ? 0 : config.maxConnectionsPerAddress,
  });
  app.addHook('onRequest', (request, reply, done) => connections.inTurn(request.raw, reply.raw, done));
  const watch = new Watch(config, () => connections.pendingBytes());
  app.addHook('onClose', async () => watch.stop());
  const refusals = new Refusals();
  const strain = () => watch.reason;
  const { storeDir, maxRssBytes } = config;
  return {
    pressure: { lifecycle, strain, refusals },
    readiness: new ReadinessChecks({ storeDir, pool: pools.tiles, lifecycle, strain }),
    gauges: [
      ...upkeepGauges({ watch, connections, refusals, pools: { ...pools }, maxRssBytes }),
      ...scrubGauges(storeDir),
    ],
  };
}
