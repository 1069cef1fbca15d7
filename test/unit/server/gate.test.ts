import { describe, expect, it } from 'vitest';
import { Gate } from '../../../server/gate.ts';

/** A work that ends when it is told to. */
function work() {
  let finish: () => void = () => undefined;
  let hasStarted = false;
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });
  return {
    run: () => {
      hasStarted = true;
      return done;
    },
    finish,
    started: () => hasStarted,
  };
}
const tick = () => new Promise((resolve) => setImmediate(resolve));

describe('Gate', () => {
  it('runs as many as it has slots, the others in the order of their coming', async () => {
    const gate = new Gate({ slots: 2, maxWaiting: 10 });
    const works = [work(), work(), work(), work()];
    const runs = works.map(({ run }) => gate.run(run));
    await tick();
    expect(works.map(({ started }) => started())).toEqual([true, true, false, false]);
    expect([gate.running, gate.waiting]).toEqual([2, 2]);
    works[1]!.finish();
    await tick();
    expect(works.map(({ started }) => started())).toEqual([true, true, true, false]);
    for (const { finish } of works) finish();
    await Promise.all(runs);
    expect([gate.running, gate.waiting]).toEqual([0, 0]);
  });

  it('gives a slot to the one of whom the least is running, and bounds what one has in line', async () => {
    const gate = new Gate({ slots: 2, maxWaiting: 10, maxWaitingOfOne: 3 });
    const works = Array.from({ length: 6 }, work);
    const owners = ['many', 'many', 'many', 'many', 'one', 'many'];
    const runs = works.map(({ run }, at) => gate.run(run, undefined, owners[at]));
    await tick();
    await expect(gate.run(() => Promise.resolve(), undefined, 'many')).rejects.toMatchObject({
      code: 'TOO_MANY_REQUESTS',
    });
    works[0]!.finish();
    await tick();
    // the fifth to come is the next: nothing of him is running
    expect(works.map(({ started }) => started())).toEqual([true, true, false, false, true, false]);
    works[4]!.finish();
    await tick();
    expect(works.map(({ started }) => started())).toEqual([true, true, true, false, true, false]);
    for (const { finish } of works) finish();
    await Promise.all(runs);
    expect([gate.running, gate.waiting]).toEqual([0, 0]);
  });

  it('goes round those who wait for one slot', async () => {
    const gate = new Gate({ slots: 1, maxWaiting: 10 });
    const order: string[] = [];
    const names = ['a1', 'a2', 'a3', 'b1', 'c1', 'b2'];
    const runs = names.map((name) => gate.run(async () => void order.push(name), undefined, name[0]));
    await Promise.all(runs);
    expect(order).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
  });

  it('frees its slot when a work fails', async () => {
    const gate = new Gate({ slots: 1, maxWaiting: 1 });
    await expect(gate.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await gate.run(async () => 'yes')).toBe('yes');
  });

  it('refuses one more than may wait', async () => {
    const gate = new Gate({ slots: 1, maxWaiting: 1 });
    const [first, second] = [work(), work()];
    const runs = [gate.run(first.run), gate.run(second.run)];
    await expect(gate.run(async () => undefined)).rejects.toMatchObject({
      code: 'BUSY',
      headers: { 'retry-after': '5' },
    });
    first.finish();
    second.finish();
    await Promise.all(runs);
  });

  it('lets those leave the line who no longer want it', async () => {
    const gate = new Gate({ slots: 1, maxWaiting: 5 });
    const [first, second, third] = [work(), work(), work()];
    const leaving = new AbortController();
    const running = gate.run(first.run);
    const left = gate.run(second.run, leaving.signal);
    const last = gate.run(third.run);
    leaving.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    first.finish();
    await running;
    await tick();
    expect([second.started(), third.started()]).toEqual([false, true]);
    third.finish();
    await last;
  });
});
