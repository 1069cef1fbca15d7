/** Does the same with many things, a few at a time: small files wait for the disk, not for the processor. */

/** @throws the first error, when what runs has ended; nothing new is begun after it */
export async function inLanes<T>(
  things: readonly T[],
  lanes: number,
  work: (thing: T) => Promise<void>,
): Promise<void> {
  const waiting = things.values();
  const faults: unknown[] = [];
  const lane = async () => {
    for (const thing of waiting) {
      if (faults.length > 0) return;
      await work(thing).catch((error: unknown) => faults.push(error));
    }
  };
  await Promise.all(Array.from({ length: Math.min(lanes, things.length) }, lane));
  if (faults.length > 0) throw faults[0];
}
