import { describe, expect, it } from 'vitest';
import { Strain } from '../../../../server/upkeep/strain.ts';

const LIMITS = { maxRssBytes: 1000, maxPendingBytes: 100, maxEventLoopDelayMs: 50 };
const calm = { rssBytes: 500, pendingBytes: 0, loopDelayMs: 1 };

describe('strain', () => {
  it('begins above a limit of memory, and ends well below it', () => {
    const strain = new Strain(LIMITS);
    const seen = [500, 1000, 1001, 990, 925, 919, 990].map((rssBytes) => {
      strain.add({ ...calm, rssBytes });
      return strain.reason;
    });
    expect(seen).toEqual([null, null, 'memory', 'memory', 'memory', null, null]);
  });

  it('ends of answers that wait at four fifths', () => {
    const strain = new Strain(LIMITS);
    const seen = [101, 81, 79].map((pendingBytes) => {
      strain.add({ ...calm, pendingBytes });
      return strain.reason;
    });
    expect(seen).toEqual(['pending', 'pending', null]);
  });

  it('takes one long turn of the event loop for what it is, and several in a row for strain', () => {
    const strain = new Strain(LIMITS);
    const seen = [3000, 1, 60, 60, 60, 45, 39, 60].map((loopDelayMs) => {
      strain.add({ ...calm, loopDelayMs });
      return strain.reason;
    });
    expect(seen).toEqual([null, null, null, null, 'event-loop', 'event-loop', null, null]);
  });

  it('has no limit of the event loop where that is 0', () => {
    const strain = new Strain({ ...LIMITS, maxEventLoopDelayMs: 0 });
    for (let i = 0; i < 9; i++) strain.add({ ...calm, loopDelayMs: 1e6 });
    expect(strain.reason).toBeNull();
  });

  it('names memory first', () => {
    const strain = new Strain(LIMITS);
    strain.add({ rssBytes: 2000, pendingBytes: 2000, loopDelayMs: 0 });
    expect(strain.reason).toBe('memory');
    strain.add({ ...calm, pendingBytes: 2000 });
    expect(strain.reason).toBe('pending');
  });
});
