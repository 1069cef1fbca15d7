/**
 * Runs an asynchronous step over all inputs, taken as there is room for them, with at most `width` at a time; results keep
 * the order of the inputs. After a first failure nothing more starts; what runs is waited for, and then the failure is
 * thrown: nobody works on behind it.
 */
export async function runAll<T, R>(
  inputs: Iterable<T> | AsyncIterable<T>,
  width: number,
  step: (input: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const failures: unknown[] = [];
  const running = new Set<Promise<void>>();
  let index = 0;
  const start = (input: T) => {
    const place = index++;
    const task: Promise<void> = step(input, place).then(
      (result) => {
        results[place] = result;
      },
      (error: unknown) => {
        failures.push(error);
      },
    );
    const tracked = task.finally(() => running.delete(tracked));
    running.add(tracked);
  };
  try {
    for await (const input of inputs) {
      if (failures.length > 0) break;
      start(input);
      if (running.size >= width) await Promise.race(running);
      if (failures.length > 0) break;
    }
  } catch (error) {
    failures.push(error);
  }
  await Promise.all(running);
  if (failures.length > 0) throw failures[0];
  return results;
}

/**
 * Runs a step over all inputs with at most `width` at a time and hands the results over one by one in the order of the
 * inputs. No more than `2 * width` results wait for an earlier one, so memory stays bounded.
 */
export async function runInOrder<T, R>(
  inputs: readonly T[],
  width: number,
  step: (input: T, index: number) => Promise<R>,
  take: (result: R) => Promise<void>,
): Promise<void> {
  const done = new Map<number, R>();
  let next = 0;
  let taken = 0;
  let taking = Promise.resolve();
  const waiting: (() => void)[] = [];
  const takeReady = async () => {
    for (; done.has(taken); taken++) {
      const result = done.get(taken)!;
      done.delete(taken);
      await take(result);
    }
    for (const wake of waiting.splice(0)) wake();
  };
  let failed = false;
  const lane = async () => {
    while (next < inputs.length && !failed) {
      if (next >= taken + 2 * width) {
        await new Promise<void>((wake) => waiting.push(wake));
        continue;
      }
      const index = next++;
      try {
        done.set(index, await step(inputs[index]!, index));
        taking = taking.then(takeReady);
        await taking;
      } catch (error) {
        failed = true;
        for (const wake of waiting.splice(0)) wake();
        throw error;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(width, inputs.length) }, lane));
  const failure = lanes.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
}
