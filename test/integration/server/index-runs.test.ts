import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listIndexRuns, OwnIndexRun } from '#worker/store/index-runs.ts';
import { type TestServer, testServer } from '../../helpers/server-app.ts';

let server: TestServer;
beforeAll(async () => {
  server = await testServer(async () => {});
});
afterAll(() => server.close());

const numbers = { phase: 'build', percent: 61.4, points: 6_500_000, pointsPerSecond: 2_000_000, secondsLeft: 720 };
const runs = async () =>
  (await server.app.inject('/api/jobs')).json().jobs.filter((job: { processID: string }) => job.processID === 'index');

it('tells how far an index run has come, until it ends', async () => {
  {
    using run = new OwnIndexRun(server.config.storeDir, { collection: 'izu', visibility: 'public' });
    expect(await runs()).toMatchObject([{ status: 'running', progress: 0, message: 'izu: starting' }]);
    run.report({ ...numbers, item: '08NF2330', index: 2, count: 40 });
    const [status] = await runs();
    expect(status).toMatchObject({
      status: 'running',
      progress: 61,
      message: 'izu: build 3/40 08NF2330, 6.5 M points, 2.0 M/s, 12 min left',
    });
    expect((await server.app.inject(`/api/jobs/${status.jobID}`)).json()).toMatchObject({ jobID: status.jobID });
    using secret = new OwnIndexRun(server.config.storeDir, { collection: 'secret', visibility: 'private' });
    secret.report(numbers);
    expect(await runs()).toHaveLength(1);
  }
  expect(await runs()).toEqual([]);
});

it('a run of a process that is gone, or a broken file, is none; the next run removes it', async () => {
  const dir = join(server.config.storeDir, '.runs');
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  {
    using _run = new OwnIndexRun(server.config.storeDir, { collection: 'izu', visibility: 'public' });
    const [name] = readdirSync(dir) as [string];
    const document = JSON.parse(readFileSync(join(dir, name), 'utf8'));
    const dead = { ...document, owner: { ...document.owner, pid: gone, started: '1' } };
    writeFileSync(join(dir, '00000000-0000-4000-8000-000000000000.json'), JSON.stringify(dead));
    writeFileSync(join(dir, '00000000-0000-4000-8000-000000000001.json'), '{"owner":');
    expect(listIndexRuns(server.config.storeDir)).toHaveLength(1);
    expect(await runs()).toHaveLength(1);
  }
  using _next = new OwnIndexRun(server.config.storeDir, { collection: 'izu', visibility: 'public' });
  expect(readdirSync(dir)).toHaveLength(1);
});
