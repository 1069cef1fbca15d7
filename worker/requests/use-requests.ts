/**
 * Requests for uses (こんな使い方はできないか) that people have sent: one file each in the store's folder `.requests`, for the officer alone. The
 * server writes them and never shows them; the command line lists and removes them.
 */
import { randomBytes } from 'node:crypto';
import { chmod, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RequestError } from '#core/errors.ts';
import { isErrno, makeFolder, syncPath, writeJsonAtomic } from '../store/atomic-file.ts';

const FOLDER = '.requests';
const FILE = /^(\d{4}-\d{2}-\d{2}-[0-9a-f]{10})\.json$/;
const ID = /^\d{4}-\d{2}-\d{2}-[0-9a-f]{10}$/;
/** Requests that are kept; the officer removes what is done. */
export const MAX_REQUESTS = 5000;

export interface UseRequest {
  /** `2026-11-21-0f3a…`: whoever sent it may name it. */
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly received: string;
  readonly text: string;
  readonly name: string | null;
  readonly organisation: string | null;
  /** Mail address. */
  readonly contact: string | null;
  readonly collection: string | null;
  readonly item: string | null;
  readonly place: string | null;
  readonly lang: 'ja' | 'en';
}

export type NewUseRequest = Omit<UseRequest, 'id' | 'received'>;

export class UseRequests {
  readonly #dir: string;
  readonly #now: () => number;
  readonly #maxRequests: number;

  constructor(storeDir: string, { now = Date.now, maxRequests = MAX_REQUESTS } = {}) {
    this.#dir = join(storeDir, FOLDER);
    this.#now = now;
    this.#maxRequests = maxRequests;
  }

  /** @throws {RequestError} LIMIT when too many are kept already */
  async add(request: NewUseRequest): Promise<UseRequest> {
    // what they hold is for the officer: nobody else on the machine reads the folder
    await makeFolder(this.#dir, 0o700);
    const count = (await this.#ids()).length;
    if (count >= this.#maxRequests) {
      throw new RequestError('LIMIT', `requests: ${count} are waiting already; no more are taken`);
    }
    const received = new Date(this.#now()).toISOString();
    const id = `${received.slice(0, 10)}-${randomBytes(5).toString('hex')}`;
    const whole: UseRequest = { id, received, ...request };
    const path = join(this.#dir, `${id}.json`);
    await writeJsonAtomic(path, whole);
    await chmod(path, 0o600);
    return whole;
  }

  /** Oldest first; files that are no requests are left out. */
  async list(): Promise<UseRequest[]> {
    const found = await Promise.all((await this.#ids()).map((id) => this.#read(id)));
    return found.filter((one) => one !== null).sort((a, b) => (a.received < b.received ? -1 : 1));
  }

  /** @throws {RequestError} NOT_FOUND, INVALID_INPUT */
  async remove(id: string): Promise<void> {
    if (!ID.test(id)) throw new RequestError('INVALID_INPUT', `expected the id of a request, seen ${id.slice(0, 80)}`);
    try {
      await rm(join(this.#dir, `${id}.json`));
    } catch (error) {
      if (isErrno(error, 'ENOENT')) throw new RequestError('NOT_FOUND', `no request ${id}`);
      throw error;
    }
    await syncPath(this.#dir);
  }

  async #ids(): Promise<string[]> {
    try {
      return (await readdir(this.#dir)).flatMap((name) => FILE.exec(name)?.[1] ?? []);
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return [];
      throw error;
    }
  }

  async #read(id: string): Promise<UseRequest | null> {
    try {
      const value: unknown = JSON.parse(await readFile(join(this.#dir, `${id}.json`), 'utf8'));
      if (typeof value !== 'object' || value === null) return null;
      const member = (name: string): string | null => {
        const found: unknown = Reflect.get(value, name);
        return typeof found === 'string' ? found : null;
      };
      return {
        id,
        received: member('received') ?? '',
        text: member('text') ?? '',
        name: member('name'),
        organisation: member('organisation'),
        contact: member('contact'),
        collection: member('collection'),
        item: member('item'),
        place: member('place'),
        lang: member('lang') === 'en' ? 'en' : 'ja',
      };
    } catch (error) {
      if (error instanceof SyntaxError || isErrno(error, 'ENOENT')) return null;
      throw error;
    }
  }
}
