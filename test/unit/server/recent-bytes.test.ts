import { describe, expect, it } from 'vitest';
import { RecentBytes } from '../../../server/recent-bytes.ts';

const bytes = (length: number, value = 0) => new Uint8Array(length).fill(value);

describe('RecentBytes', () => {
  it('lets go of what was asked for longest ago, within its limit', () => {
    const recent = new RecentBytes(320, () => 0);
    for (let i = 0; i < 16; i++) recent.add(`${i}`, bytes(20, i));
    expect(recent.get('0')).toEqual(bytes(20));
    recent.add('16', bytes(20, 16));
    expect(recent.bytes).toBe(320);
    expect(recent.get('1')).toBeNull();
    expect(recent.get('0')).toEqual(bytes(20));
    expect(recent.get('16')).toEqual(bytes(20, 16));
  });

  it('counts a name once', () => {
    const recent = new RecentBytes(320, () => 0);
    for (let i = 0; i < 5; i++) recent.add('a', bytes(20, i));
    expect(recent.bytes).toBe(20);
    expect(recent.get('a')).toEqual(bytes(20, 4));
  });

  it('does not push out many for a large one', () => {
    const recent = new RecentBytes(320, () => 0);
    recent.add('small', bytes(20));
    recent.add('large', bytes(21));
    expect(recent.get('large')).toBeNull();
    expect(recent.get('small')).not.toBeNull();
  });

  it('forgets what nobody asked for in a minute', () => {
    let now = 0;
    const recent = new RecentBytes(320, () => now);
    recent.add('a', bytes(20));
    recent.add('b', bytes(20));
    now = 50_000;
    expect(recent.get('b')).not.toBeNull();
    now = 70_000;
    expect(recent.get('a')).toBeNull();
    expect(recent.bytes).toBe(20);
    expect(recent.get('b')).not.toBeNull();
  });

  it('keeps nothing without a limit', () => {
    const recent = new RecentBytes(0);
    recent.add('a', bytes(1));
    expect([recent.get('a'), recent.bytes]).toEqual([null, 0]);
  });
});
