/** Point files to the server: sent, indexed there, opened as a collection in the place of the local picture; and deleted there. */
import { indexedFile, removeUpload, sendFile, uploadOf } from '../../api/uploads.ts';
import { type AppStore, inSiteFrame } from '../../state/app-state.ts';
import { closeCollection, openCollection } from '../../state/open-collections.ts';
import { failureOf, isAbort } from '../run.ts';
import type { FilesAction, OwnFile } from './state.ts';

interface Parts {
  readonly store: AppStore;
  readonly dispatch: (action: FilesAction) => void;
  readonly change: (id: number, part: Partial<OwnFile>) => void;
  /** Closes the local file. */
  readonly close: (id: number) => void;
  /** Makes the tools measure on a collection that is new. */
  readonly measureOn: (collection: string) => void;
}

interface Sending {
  readonly stop: AbortController;
  /** Of the upload, once all bytes are there. */
  upload: string | null;
}

export interface PointSending {
  send(file: OwnFile, source: File): Promise<void>;
  stop(id: number): void;
  removeUploaded(collection: string): Promise<void>;
}

export function createPointSending({ store, dispatch, change, close, measureOn }: Parts): PointSending {
  const running = new Map<number, Sending>();

  const open = async (id: number, collection: string): Promise<void> => {
    if (!(await openCollection(store, collection))) throw new Error(`the collection ${collection} is not there`);
    const { collections, frame } = store.get();
    const opened = collections.find((one) => one.id === collection);
    // in another system the site view cannot show it: the local picture stays
    if (opened && inSiteFrame(opened, frame)) close(id);
    else change(id, { server: { state: 'there', collection } });
    measureOn(collection);
  };

  return {
    async send({ id, chosenCrs, said }, source) {
      if (running.has(id)) return;
      const one: Sending = { stop: new AbortController(), upload: null };
      running.set(id, one);
      const { signal } = one.stop;
      const show = (fraction: number) => signal.aborted || change(id, { server: { state: 'sending', fraction } });
      show(0);
      try {
        one.upload = await sendFile(source, { use: 'points', crs: chosenCrs, ...said, signal, onProgress: show });
        const { collection, rejected } = await indexedFile(one.upload, signal, (news) => {
          if (!signal.aborted) change(id, { server: { state: 'indexing', ...news } });
        });
        signal.throwIfAborted();
        if (rejected.length > 0) dispatch({ type: 'uploaded', collection, part: { rejected } });
        await open(id, collection);
      } catch (error) {
        if (isAbort(error) || signal.aborted) return;
        // what failed is of no use to anybody there
        if (one.upload) void removeUpload(one.upload).catch(() => undefined);
        change(id, { server: { state: 'failed', failure: failureOf(error) } });
      } finally {
        if (running.get(id) === one) running.delete(id);
      }
    },
    stop(id) {
      const one = running.get(id);
      running.delete(id);
      one?.stop.abort(new DOMException('stopped', 'AbortError'));
      if (one?.upload) void removeUpload(one.upload).catch(() => undefined);
      change(id, { server: null });
    },
    async removeUploaded(collection) {
      const upload = uploadOf(collection);
      if (upload === null) return;
      dispatch({ type: 'uploaded', collection, part: { removing: true, failure: null } });
      try {
        await removeUpload(upload);
        // with what was made of it
        for (const { id } of store.get().collections) {
          if (id === collection || id.startsWith(`${collection}-`)) closeCollection(store, id);
        }
        const { files } = store.get().files;
        for (const { id, server } of files) {
          if (server?.state === 'there' && server.collection === collection) change(id, { server: null });
        }
        dispatch({ type: 'uploaded', collection, part: { removing: false } });
      } catch (error) {
        dispatch({ type: 'uploaded', collection, part: { removing: false, failure: failureOf(error) } });
      }
    },
  };
}
