import { describe, expect, it } from 'vitest';
import { HourlyLimit, networkOf } from '../../../server/http/hourly-limit.ts';

const MINUTE_MS = 60_000;

describe('the hourly limit', () => {
  it('opens again when the first of the hour is an hour old', () => {
    let now = 0;
    const limit = new HourlyLimit({ times: 2, what: 'letters', now: () => now });
    limit.take('a');
    now = 30 * MINUTE_MS;
    limit.take('a');
    expect(() => limit.take('a')).toThrow(/2 letters in an hour; wait 1800 s/);
    limit.take('b');
    now = 60 * MINUTE_MS + 1;
    limit.take('a');
    expect(() => limit.take('a')).toThrow(/wait/);
  });

  it('takes a network of IPv6 for one, and IPv4 in IPv6 as IPv4', () => {
    expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe(networkOf('2001:db8:1:2::9'));
    expect(networkOf('2001:db8:1:2::9')).not.toBe(networkOf('2001:db8:1:3::9'));
    expect(networkOf('::1')).toBe('0:0:0:0');
    expect(networkOf('2001:0db8::1')).toBe('2001:db8:0:0');
    expect(networkOf('::ffff:192.0.2.7')).toBe('192.0.2.7');
    expect(networkOf('192.0.2.7')).toBe('192.0.2.7');
  });

  it('keeps no more addresses than it should', () => {
    const limit = new HourlyLimit({ times: 1, what: 'letters', now: () => 0 });
    for (let i = 0; i < 20_000; i++) limit.take(`${i >> 8}.${i & 255}`);
    // forgotten: it may again
    limit.take('0.0');
    expect(() => limit.take(`${19_999 >> 8}.${19_999 & 255}`)).toThrow();
  });
});
