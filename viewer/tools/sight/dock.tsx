/** The chart under the picture: the ground under a ray, and the ray in its parts. */
import { ActionIcon, Group } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BARED } from '#core/sight/placed-source.ts';
import type { LineOfSightResult, MountainViewResult } from '../../api/sight.ts';
import type { AppState } from '../../state/app-state.ts';
import { formatNumber } from '../../ui/format.ts';
import { useAppState, useTitles, useWorkspace } from '../../ui/workspace-context.ts';
import { type ChartControl, HeightChart } from '../chart/chart.tsx';
import { ChartLegend } from '../chart/chart-legend.tsx';
import { ChartTools } from '../chart/chart-tools.tsx';
import { DockFrame } from '../chart/dock-frame.tsx';
import { MeasureBar } from '../chart/measure-bar.tsx';
import { useChartMeasure } from '../chart/use-chart-measure.ts';
import { VerdictBadge } from './facts.tsx';
import { rayChart } from './ray-model.ts';

type Rayed = Pick<LineOfSightResult, 'sources'> & { readonly finding: MountainViewResult['summit'] };

/** The ray of the question that is open; null without an answer. */
export function hasRay({ sight }: Pick<AppState, 'sight'>): boolean {
  if (sight.tab !== 'sight') return false;
  const run = sight.question === 'line' ? sight.lineRun : sight.question === 'mountain' ? sight.mountainRun : null;
  return run?.state === 'done';
}

export function SightDock() {
  const question = useAppState((state) => state.sight.question);
  const line = useAppState((state) => state.sight.lineRun);
  const mountain = useAppState((state) => state.sight.mountainRun);
  if (question === 'line' && line.state === 'done') {
    const [finding] = line.result.targets;
    return finding ? <RayDock sources={line.result.sources} finding={finding} /> : null;
  }
  if (question === 'mountain' && mountain.state === 'done') {
    return <RayDock sources={mountain.result.sources} finding={mountain.result.summit} />;
  }
  return null;
}

function RayDock({ sources, finding }: Rayed) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const titleOf = useTitles();
  const collections = useAppState((state) => state.collections);
  const question = useAppState((state) => state.sight.question);
  const hoverM = useAppState((state) => state.sight.hoverM);
  const [large, setLarge] = useState(false);
  const control = useRef<ChartControl>(null);
  const model = useMemo(() => {
    const nameOf = (source: number) => {
      const name = sources[source]?.name;
      const own = collections.find(({ id }) => id === name);
      return own ? titleOf(own) : (name ?? t(source < 0 && source > BARED ? 'sight.placed' : 'sight.ground'));
    };
    const words = { title: t('sight.profile'), along: t('sight.along'), elevation: t('sight.elevation') };
    const states = {
      visible: t('sight.rayParts.visible'),
      hidden: t('sight.rayParts.hidden'),
      unknown: t('sight.rayParts.unknown'),
    };
    return rayChart(finding, { ...words, block: t('sight.block'), states, nameOf });
  }, [finding, sources, collections, titleOf, t]);
  const measuring = useChartMeasure(model);
  const close = () =>
    workspace.sight(
      question === 'line' ? { type: 'line', run: { type: 'stopped' } } : { type: 'mountain', run: { type: 'stopped' } },
    );
  return (
    <DockFrame label={t('sight.profile')} large={large} onLarge={setLarge}>
      <Group justify="space-between" className="section-dock-head">
        <Group gap="md" className="section-readout">
          <VerdictBadge verdict={finding.verdict} />
          <ChartLegend model={model} hoverM={hoverM} unit="m" decimals={2}>
            {hoverM !== null && <span>{t('sight.readout', { distance: formatNumber(hoverM, 1) })}</span>}
          </ChartLegend>
        </Group>
        <Group gap="xs" className="section-dock-tools">
          <ChartTools
            control={control}
            measuring={measuring.measuring}
            onMeasuring={measuring.setMeasuring}
            large={large}
            onLarge={setLarge}
          />
          {!large && (
            <ActionIcon variant="subtle" color="gray" aria-label={t('sight.close')} onClick={close}>
              <IconX size={18} />
            </ActionIcon>
          )}
        </Group>
      </Group>
      {measuring.measuring && (
        <MeasureBar
          model={model}
          places={measuring.places}
          onPlaces={measuring.setPlaces}
          onClose={() => measuring.setMeasuring(false)}
        />
      )}
      <HeightChart
        key={String(large)}
        model={model}
        exaggeration={null}
        control={control}
        measure={measuring.measure}
        onHover={(distanceM) => workspace.sight({ type: 'hover', distanceM })}
      />
    </DockFrame>
  );
}
