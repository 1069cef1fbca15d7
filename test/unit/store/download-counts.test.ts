import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { formatCountFile, parseCountFile, sumCounts } from '#worker/counts/count-file.ts';
import { DownloadCounter } from '#worker/counts/download-counts.ts';

const sheet = { collection: 'izu', item: '08NF2331', kind: 'points' } as const;
async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'tengun-counts-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}
const total = async (counter: DownloadCounter) =>
  (await counter.read()).counts.reduce((sum, { count }) => sum + count, 0);

describe('counts', () => {
  it('are the same read as written, and add up', () => {
    const rows = [
      { ...sheet, day: '2026-11-02', count: 3 },
      { collection: 'izu', item: null, kind: 'extract' as const, day: '2026-11-01', count: 1 },
      { ...sheet, day: '2026-11-02', count: 4 },
    ];
    const counts = sumCounts(rows);
    expect(counts.map(({ count }) => count)).toEqual([1, 7]);
    expect(parseCountFile(formatCountFile({ since: '2026-11-01', counts }))).toEqual({ since: '2026-11-01', counts });
    expect(() => parseCountFile('{"since":"yesterday","counts":[]}')).toThrow(SyntaxError);
    const strange =
      '{"since":"2026-11-01","counts":[["../x","a","points","2026-11-01",1],["izu","a","who","2026-11-01",1],7]}';
    expect(parseCountFile(strange).counts).toEqual([]);
  });

  it('go to the file of their month, and are seen before and after', async () => {
    const dir = await folder();
    let now = Date.parse('2026-11-30T23:59:00Z');
    const counter = new DownloadCounter(dir, { now: () => now });
    counter.add(sheet);
    now += 120_000;
    counter.add(sheet);
    expect(await total(counter)).toBe(2);
    await counter.flush();
    await counter.flush();
    expect(await total(counter)).toBe(2);
    expect((await counter.read()).since).toBe('2026-11-30');
    const december = parseCountFile(await readFile(join(dir, '.counts', '2026-12.json'), 'utf8'));
    expect(december).toEqual({ since: '2026-12-01', counts: [{ ...sheet, day: '2026-12-01', count: 1 }] });
  });

  it('are never seen twice, nor lost, while they are written', async () => {
    const dir = await folder();
    let now = Date.parse('2026-11-21T00:00:00Z');
    const counters = [1, 2, 3].map(() => new DownloadCounter(dir, { now: () => now }));
    const seen: number[] = [];
    for (let turn = 1; turn <= 20; turn++) {
      now += 60_000;
      for (const counter of counters) counter.add(sheet);
      const flushes = counters.map((counter) => counter.flush());
      seen.push(await total(counters[0]!));
      await Promise.all(flushes);
      expect(await total(counters[1]!)).toBe(3 * turn);
    }
    expect([...seen].sort((a, b) => a - b)).toEqual(seen);
  });

  it('stay in memory when the file is not ours, which stays as it is', async () => {
    const dir = await folder();
    const counter = new DownloadCounter(dir, { now: () => Date.parse('2026-11-21T00:00:00Z') });
    counter.add(sheet);
    await counter.flush();
    const path = join(dir, '.counts', '2026-11.json');
    const good = await readFile(path);
    await writeFile(path, 'broken');
    counter.add(sheet);
    await expect(counter.flush()).rejects.toThrow(/2026-11\.json/);
    expect(await readFile(path, 'utf8')).toBe('broken');
    await writeFile(path, good);
    await counter.flush();
    expect(await total(counter)).toBe(2);
  });

  it('of one file grow by thirty a minute at most', async () => {
    let now = 0;
    const counter = new DownloadCounter(await folder(), { now: () => now });
    for (let i = 0; i < 100; i++) counter.add(sheet);
    counter.add({ ...sheet, kind: 'dtm' });
    expect(await total(counter)).toBe(31);
    now = 60_000;
    counter.add(sheet);
    expect(await total(counter)).toBe(32);
  });
});
