/** What is known of each upload, as files beside the bytes: a server that starts again goes on where the last one ended. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isErrno, removeFiles, writeJsonAtomic } from '#worker/store/atomic-file.ts';
import type { CollectionAccess } from '#worker/store/collection-access.ts';
import type { AreasRecord } from '#worker/surfaces/areas-record.ts';
import type { ImportOptions, ImportUse } from '#worker/surfaces/import-options.ts';

export type UploadStage = 'receiving' | 'parsing' | 'ready' | 'failed';

/** What a file is to become: `points` is a collection of its own. */
export type UploadUse = ImportUse | 'points';

export interface UploadState {
  readonly id: string;
  readonly state: UploadStage;
  readonly fileName: string;
  /** Null while the client has not said it. */
  readonly sizeBytes: number | null;
  /** What it became; before that what the user asked for. */
  readonly use: UploadUse | null;
  readonly options: ImportOptions;
  /** Of the user who sent it; null on a server without accounts. */
  readonly access: CollectionAccess | null;
  /** RFC 3339. */
  readonly created: string;
  /** How often reading it was begun: a file that takes the server with it is not tried for ever. */
  readonly attempts: number;
  /** Point files of an upload that could not be indexed, beside those that could. */
  readonly rejected?: readonly RejectedFile[];
  readonly problem: { readonly code: string; readonly message: string } | null;
}

export interface RejectedFile {
  readonly source: string;
  readonly code: string;
  readonly message: string;
}

/** Whose an upload is; null: whoever knows its id. */
export const ownerOf = ({ access }: Pick<UploadState, 'access'>): string | null => access?.owner ?? null;

const STATE_FILE = /^([0-9a-f]{32})\.state\.json$/;

export class UploadStates {
  private readonly dir: string;

  constructor(dir: string) {
    this.dir = dir;
  }

  /** @returns null when there is no such upload */
  async read(id: string): Promise<UploadState | null> {
    const state = (await this.readJson(`${id}.state.json`)) as UploadState | null;
    // of those that are older than accounts nothing is said
    return state && { ...state, access: state.access ?? null };
  }

  write(state: UploadState): Promise<void> {
    return writeJsonAtomic(join(this.dir, `${state.id}.state.json`), state);
  }

  async readAreas(id: string): Promise<AreasRecord | null> {
    return (await this.readJson(`${id}.areas.json`)) as AreasRecord | null;
  }

  writeAreas(id: string, areas: AreasRecord): Promise<void> {
    return writeJsonAtomic(join(this.dir, `${id}.areas.json`), areas);
  }

  async remove(id: string): Promise<void> {
    await removeFiles(this.dir, [`${id}.areas.json`, `${id}.state.json`]);
  }

  /** All of them, the oldest first. */
  async list(): Promise<UploadState[]> {
    const names = await readdir(this.dir).catch((error: unknown) => {
      if (isErrno(error, 'ENOENT')) return [];
      throw error;
    });
    const ids = names.flatMap((name) => STATE_FILE.exec(name)?.[1] ?? []);
    const states = await Promise.all(ids.map((id) => this.read(id)));
    return states.filter((state) => state !== null).sort((a, b) => (a.created < b.created ? -1 : 1));
  }

  private async readJson(name: string): Promise<unknown> {
    try {
      return JSON.parse(await readFile(join(this.dir, name), 'utf8'));
    } catch (error) {
      if (isErrno(error, 'ENOENT')) return null;
      throw error;
    }
  }
}
