/** The dock under the picture: the section's chart, table or areas, its read-out, measuring and downloads; before there is a result, the strip as the picture has it. */
import { Button, Group, SegmentedControl, Text } from '@mantine/core';
import { IconChartHistogram } from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SectionResult } from '../../api/section.ts';
import { titleIn } from '../../state/title.ts';
import { formatNumber, formatSigned } from '../../ui/format.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { useLabels } from '../alignment/use-labels.ts';
import type { ChartControl } from '../chart/chart.tsx';
import { ChartTools } from '../chart/chart-tools.tsx';
import { DockFrame } from '../chart/dock-frame.tsx';
import { CloseDock, DockProgress, ScaleControl } from '../chart/dock-parts.tsx';
import { MeasuredChart } from '../chart/measured-chart.tsx';
import { type ChartModel, ordinateAt } from '../chart/model.ts';
import { inkCss } from '../chart/on-dark.ts';
import { useChartMeasure } from '../chart/use-chart-measure.ts';
import { usePaper } from '../papers/use-paper.ts';
import { ResultBadge } from '../status-badge.tsx';
import { liveModel } from './live-model.ts';
import { sectionModel } from './section-model.ts';
import { SectionSave } from './section-save.tsx';
import { AreasTable, SectionTable } from './section-tables.tsx';

/** Vertical over horizontal; null fits the window. */
const SCALES = [null, 1, 2, 5] as const;
const CONTENTS = ['chart', 'table', 'areas'] as const;
type Content = (typeof CONTENTS)[number];

export function SectionChartDock() {
  const tool = useAppState((state) => state.tool);
  const run = useAppState((state) => state.section.run);
  if (tool !== 'section') return null;
  return run.state === 'done' ? <Dock result={run.result} /> : <LiveDock />;
}

/** The names of the surfaces, in the page's language: collections first, then those that were added. */
function useSurfaceTitles(result: SectionResult): string[] {
  const collections = useAppState((state) => state.collections);
  const language = useAppState((state) => state.language);
  const settings = useAppState((state) => state.section.settings);
  const labelOf = useLabels();
  return useMemo(
    () =>
      result.surfaces.map(({ collection }, index) => {
        const added = settings.more[index - settings.surfaces.length];
        if (added) return labelOf(added);
        return titleIn(language, collections.find(({ id }) => id === collection)?.title ?? collection);
      }),
    [result, collections, language, settings, labelOf],
  );
}

function Dock({ result }: { result: SectionResult }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const pair = useAppState((state) => state.section.pair);
  const [content, setContent] = useState<Content>('chart');
  const [exaggeration, setExaggeration] = useState<number | null>(null);
  const [slopes, setSlopes] = useState(true);
  const [large, setLarge] = useState(false);
  const control = useRef<ChartControl>(null);
  const paper = usePaper();
  const titles = useSurfaceTitles(result);
  const full = useMemo(() => {
    const words = { title: t('section.chart'), distance: t('section.distance'), elevation: t('section.elevation') };
    return sectionModel(result, titles, words, pair);
  }, [result, titles, pair, t]);
  const model = useMemo(() => (slopes ? full : { ...full, texts: [] }), [full, slopes]);
  const corners = useMemo(() => result.surfaces.map(({ simplified }) => ({ parts: simplified })), [result]);
  const measuring = useChartMeasure(model, corners);
  return (
    <DockFrame label={t('section.title')} large={large} onLarge={setLarge}>
      <Group justify="space-between" className="section-dock-head">
        <Readout result={result} model={model} />
        <Group gap="xs" className="section-dock-tools">
          {content === 'chart' && (
            <>
              <ChartTools
                control={control}
                measuring={measuring.measuring}
                onMeasuring={measuring.setMeasuring}
                slopes={slopes}
                onSlopes={setSlopes}
                large={large}
                onLarge={setLarge}
              />
              <ScaleControl scales={SCALES} value={exaggeration} onChange={setExaggeration} />
            </>
          )}
          <SegmentedControl
            size="xs"
            aria-label={t('section.title')}
            value={content}
            onChange={(value) => setContent(CONTENTS.find((name) => name === value) ?? 'chart')}
            data={[
              { value: 'chart', label: t('section.chartTab') },
              { value: 'table', label: t('section.table') },
              ...(result.areas.length > 0 ? [{ value: 'areas', label: t('section.areas') }] : []),
            ]}
          />
          <SectionSave
            result={result}
            model={model}
            titles={titles}
            exaggeration={exaggeration}
            paper={paper}
            inDialog={large}
          />
          {!large && <CloseDock label={t('section.close')} onClose={() => workspace.section({ type: 'stopped' })} />}
        </Group>
      </Group>
      <DockProgress paper={paper} />
      {content === 'chart' && (
        <MeasuredChart
          large={large}
          model={model}
          exaggeration={exaggeration}
          control={control}
          measuring={measuring}
          onHover={(distanceM) => workspace.section({ type: 'hover', distanceM })}
        />
      )}
      {content === 'table' && <SectionTable result={result} titles={titles} />}
      {content === 'areas' && <AreasTable result={result} titles={titles} />}
    </DockFrame>
  );
}

