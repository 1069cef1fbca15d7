/** What keeps the server up: limits of memory, delays, connections and times, and what the log says of clients. */
import { totalmem } from 'node:os';

const LOG_ADDRESSES = ['full', 'short', 'none'] as const;
export type LogAddresses = (typeof LOG_ADDRESSES)[number];

export interface UpkeepConfig {
  /** Resident memory above which costly requests are refused. */
  readonly maxRssBytes: number;
  /** Delay of the event loop above which they are; 0: none. */
  readonly maxEventLoopDelayMs: number;
  /** Bytes of answers that clients have not taken yet, all together, above which they are. */
  readonly maxPendingBytes: number;
  /** Between the end of readiness and the end of listening: time for a proxy to look elsewhere. */
  readonly drainMs: number;
  /** Running answers get this long when the server closes. */
  readonly graceMs: number;
  /** Time for a client to send its header fields. */
  readonly headersTimeoutMs: number;
  /** A client that takes nothing of its answer for this long is cut off. */
  readonly stallTimeoutMs: number;
  readonly maxConnections: number;
  /** From one address; 0: no limit. Behind a proxy there is none. */
  readonly maxConnectionsPerAddress: number;
  /** Addresses of clients in the log: whole, without the last part, not at all. */
  readonly logAddresses: LogAddresses;
}

/** The part of the reader of config.ts that this takes. */
interface Reader {
  integer(name: string, fallback: number, min: number, max: number): number;
  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T;
}

/** Of the memory there is; the rest is for the system and for processes that index uploads. */
const SHARE_OF_MEMORY = 0.85;
const HOUR_MS = 3_600_000;

export function readUpkeep(read: Reader): UpkeepConfig {
  return {
    maxRssBytes: read.integer('TENGUN_MAX_RSS_BYTES', defaultRss(), 2 ** 26, Number.MAX_SAFE_INTEGER),
    maxEventLoopDelayMs: read.integer('TENGUN_MAX_EVENT_LOOP_DELAY_MS', 1000, 0, HOUR_MS),
    maxPendingBytes: read.integer('TENGUN_MAX_PENDING_BYTES', 512 * 2 ** 20, 2 ** 20, Number.MAX_SAFE_INTEGER),
    drainMs: read.integer('TENGUN_DRAIN_MS', 0, 0, HOUR_MS),
    graceMs: read.integer('TENGUN_GRACE_MS', 8000, 0, HOUR_MS),
    headersTimeoutMs: read.integer('TENGUN_HEADERS_TIMEOUT_MS', 15_000, 100, HOUR_MS),
    stallTimeoutMs: read.integer('TENGUN_STALL_TIMEOUT_MS', 30_000, 100, HOUR_MS),
    maxConnections: read.integer('TENGUN_MAX_CONNECTIONS', 10_000, 1, 1_000_000),
    maxConnectionsPerAddress: read.integer('TENGUN_MAX_CONNECTIONS_PER_ADDRESS', 2000, 0, 1_000_000),
    logAddresses: read.choice('TENGUN_LOG_ADDRESSES', LOG_ADDRESSES, 'full'),
  };
}

/** A part of what the container (cgroup) may have, or of what the machine has. */
function defaultRss(): number {
  const constrained = process.constrainedMemory();
  const machine = totalmem();
  return Math.floor(SHARE_OF_MEMORY * (constrained > 0 && constrained < machine ? constrained : machine));
}
