/** What the server may ask other servers for, and how it fails. */
import { TengunError } from '#core/errors.ts';

export type FetchFault = 'url' | 'origin' | 'address' | 'redirect' | 'size' | 'time' | 'type' | 'network';

/** Another server was not asked, or its answer was not taken. `fault` says which rule it was. */
export class FetchError extends TengunError {
  readonly fault: FetchFault;

  constructor(fault: FetchFault, message: string, cause?: unknown) {
    super('UPSTREAM', message, { fault });
    this.fault = fault;
    if (cause !== undefined) this.cause = cause;
  }
}

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** From a name to all of its addresses. */
export type Resolve = (host: string) => Promise<readonly ResolvedAddress[]>;

export interface FetchPolicy {
  /** Who may be asked: scheme, host and port as `URL.origin` writes them. */
  readonly origins: readonly string[];
  /** Those of them that may stand at addresses of the inside, and may be asked without TLS. */
  readonly internalOrigins?: readonly string[];
  /** Media types of answers with a body, without parameters. */
  readonly contentTypes: readonly string[];
  /** Bytes of a body, both as sent and unpacked. */
  readonly maxBytes: number;
  /** From the call to the last byte, redirects included. */
  readonly timeoutMs: number;
  readonly maxRedirects?: number;
  readonly resolve?: Resolve;
}