/** Legend and the values under the pointer in one line. */
function Readout({ result, model }: { result: SectionResult; model: ChartModel }) {
  const { t } = useTranslation();
  const hoverM = useAppState((state) => state.section.hoverDistanceM);
  const pair = useAppState((state) => state.section.pair);
  const area = pair === null ? undefined : result.areas[pair];
  const elevations = model.lines.map(({ parts }) => (hoverM === null ? null : ordinateAt(parts, hoverM)));
  const [first, last] = area ? [elevations[area.existing], elevations[area.compared]] : [];
  const { points } = result;
  return (
    <Group gap="md" className="section-readout">
      <ResultBadge status="computed" testId="section-status" />
      {model.lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place, two may have one name
        <span key={index}>
          <i style={{ background: inkCss(line.colour), height: line.widthPx + 1 }} />
          {result.surfaces[index]?.kind === 'design' ? line.label : t('section.ground', { title: line.label })}
          {hoverM !== null && <b> {formatNumber(elevations[index], 2)} m</b>}
        </span>
      ))}
      {hoverM !== null && <span>{t('section.readout', { distance: formatNumber(hoverM, 2) })}</span>}
      {hoverM !== null && first != null && last != null && (
        <span>{t('section.difference', { value: formatSigned(last - first, 2) })}</span>
      )}
      {hoverM === null && area && (
        <span>
          <i className="is-cut" /> {t('section.cut')} <b>{formatNumber(area.cutM2, 2)}</b> <i className="is-fill" />{' '}
          {t('section.fill')} <b>{formatNumber(area.fillM2, 2)}</b>
        </span>
      )}
      {hoverM === null && points && (
        <Text size="xs" c="dimmed" span>
          {points.returned < points.total
            ? t('section.thinned', { total: formatNumber(points.total), returned: formatNumber(points.returned) })
            : t('section.total', { total: formatNumber(points.total) })}
        </Text>
      )}
    </Group>
  );
}

/** On a phone the chart stands in the place of the form and its button. */
function LiveRun({ running }: { running: boolean }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  return (
    <Button
      size="xs"
      className="phone-only"
      leftSection={<IconChartHistogram size={16} />}
      loading={running}
      onClick={() => void workspace.runSection()}
    >
      {t('section.run')}
    </Button>
  );
}

/** The strip as the picture has it now. */
function LiveDock() {
  const { t } = useTranslation();
  const strip = useAppState((state) => state.section.strip);
  const settings = useAppState((state) => state.section.settings);
  const running = useAppState((state) => state.section.run.state === 'running');
  const collections = useAppState((state) => state.collections);
  const language = useAppState((state) => state.language);
  const hidden = useAppState((state) => state.hidden);
  const [exaggeration, setExaggeration] = useState<number | null>(null);
  const [hoverM, setHoverM] = useState<number | null>(null);
  const [large, setLarge] = useState(false);
  const control = useRef<ChartControl>(null);
  const model = useMemo(() => {
    if (!strip) return null;
    const words = { title: t('section.live'), distance: t('section.distance'), elevation: t('section.elevation') };
    const titleOf = (id: string) => titleIn(language, collections.find((one) => one.id === id)?.title ?? id);
    const surfaces = settings.surfaces.filter((id) => !hidden.has(id));
    return liveModel(strip, words, { ...settings, surfaces, titleOf });
  }, [strip, settings, collections, language, hidden, t]);
  const measuring = useChartMeasure(model);
  return (
    <DockFrame label={t('section.title')} large={large} onLarge={setLarge}>
      <Group justify="space-between" className="section-dock-head">
        <Group gap="md" className="section-readout">
          <ResultBadge status={running ? 'running' : 'estimate'} testId="section-status" />
          {model?.lines.map((line) => (
            <span key={line.label}>
              <i style={{ background: inkCss(line.colour), height: line.widthPx + 1 }} />
              {t('section.ground', { title: line.label })}
              {hoverM !== null && <b> ≈ {formatNumber(ordinateAt(line.parts, hoverM), 1)} m</b>}
            </span>
          ))}
          {hoverM !== null && <span>{t('section.readout', { distance: formatNumber(hoverM, 1) })}</span>}
          {strip && (
            <Text size="xs" c="dimmed" span data-testid="live-count" data-value={strip.total}>
              {t('section.loaded', { total: formatNumber(strip.total) })}
            </Text>
          )}
        </Group>
        {model && (
          <Group gap="xs" className="section-dock-tools">
            <ChartTools
              control={control}
              measuring={measuring.measuring}
              onMeasuring={measuring.setMeasuring}
              large={large}
              onLarge={setLarge}
            />
            <ScaleControl scales={SCALES} value={exaggeration} onChange={setExaggeration} />
            <LiveRun running={running} />
          </Group>
        )}
      </Group>
      {model ? (
        <MeasuredChart
          large={large}
          model={model}
          exaggeration={exaggeration}
          control={control}
          measuring={measuring}
          onHover={setHoverM}
        />
      ) : (
        <Text size="sm" c="dimmed" p="md">
          {t('section.liveHint')}
        </Text>
      )}
    </DockFrame>
  );
}
