/** What the fuzzing thread drives when its own watching is tested: WKT seeds never end, COPC seeds end the thread. */

import { openFamily as openLas } from '../../helpers/fuzz/families/las.ts';
import type { Family } from '../../helpers/fuzz/family.ts';

export async function openFamily(): Promise<Family> {
  const las = await openLas(null);
  return {
    ...las,
    makeCase: las.makeCase,
    async drive({ name }) {
      const forever = name.startsWith('wkt');
      while (forever);
      if (name.startsWith('copc')) process.exit(3);
      return [];
    },
    checkUnharmed() {},
  };
}
