/** Keeps results under the hash of their request, so that a link to a number stays a link to that number. */
import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { isErrno, makeFolder, writeFileAtomic } from '#worker/store/atomic-file.ts';
import type { JsonObject } from '../processes/process-runner.ts';

const FOLDER = '.results';
const HASH = /^[0-9a-f]{64}$/;
/** Results kept whole; of the others only the requests are. */
const MAX_RESULTS = 2_000;
/** How often, in saved results, the oldest are looked for. */
const PRUNE_EVERY = 50;

export interface KeptRequest {
  readonly process: string;
  readonly inputs: JsonObject;
  readonly created: string;
  readonly software: string;
  /** `collection/item@version` and `surface@version` of everything used. */
  readonly versions: readonly string[];
}

export class ResultArchive {
  readonly #dir: string;
  readonly #onFault: (error: unknown) => void;
  #saved = 0;

  /** @param onFault a result that cannot be kept is answered all the same */
  constructor(storeDir: string, onFault: (error: unknown) => void) {
    this.#dir = join(storeDir, FOLDER);
    this.#onFault = onFault;
  }

  /** Keeps a result that says the hash of its request; one that is there already stays. */
  async keep(process: string, inputs: JsonObject, result: unknown, now = new Date()): Promise<string | null> {
    const provenance = provenanceIn(result);
    if (!provenance) return null;
    const { requestHash, software, versions } = provenance;
    try {
      await makeFolder(this.#dir);
      const request: KeptRequest = { process, inputs, created: now.toISOString(), software, versions };
      if (!(await exists(this.#path(requestHash, 'request.json')))) {
        await writeFileAtomic(this.#path(requestHash, 'request.json'), JSON.stringify(request));
      }
      if (!(await exists(this.#path(requestHash, 'result.json.gz')))) {
        const bytes = await promisify(gzip)(JSON.stringify(result));
        await writeFileAtomic(this.#path(requestHash, 'result.json.gz'), bytes);
      }
      if (this.#saved++ % PRUNE_EVERY === 0) await this.#prune();
    } catch (error) {
      this.#onFault(error);
      return null;
    }
    return requestHash;
  }

  /** What a hash stands for; null when nobody here has asked that. */
  async request(hash: string): Promise<KeptRequest | null> {
    const text = await this.#read(hash, 'request.json');
    return await this.#whole(text, async (bytes) => JSON.parse(bytes.toString('utf8')) as KeptRequest);
  }

  /** The result as JSON text; null when it is not kept (any more). */
  async result(hash: string): Promise<Buffer | null> {
    const bytes = await this.#read(hash, 'result.json.gz');
    return await this.#whole(bytes, promisify(gunzip));
  }

  /** A file that is damaged is as good as none: the result is computed again. */
  async #whole<T>(bytes: Buffer | null, parse: (bytes: Buffer) => Promise<T>): Promise<T | null> {
    if (bytes === null) return null;
    try {
      return await parse(bytes);
    } catch (error) {
      this.#onFault(error);
      return null;
    }
  }

  async #read(hash: string, kind: string): Promise<Buffer | null> {
    if (!HASH.test(hash)) return null;
    try {
      return await readFile(this.#path(hash, kind));
    } catch (error) {
      if (isErrno(error, 'ENOENT', 'ENOTDIR')) return null;
      throw error;
    }
  }

  async #prune(): Promise<void> {
    const names = (await readdir(this.#dir)).filter((name) => name.endsWith('.result.json.gz'));
    if (names.length <= MAX_RESULTS) return;
    const aged = await Promise.all(
      names.map(async (name) => ({ name, time: (await stat(join(this.#dir, name))).mtimeMs })),
    );
    aged.sort((a, b) => a.time - b.time);
    for (const { name } of aged.slice(0, names.length - MAX_RESULTS)) await rm(join(this.#dir, name), { force: true });
  }

  #path(hash: string, kind: string): string {
    return join(this.#dir, `${hash}.${kind}`);
  }
}

/** Strong, with quotes. */
export function textTag(text: Buffer): string {
  return `"${createHash('sha256').update(text).digest('hex').slice(0, 32)}"`;
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}

interface KnownProvenance {
  readonly requestHash: string;
  readonly software: string;
  readonly versions: readonly string[];
}

function provenanceIn(result: unknown): KnownProvenance | null {
  const provenance = memberOf(result, 'provenance');
  const requestHash = memberOf(provenance, 'requestHash');
  const software = memberOf(provenance, 'software');
  if (typeof requestHash !== 'string' || !HASH.test(requestHash) || typeof software !== 'string') return null;
  const used = [memberOf(provenance, 'items'), memberOf(provenance, 'surfaces')].flatMap((list) =>
    Array.isArray(list) ? list : [],
  );
  const versions = used.map((one) => {
    const collection = memberOf(one, 'collection');
    const name = `${typeof collection === 'string' ? `${collection}/` : ''}${String(memberOf(one, 'id'))}`;
    return `${name}@${String(memberOf(one, 'version'))}`;
  });
  return { requestHash, software, versions };
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
