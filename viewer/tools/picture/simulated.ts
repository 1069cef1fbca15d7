/** What is said of a picture that shows anything else than what was measured. */
import type { TFunction } from 'i18next';
import type { AppState } from '../../state/app-state.ts';
import { isSimulated } from '../scenario/state.ts';
import { waterInView } from '../water/in-view.ts';

/** Null for pictures of what was measured. */
export function simulatedMark(state: AppState, t: TFunction): string | null {
  const water = waterInView(state);
  if (water) return t(water.kind === 'steps' ? 'water.givenSimulation' : 'water.simulated');
  if (state.view !== 'globe') return null;
  if (isSimulated(state.scenario)) return t('scenario.mark');
  return state.sight.sunOn ? t('sight.simulated') : null;
}
