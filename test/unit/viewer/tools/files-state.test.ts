/** What is known of own files on their way to the server, and of those that are there. */
import { describe, expect, it } from 'vitest';
import { uploadOf } from '../../../../viewer/api/uploads.ts';
import { EMPTY_FILES, type FilesState, NOTHING_DONE, reduceFiles } from '../../../../viewer/tools/files/state.ts';

const ID = '0123456789abcdef0123456789abcdef';

describe('files', () => {
  const one = reduceFiles(EMPTY_FILES, { type: 'add', name: 'a.laz', sizeBytes: 10 });
  const fileOf = (state: FilesState) => state.files[0]!;

  it('begin unsent, and nothing is said of them', () => {
    expect(fileOf(one)).toMatchObject({ server: null, said: { datetime: '', verticalDatum: '' } });
  });

  it('keep the way to the server apart from the local picture', () => {
    const sending = reduceFiles(one, {
      type: 'change',
      id: 1,
      part: { server: { state: 'sending', fraction: 0.5 }, stage: { state: 'ready' } },
    });
    expect(fileOf(sending)).toMatchObject({ server: { state: 'sending', fraction: 0.5 }, stage: { state: 'ready' } });
    const stopped = reduceFiles(sending, { type: 'change', id: 1, part: { server: null } });
    expect(fileOf(stopped)).toMatchObject({ server: null, stage: { state: 'ready' } });
  });

  it('that are there are known by their collection, whatever files come and go', () => {
    const failure = { code: 'OFFLINE', message: 'no answer' };
    let state = reduceFiles(one, { type: 'uploaded', collection: 'upload-1', part: { removing: true } });
    expect(state.uploaded['upload-1']).toEqual({ ...NOTHING_DONE, removing: true });
    state = reduceFiles(state, { type: 'remove', id: 1 });
    state = reduceFiles(state, { type: 'uploaded', collection: 'upload-1', part: { removing: false, failure } });
    state = reduceFiles(state, { type: 'add', name: 'b.laz', sizeBytes: 10 });
    expect(state.uploaded['upload-1']).toEqual({ ...NOTHING_DONE, failure });
    expect(state.files).toHaveLength(1);
  });
});

describe('the upload of a collection', () => {
  it.each([
    [`upload-${ID}`, ID],
    [`upload-${ID}-ground`, null],
    [`upload-${ID.toUpperCase()}`, null],
    ['upload-1', null],
    ['before', null],
  ])('%s', (collection, upload) => {
    expect(uploadOf(collection)).toBe(upload);
  });
});
