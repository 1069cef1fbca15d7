/** A smaller twin of `npm run fuzz` over the other families; points have theirs in readers.test.ts, the indexer in integration/odd-deliveries. */
import { describe, expect, it } from 'vitest';
import { FAMILIES, type FamilyName } from '../../helpers/fuzz/family.ts';
import { type FuzzReport, fuzz } from '../../helpers/fuzz/run.ts';

async function run(name: FamilyName, count: number): Promise<FuzzReport> {
  const report = await fuzz({ runSeed: 1, count, ...FAMILIES[name] });
  expect(report.failures).toEqual([]);
  expect(report.cases).toBe(count);
  expect(report.rssGrowthBytes).toBeLessThan(1.5 * 2 ** 30);
  return report;
}

describe('hostile input', () => {
  it('readers of users’ files give a result or a typed error for each of 800 cases', async () => {
    const { outcomes, slow } = await run('surfaces', 800);
    expect(slow).toEqual([]);
    for (const reader of ['import', 'ledger', 'pipes', 'geoid', 'stored surface']) {
      // with both ends
      expect(outcomes[`${reader}: ok`], reader).toBeGreaterThan(2);
      expect(outcomes[`${reader}: FORMAT`], reader).toBeGreaterThan(10);
    }
    for (const kind of ['surface', 'areas', 'alignment']) expect(outcomes[`as ${kind}: ok`], kind).toBeGreaterThan(5);
  }, 180_000);

  it('every route answers each of 150 requests with a success or a problem document', async () => {
    const { outcomes } = await run('http', 150);
    const tags = new Set(Object.keys(outcomes).map((row) => row.split(':')[0]));
    for (const tag of ['Data', 'Points', 'Processes', 'Projects', 'Portals', 'Uploads', 'Accounts'])
      expect(tags).toContain(tag);
    expect(outcomes['Processes: 200']).toBeGreaterThan(3);
    expect(outcomes['Processes: INVALID_INPUT']).toBeGreaterThan(5);
    // behind the right to it too
    expect(outcomes['Accounts: INVALID_INPUT']).toBeGreaterThan(3);
    expect((outcomes['Accounts: 201'] ?? 0) + (outcomes['Accounts: 204'] ?? 0)).toBeGreaterThan(1);
  }, 180_000);

  it('uploads end in a state with a reason, whatever 30 clients send', async () => {
    const { outcomes } = await run('uploads', 30);
    expect(outcomes['state: ready']).toBeGreaterThan(2);
    expect(outcomes['state: FORMAT']).toBeGreaterThan(2);
    expect(outcomes['PATCH: 204']).toBeGreaterThan(5);
  }, 180_000);
});
