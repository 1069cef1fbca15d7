/** Hands a request to a handler of plain Node (sirv), keeping the headers that plugins have set. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';

export type NodeHandler = (request: IncomingMessage, response: ServerResponse, next?: () => void) => void;

/** @param path the path that the handler sees, without query; what it does not have is answered 404 */
export function passToNode(
  request: FastifyRequest,
  reply: FastifyReply,
  handler: NodeHandler,
  path: string,
): FastifyReply {
  const { raw } = request;
  const url = raw.url;
  // pages are small: whole answers only, so no header of a client decides what part of a file is opened
  delete raw.headers.range;
  raw.url = path;
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) reply.raw.setHeader(name, value);
  }
  let found = true;
  handler(raw, reply.raw, () => {
    found = false;
  });
  if (url !== undefined) raw.url = url;
  if (found) return reply.hijack();
  reply.callNotFound();
  return reply;
}
