import { describe, expect, it } from 'vitest';
import { JobRegistry } from '../../../server/processes/job-registry.ts';

const tick = () => new Promise((resolve) => setImmediate(resolve));
const never = ({ signal }: { signal: AbortSignal }) =>
  new Promise<string>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });

describe('JobRegistry', () => {
  it('follows a job from accepted over running to successful', async () => {
    const jobs = new JobRegistry({ maxRunning: 2 });
    let finish: (text: string) => void = () => undefined;
    let start: () => void = () => undefined;
    let report: (fraction: number, message: string) => void = () => undefined;
    const { id } = jobs.start('volume', 'me', ({ started, progress }) => {
      start = started;
      report = progress;
      return new Promise((resolve) => {
        finish = resolve;
      });
    });
    expect(jobs.get(id)).toMatchObject({ status: 'accepted', progress: 0, started: null });
    start();
    report(0.42, 'reading points');
    expect(jobs.get(id)).toMatchObject({ status: 'running', progress: 42, message: 'reading points' });
    report(0.1, 'gridding');
    expect(jobs.get(id).progress).toBe(42);
    finish('{"a":1}');
    await tick();
    expect(jobs.get(id)).toMatchObject({ status: 'successful', progress: 100, result: '{"a":1}' });
    expect(jobs.get(id).finished).not.toBeNull();
  });

  it('keeps the error of a job that failed', async () => {
    const jobs = new JobRegistry({ maxRunning: 2 });
    const { id } = jobs.start('volume', 'me', () => Promise.reject(new Error('no ground')));
    await tick();
    expect(jobs.get(id)).toMatchObject({ status: 'failed', error: expect.objectContaining({ message: 'no ground' }) });
  });

  it('stops a running job on dismissal, and stays dismissed', async () => {
    const jobs = new JobRegistry({ maxRunning: 2 });
    const { id } = jobs.start('volume', 'me', never);
    expect(jobs.dismiss(id).status).toBe('dismissed');
    await tick();
    expect(jobs.get(id).status).toBe('dismissed');
    expect(jobs.runningCount).toBe(0);
  });

  it('forgets the result of a finished job on dismissal', async () => {
    const jobs = new JobRegistry({ maxRunning: 2 });
    const { id } = jobs.start('volume', 'me', async () => '{}');
    await tick();
    expect(jobs.dismiss(id)).toMatchObject({ status: 'dismissed', result: null });
  });

  it('lists the jobs of one owner, newest first, under ids that cannot be guessed', () => {
    const jobs = new JobRegistry({ maxRunning: 9 });
    const mine = [jobs.start('a', 'me', never), jobs.start('b', 'me', never)];
    jobs.start('c', 'you', never);
    expect(jobs.list('me').map(({ processId }) => processId)).toEqual(['b', 'a']);
    expect(mine[0]!.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(() => jobs.get('1')).toThrow(expect.objectContaining({ code: 'NO_SUCH_JOB' }));
  });

  it('refuses more jobs than may run', () => {
    const jobs = new JobRegistry({ maxRunning: 1 });
    jobs.start('a', 'me', never);
    expect(() => jobs.start('b', 'me', never)).toThrow(expect.objectContaining({ code: 'BUSY' }));
  });

  it('forgets finished jobs that are old, too many or too large', async () => {
    let now = 0;
    const jobs = new JobRegistry({ maxRunning: 9, maxFinished: 2, maxResultBytes: 100, keepMs: 1000, now: () => now });
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.push(jobs.start('a', 'me', async () => 'x'.repeat(10)).id);
    await tick();
    expect(jobs.list('me').map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    const large = jobs.start('a', 'me', async () => 'x'.repeat(95)).id;
    await tick();
    expect(jobs.list('me').map(({ id }) => id)).toEqual([large]);
    now = 2000;
    expect(jobs.list('me')).toEqual([]);
  });

  it('stops everything when it closes', async () => {
    const jobs = new JobRegistry({ maxRunning: 9 });
    const { id } = jobs.start('a', 'me', never);
    await jobs.close();
    expect(jobs.get(id).status).toBe('failed');
    expect(jobs.runningCount).toBe(0);
  });

  it('gives files back when their jobs go: dismissed, old, too many bytes', async () => {
    let now = 0;
    const removed: string[] = [];
    const options = { maxFileBytes: 100, keepMs: 1000, now: () => now };
    const jobs = new JobRegistry({ maxRunning: 9, ...options, removeFile: ({ path }) => removed.push(path) });
    const file = (path: string, sizeBytes = 10) => ({
      file: { path, sizeBytes, etag: '"1"', mediaType: 'image/png', fileName: 'a.png', title: 'a' },
      isDocument: false,
    });
    const first = jobs.start('map', 'me', async () => file('dismissed')).id;
    await tick();
    expect(jobs.get(first)).toMatchObject({
      status: 'successful',
      result: null,
      file: { file: { path: 'dismissed' } },
    });
    expect(jobs.dismiss(first).file).toBeNull();
    expect(removed).toEqual(['dismissed']);
    jobs.start('map', 'me', async () => file('crowded out'));
    await tick();
    const last = jobs.keepFile('map', 'me', file('old', 95));
    expect(last).toMatchObject({ status: 'successful', progress: 100 });
    expect(jobs.list('me').map(({ id }) => id)).toContain(last.id);
    expect(removed).toEqual(['dismissed', 'crowded out']);
    now = 2000;
    jobs.list('me');
    expect(removed).toEqual(['dismissed', 'crowded out', 'old']);
  });

  it('removes the file of a job that was dismissed while it was made', async () => {
    const removed: string[] = [];
    const jobs = new JobRegistry({ maxRunning: 1, removeFile: ({ path }) => removed.push(path) });
    let finish: () => void = () => undefined;
    const { id } = jobs.start('map', 'me', async () => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      const file = { path: 'late', sizeBytes: 1, etag: '"1"', mediaType: 'image/png', fileName: 'a', title: 'a' };
      return { file, isDocument: false };
    });
    jobs.dismiss(id);
    finish();
    await tick();
    expect(removed).toEqual(['late']);
    expect(jobs.get(id)).toMatchObject({ status: 'dismissed', file: null });
  });
});
