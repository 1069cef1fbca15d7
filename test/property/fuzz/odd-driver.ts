/** What the fuzzing thread drives when its own watching is tested: WKT seeds never end, COPC seeds end the thread. */
import type { Outcome } from '../../helpers/fuzz/drive.ts';
import type { Seed } from '../../helpers/fuzz/seeds.ts';

export { checkUnharmed } from '../../helpers/fuzz/drive.ts';

export async function drive(seed: Seed): Promise<Outcome[]> {
  const forever = seed.kind === 'wkt';
  while (forever);
  if (seed.name.startsWith('copc')) process.exit(3);
  return [];
}
