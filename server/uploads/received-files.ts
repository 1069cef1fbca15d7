/** The bytes of uploads on disk, as tus sees them: one that was read is complete, though its bytes are gone. */
import { FileStore } from '@tus/file-store';
import { ERRORS, Upload } from '@tus/server';
import type { UploadStates } from './upload-state.ts';

type Written = Parameters<FileStore['write']>;

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
    return await super.write(bytes, id, offset);
  }

  override async remove(id: string): Promise<void> {
    if ((await this.states.read(id)) === null) throw ERRORS.FILE_NOT_FOUND;
    await this.onRemove(id);
  }
}
