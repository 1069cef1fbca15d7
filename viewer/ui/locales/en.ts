/** English texts, one file a tool. */
import { account } from './en/account.ts';
import { alignment } from './en/alignment.ts';
import { catalog } from './en/catalog.ts';
import { chart } from './en/chart.ts';
import { files } from './en/files.ts';
import { surroundings } from './en/interface.ts';
import { ledger } from './en/ledger.ts';
import { measure } from './en/measure.ts';
import { outside } from './en/outside.ts';
import { page } from './en/page.ts';
import { papers } from './en/papers.ts';
import { project } from './en/project.ts';
import { request } from './en/request.ts';
import { scenario } from './en/scenario.ts';
import { section } from './en/section.ts';
import { seeing } from './en/seeing.ts';
import { sight } from './en/sight.ts';
import { story } from './en/story.ts';
import { takeOut } from './en/take-out.ts';
import { underground } from './en/underground.ts';
import { volume } from './en/volume.ts';
import { water } from './en/water.ts';
import { way } from './en/way.ts';
import type { ja } from './ja.ts';
import type { Texts } from './texts.ts';

export const en: Texts<typeof ja> = {
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
};
