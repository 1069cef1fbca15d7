/** The divider of a split picture with the days on its sides; in blinking, the day on the screen. */
import { useTranslation } from 'react-i18next';
import { BlinkLabel, SplitView } from '../split-view.tsx';
import { useAppState, useWorkspace } from '../workspace-context.ts';
import { useEpochLabel, useEpochs } from './time-bar.tsx';

export function SplitDivider() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const compare = useAppState((state) => state.compare);
  const epochs = useEpochs();
  const label = useEpochLabel();
  if (compare.mode === 'off') return null;
  const dayOf = (id: string | null) => {
    const epoch = epochs.find((one) => one.id === id);
    return epoch ? label(epoch) : '';
  };
  if (compare.mode === 'blink') return <BlinkLabel text={dayOf(compare[compare.shown])} />;
  const left = dayOf(compare.left);
  const right = dayOf(compare.right);
  return (
    <SplitView
      split={compare.split}
      left={left}
      right={right}
      label={t('epochs.divider')}
      valueText={(percent) => t('epochs.dividerAt', { percent, left, right })}
      onSplit={(split) => workspace.compare({ type: 'split', split })}
    />
  );
}
