/**
 * Catalogue documents as they are sent, compressed: many ask for the same few, and compressing one takes longer than making it. Found by
 * the digest of the text, so that nobody gets another one than his own.
 */
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import acceptNegotiator from '@fastify/accept-negotiator';
import { RecentBytes } from '../recent-bytes.ts';

const KEPT_BYTES = 8 * 2 ** 20;
/** Shorter ones are not worth it; longer ones are compressed while they are sent. */
const [SHORTEST, LONGEST] = [1024, 2 ** 20];
/** Quality 11, the default, takes seconds for a large tileset. */
export const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };
const ENCODINGS = ['br', 'gzip'] as const;
type Encoding = (typeof ENCODINGS)[number];

const pack = { br: promisify(brotliCompress), gzip: promisify(gzip) };

export class PackedDocuments {
  readonly #recent = new RecentBytes(KEPT_BYTES);

  /**
   * @param accepted the header field `accept-encoding`
   * @param digest of the text
   * @returns null where it is to be sent another way
   */
  async find(
    accepted: string | string[] | undefined,
    digest: string,
    text: string,
  ): Promise<{ readonly encoding: Encoding; readonly bytes: Buffer } | null> {
    if (typeof accepted !== 'string' || text.length < SHORTEST || text.length > LONGEST) return null;
    const encoding = acceptNegotiator.negotiate(accepted, [...ENCODINGS]) as Encoding | null;
    if (encoding === null) return null;
    const name = `${digest}.${encoding}`;
    const known = this.#recent.get(name);
    if (known) return { encoding, bytes: known as Buffer };
    const bytes = encoding === 'br' ? await pack.br(text, BROTLI) : await pack.gzip(text);
    this.#recent.add(name, bytes);
    return { encoding, bytes };
  }
}
