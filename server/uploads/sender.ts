/** Who sends a file: told to the tus server in a header of our own, since it knows requests only. */
import type { FastifyRequest } from 'fastify';
import type { CollectionAccess } from '#worker/store/collection-access.ts';
import { type Asker, accessOfOwn } from '../access/asker.ts';
import { ownerOf, type UploadState } from './upload-state.ts';

export interface Sender {
  /** Whose jobs and limits these are. */
  readonly key: string;
  readonly access: CollectionAccess | null;
}

/** Whatever a client says in it himself is written over. */
export const SENDER_HEADER = 'x-tengun-sender';

export function senderText({ asker }: FastifyRequest): string {
  const sender: Sender = { key: asker.key, access: accessOfOwn(asker) };
  // names of groups may be in any script, headers are not
  return Buffer.from(JSON.stringify(sender)).toString('base64url');
}

export function senderOf(request: Request): Sender {
  const text = request.headers.get(SENDER_HEADER) ?? '';
  return JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Sender;
}

/** Whether somebody may ask for an upload, send more of it, or delete it. */
export function isOwnUpload(
  { user, rights }: Pick<Asker, 'user' | 'rights'>,
  state: Pick<UploadState, 'access'>,
): boolean {
  const owner = ownerOf(state);
  return owner === null || owner === user?.id || rights.includes('admin');
}
