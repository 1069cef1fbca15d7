/** The longitudinal profile: grounds, design, grades; a click moves the station. */
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SectionsResult } from '../../api/sections.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import type { ChartControl } from '../chart/chart.tsx';
import { ChartLegend } from '../chart/chart-legend.tsx';
import { ChartTools } from '../chart/chart-tools.tsx';
import { MeasuredChart } from '../chart/measured-chart.tsx';
import { useChartMeasure } from '../chart/use-chart-measure.ts';
import type { ViewProps } from './chart-desk.ts';
import { gradePoints, nearestStation, profileModel } from './station-model.ts';
import { useWords } from './use-words.ts';

export function ProfileView({ result, desk }: ViewProps<SectionsResult>) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const index = useAppState((state) => state.alignment.station);
  const [hoverM, setHoverM] = useState<number | null>(null);
  const words = useWords();
  const { slopes, setSlopes } = desk;
  const full = useMemo(() => profileModel(result, index, words), [result, index, words]);
  const model = useMemo(() => (slopes ? full : { ...full, texts: [] }), [full, slopes]);
  const corners = useMemo(
    () => [...result.profile.lines.map(({ simplified }) => ({ parts: simplified })), ...gradePoints(result)],
    [result],
  );
  const measuring = useChartMeasure(model, corners, desk.measure);
  const control = useRef<ChartControl>(null);
  return (
    <div className="station-chart">
      <div className="chart-bar">
        <ChartLegend model={model} hoverM={hoverM} unit="m" decimals={2}>
          <span className="looking">{t('alignment.chartHint')}</span>
        </ChartLegend>
        <ChartTools
          control={control}
          measuring={measuring.measuring}
          onMeasuring={measuring.setMeasuring}
          slopes={slopes}
          onSlopes={setSlopes}
        />
      </div>
      <MeasuredChart
        model={model}
        exaggeration={null}
        control={control}
        measuring={measuring}
        onHover={setHoverM}
        onPick={(distanceM) => workspace.alignment({ type: 'station', index: nearestStation(result, distanceM) })}
      />
    </div>
  );
}
