/**
 * The log: JSON, one line a request, with the id that the answer carries too. A line has the route's pattern, never the address that was
 * asked for: queries, and ids that are keys, stay out of it. So do header fields, bodies and names of users.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Writable } from 'node:stream';
import { compile } from '@fastify/proxy-addr';
import { type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import type { App } from '../app-types.ts';
import type { Config } from '../config.ts';
import type { LogAddresses } from './upkeep-config.ts';

/** What a proxy may name a request. */
const REQUEST_ID = /^[\w.-]{8,64}$/;

/** Fastify's options for what is logged. @param stream where to; standard output belongs to the command line's answers */
export function logOptions(
  { logLevel, logAddresses }: Pick<Config, 'logLevel' | 'logAddresses'>,
  stream: Writable = process.stderr,
) {
  return {
    logController: new OneLineARequest(logAddresses),
    logger:
      logLevel === 'silent'
        ? false
        : {
            level: logLevel,
            stream,
            redact: ['*.authorization', '*.cookie', '*.password', '*.secret', '*.headers', '*.body', '*.query'],
            serializers: {
              req: ({ method }: { readonly method?: string }) => ({ method: method ?? '' }),
              res: ({ statusCode }: { readonly statusCode?: number | string }) => ({ statusCode: statusCode ?? 0 }),
              err: plainError,
            },
          },
  };
}

class OneLineARequest extends LogController {
  readonly #addresses: LogAddresses;

  constructor(addresses: LogAddresses) {
    super({ requestIdLogLabel: 'request' });
    this.#addresses = addresses;
  }

  override incomingRequest(): void {
    // the line comes with the answer
  }

  override requestCompleted(error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply): void {
    const bytes = Number(reply.getHeader('content-length'));
    const line = {
      method: request.method,
      route: request.routeOptions.url ?? null,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      bytes: Number.isFinite(bytes) ? bytes : null,
      // false: the client left, or was cut off
      complete: reply.raw.writableFinished,
      user: request.asker?.user?.id ?? null,
      address: shownAddress(request.ip, this.#addresses),
    };
    if (error) reply.log.warn({ ...line, err: error }, 'answer broken off');
    else reply.log.info(line, 'answered');
  }

  override routeNotFound(): void {
    // the line above says it, and without the address
  }
}

/** The id of each request: a trusted proxy's own, or a new one. */
export function requestIds(trustProxy: Config['trustProxy']): (request: IncomingMessage) => string {
  const trusts = typeof trustProxy === 'string' ? compile(trustProxy.split(',').map((part) => part.trim())) : null;
  return ({ headers, socket }) => {
    const given = headers['x-request-id'];
    const isTrusted = trustProxy === true || (trusts?.(socket.remoteAddress ?? '', 0) ?? false);
    return isTrusted && typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
  };
}

/** Tells the id to the client. */
export function registerRequestIds(app: App): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
}

/** An address as the log has it; null: not at all. IPv4 loses its last part, IPv6 all but the first three (/48). */
export function shownAddress(address: string, how: LogAddresses): string | null {
  if (how === 'none') return null;
  if (how === 'full') return address;
  const mapped = address.replace(/^::ffff:(?=\d+\.)/i, '');
  if (/^\d+\.\d+\.\d+\.\d+$/.test(mapped)) return mapped.replace(/\d+$/, '0');
  const [head = ''] = address.split('::', 1);
  const groups = head.split(':').filter((part) => part !== '');
  return `${groups.slice(0, 3).join(':')}::`;
}

/** Errors may carry whatever they were made of: what people need is taken, the rest left. */
function plainError(thrown: unknown) {
  const error: NodeJS.ErrnoException = thrown instanceof Error ? thrown : new Error('something that is no error');
  const { name, message, code, stack = '' } = error;
  return { type: name, message, stack, ...(code === undefined ? {} : { code }) };
}
