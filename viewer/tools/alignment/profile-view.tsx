/** The longitudinal profile: grounds, design, grades; a click moves the station. */
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SectionsResult } from '../../api/sections.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { HeightChart } from '../chart/chart.tsx';
import { ChartLegend } from './chart-legend.tsx';
import { nearestStation, profileModel } from './station-model.ts';
import { useWords } from './use-words.ts';

export function ProfileView({ result }: { result: SectionsResult }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const index = useAppState((state) => state.alignment.station);
  const [hoverM, setHoverM] = useState<number | null>(null);
  const words = useWords();
  const model = useMemo(() => profileModel(result, index, words), [result, index, words]);
  return (
    <div className="station-chart">
      <div className="chart-bar">
        <ChartLegend model={model} hoverM={hoverM} unit="m" decimals={2}>
          <span className="looking">{t('alignment.chartHint')}</span>
        </ChartLegend>
      </div>
      <HeightChart
        model={model}
        exaggeration={null}
        onHover={setHoverM}
        onPick={(distanceM) => workspace.alignment({ type: 'station', index: nearestStation(result, distanceM) })}
      />
    </div>
  );
}
