/** The asker of a request, as projects know him. */
import type { FastifyRequest } from 'fastify';
import { EVERYBODY, type ProjectReader } from '../projects/repository.ts';
import { accessOfOwn } from './asker.ts';

export function projectReader({ asker }: Pick<FastifyRequest, 'asker'>): ProjectReader {
  return { owner: asker.user?.id ?? EVERYBODY, audience: asker.audience, access: accessOfOwn(asker) };
}
