/**
 * Runs an asynchronous step over all inputs with at most `width` at a time; results keep the order of the inputs. After a
 * first failure nothing more starts; what runs is waited for, and then the failure is thrown: nobody works on behind it.
 */
export async function runAll<T, R>(
  inputs: readonly T[],
  width: number,
  step: (input: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(inputs.length);
  const failures: unknown[] = [];
  let next = 0;
  const lane = async () => {
    while (next < inputs.length && failures.length === 0) {
      const index = next++;
      try {
        results[index] = await step(inputs[index]!, index);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, inputs.length) }, lane));
  if (failures.length > 0) throw failures[0];
  return results;
}
