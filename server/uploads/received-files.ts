/**
 * The bytes of uploads on disk, as tus sees them: one that was read is complete, though its bytes are gone. What tus acknowledges is on
 * the disk by then, not only in the memory of the system.
 */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { FileStore } from '@tus/file-store';
import { ERRORS, Upload } from '@tus/server';
import { syncPath } from '#worker/store/atomic-file.ts';
import { storageFault } from '#worker/store/storage-fault.ts';
import type { UploadStates } from './upload-state.ts';

type Written = Parameters<FileStore['write']>;
type Created = Parameters<FileStore['create']>;

/** Its folder must be there: the base class would make it, and fail where nobody hears. */
export class ReceivedFiles extends FileStore {
  private readonly states: UploadStates;
  private readonly onRemove: (id: string) => Promise<void>;

  /** @param onRemove ends what goes on with an upload and deletes what it became */
  constructor(folder: string, expirationMs: number, states: UploadStates, onRemove: (id: string) => Promise<void>) {
    super({ directory: folder, expirationPeriodInMilliseconds: expirationMs });
    this.states = states;
    this.onRemove = onRemove;
  }

  override async getUpload(id: string): Promise<Upload> {
    const state = await this.states.read(id);
    if (!state) throw ERRORS.FILE_NOT_FOUND;
    if (state.state === 'receiving') return await super.getUpload(id);
    const size = state.sizeBytes ?? 0;
    return new Upload({ id, size, offset: size, metadata: { filename: state.fileName } });
  }

  override async write(...[bytes, id, offset]: Written): Promise<number> {
    const state = await this.states.read(id);
    if (state?.state !== 'receiving') throw ERRORS.INVALID_OFFSET;
    try {
      return await this.append(bytes, join(this.directory, id), offset);
    } catch (error) {
      throw storageFault(error, 'the bytes of an upload');
    }
  }

  override async create(...[upload]: Created): Promise<Upload> {
    try {
      const created = await super.create(upload);
      for (const name of [upload.id, `${upload.id}.json`, '']) await syncPath(join(this.directory, name));
      return created;
    } catch (error) {
      throw storageFault(error, 'the bytes of an upload');
    }
  }

  /** What came before the bytes ended, or the disk was full, stays: the client asks how many there are and goes on. */
  private async append(bytes: Readable, path: string, offset: number): Promise<number> {
    await using file = await open(path, 'r+');
    let at = offset;
    try {
      for await (const part of bytes as AsyncIterable<Buffer>) {
        for (let done = 0; done < part.length; ) {
          const { bytesWritten } = await file.write(part, done, part.length - done, at);
          done += bytesWritten;
          at += bytesWritten;
        }
      }
    } finally {
      await file.sync();
    }
    return at;
  }

  override async remove(id: string): Promise<void> {
    if ((await this.states.read(id)) === null) throw ERRORS.FILE_NOT_FOUND;
    await this.onRemove(id);
  }
}
