/** Japanese texts, one file a tool. The English ones have the same keys (checked by their types). */
import { account } from './ja/account.ts';
import { alignment } from './ja/alignment.ts';
import { catalog } from './ja/catalog.ts';
import { chart } from './ja/chart.ts';
import { files } from './ja/files.ts';
import { surroundings } from './ja/interface.ts';
import { ledger } from './ja/ledger.ts';
import { measure } from './ja/measure.ts';
import { outside } from './ja/outside.ts';
import { page } from './ja/page.ts';
import { papers } from './ja/papers.ts';
import { project } from './ja/project.ts';
import { request } from './ja/request.ts';
import { scenario } from './ja/scenario.ts';
import { section } from './ja/section.ts';
import { seeing } from './ja/seeing.ts';
import { sight } from './ja/sight.ts';
import { story } from './ja/story.ts';
import { takeOut } from './ja/take-out.ts';
import { underground } from './ja/underground.ts';
import { volume } from './ja/volume.ts';
import { water } from './ja/water.ts';
import { way } from './ja/way.ts';

export const ja = {
  ...page,
  ...surroundings,
  ...files,
  ...outside,
  ...measure,
  ...volume,
  ...section,
  ...scenario,
  ...seeing,
  ...chart,
  ...way,
  ...water,
  ...underground,
  ...sight,
  ...alignment,
  ...papers,
  ...takeOut,
  ...request,
  ...project,
  ...story,
  ...ledger,
  ...catalog,
  ...account,
} as const;
