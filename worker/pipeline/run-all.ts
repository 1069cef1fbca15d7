/**
 * Runs an asynchronous step over all inputs with at most `width` at a time; results keep the order of the inputs. The
 * first failure stops the rest from starting and is thrown.
 */
export async function runAll<T, R>(
  inputs: readonly T[],
  width: number,
  step: (input: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(inputs.length);
  let next = 0;
  let failed = false;
  const lane = async () => {
    while (next < inputs.length && !failed) {
      const index = next++;
      try {
        results[index] = await step(inputs[index]!, index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, inputs.length) }, lane));
  return results;
}
