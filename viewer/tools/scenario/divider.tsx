/** The divider between the place as it was measured and as the scenario has it. */
import { useTranslation } from 'react-i18next';
import { BlinkLabel, SplitView } from '../../ui/split-view.tsx';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { shownScenario } from './state.ts';

export function ScenarioDivider() {
  const { t } = useTranslation();
  const { scenarioWork } = useWorkspace();
  const shown = useAppState((state) => (shownScenario(state.scenario) ? state.scenario.shown : 'after'));
  const split = useAppState((state) => state.scenario.split);
  const blinkBefore = useAppState((state) => state.scenario.blinkBefore);
  if (shown === 'after') return null;
  if (shown !== 'swipe') {
    const isBefore = shown === 'before' || blinkBefore;
    return <BlinkLabel text={t(isBefore ? 'scenario.before' : 'scenario.after')} />;
  }
  return (
    <SplitView
      split={split}
      left={t('scenario.before')}
      right={t('scenario.after')}
      label={t('scenario.divider')}
      valueText={(percent) => t('scenario.dividerAt', { percent })}
      onSplit={(next) => scenarioWork.dispatch({ type: 'split', split: next })}
    />
  );
}
