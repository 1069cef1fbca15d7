/** What the colours of the pipes mean. */
import type { TFunction } from 'i18next';
import { PIPE_COLOURS, PIPE_KINDS } from '#core/pipes/pipe.ts';
import type { AppState } from '../../state/app-state.ts';
import type { LegendModel } from '../../ui/legend-model.ts';
import { workTool } from '../project/scene.ts';
import { hexColour } from './in-view.ts';
import { allPipes } from './state.ts';

/** Null where no pipes are in the picture. */
export function undergroundLegend(state: AppState, t: TFunction): LegendModel | null {
  if (workTool(state) !== 'underground' || state.underground.networks.length === 0) return null;
  const present = new Set(allPipes(state.underground).map(({ kind }) => kind));
  const entries = PIPE_KINDS.filter((kind) => present.has(kind)).map((kind): [number, string] => [
    hexColour(PIPE_COLOURS[kind]),
    t(`underground.kinds.${kind}`),
  ]);
  return { kind: 'swatches', title: t('underground.legend'), entries, notes: [t('underground.ledger')] };
}
