/** The dock under the picture: the section's chart or table, its read-out, and its downloads. */
import { ActionIcon, Button, Group, ScrollArea, SegmentedControl, Table, Text } from '@mantine/core';
import { IconDownload, IconX } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SectionResult } from '../../api/section.ts';
import { titleIn } from '../../state/title.ts';
import { formatNumber, formatSigned } from '../../ui/format.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { csvText, downloadText } from '../download.ts';
import { lineColour, SectionChart } from './chart.tsx';
import { groundLineRows, groundLines, pointRows } from './chart-data.ts';

const EXAGGERATIONS = ['fit', '1', '2', '5'] as const;
type Exaggeration = (typeof EXAGGERATIONS)[number];

export function SectionChartDock() {
  const tool = useAppState((state) => state.tool);
  const run = useAppState((state) => state.section.run);
  return tool === 'section' && run.state === 'done' ? <Dock result={run.result} /> : null;
}

function Dock({ result }: { result: SectionResult }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const collections = useAppState((state) => state.collections);
  const language = useAppState((state) => state.language);
  const [content, setContent] = useState<'chart' | 'table'>('chart');
  const [exaggeration, setExaggeration] = useState<Exaggeration>('fit');
  const titles = useMemo(
    () =>
      result.surfaces.map(({ collection }) =>
        titleIn(language, collections.find(({ id }) => id === collection)?.title ?? collection),
      ),
    [result, collections, language],
  );
  return (
    <section className="section-dock" aria-label={t('section.title')}>
      <Group justify="space-between" className="section-dock-head">
        <Readout result={result} titles={titles} />
        <Group gap="xs" wrap="nowrap">
          <SegmentedControl
            size="xs"
            aria-label={t('section.exaggeration')}
            value={exaggeration}
            onChange={(value) => setExaggeration(value as Exaggeration)}
            data={EXAGGERATIONS.map((value) => ({ value, label: value === 'fit' ? t('section.fit') : `×${value}` }))}
          />
          <SegmentedControl
            size="xs"
            aria-label={t('section.title')}
            value={content}
            onChange={(value) => setContent(value === 'table' ? 'table' : 'chart')}
            data={[
              { value: 'chart', label: t('section.chartTab') },
              { value: 'table', label: t('section.table') },
            ]}
          />
          <Downloads result={result} />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('section.close')}
            onClick={() => workspace.section({ type: 'stopped' })}
          >
            <IconX size={18} />
          </ActionIcon>
        </Group>
      </Group>
      {content === 'chart' ? (
        <SectionChart
          result={result}
          titles={titles}
          exaggeration={exaggeration === 'fit' ? null : Number(exaggeration)}
          onHover={(distanceM) => workspace.section({ type: 'hover', distanceM })}
        />
      ) : (
        <SectionTable result={result} titles={titles} />
      )}
    </section>
  );
}

/** Legend and the values under the pointer in one line. */
function Readout({ result, titles }: { result: SectionResult; titles: readonly string[] }) {
  const { t } = useTranslation();
  const hoverDistanceM = useAppState((state) => state.section.hoverDistanceM);
  const lines = useMemo(() => groundLines(result), [result]);
  const index = hoverDistanceM === null ? -1 : lines.distancesM.indexOf(hoverDistanceM);
  const elevations = lines.elevationsM.map((line) => (index < 0 ? null : (line[index] ?? null)));
  const [first, last] = [elevations[0], elevations.at(-1)];
  const difference = elevations.length > 1 && first != null && last != null ? last - first : null;
  const { points } = result;
  return (
    <Group gap="md" className="section-readout">
      {titles.map((title, line) => (
        <span key={title}>
          <i style={{ background: lineColour(line) }} />
          {t('section.ground', { title })}
          {index >= 0 && <b> {formatNumber(elevations[line], 2)} m</b>}
        </span>
      ))}
      {index >= 0 && <span>{t('section.readout', { distance: formatNumber(hoverDistanceM, 2) })}</span>}
      {index >= 0 && difference !== null && (
        <span>{t('section.difference', { value: formatSigned(difference, 2) })}</span>
      )}
      {index < 0 && points && (
        <Text size="xs" c="dimmed" span>
          {points.returned < points.total
            ? t('section.thinned', { total: formatNumber(points.total), returned: formatNumber(points.returned) })
            : t('section.total', { total: formatNumber(points.total) })}
        </Text>
      )}
    </Group>
  );
}

function Downloads({ result }: { result: SectionResult }) {
  const { t } = useTranslation();
  const save = (name: string, rows: (string | number | null)[][]) => downloadText(name, 'text/csv', csvText(rows));
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<IconDownload size={14} />}
        onClick={() => save('section.csv', groundLineRows(result, 'distance_m'))}
      >
        {t('section.csv')}
      </Button>
      {result.points && (
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconDownload size={14} />}
          onClick={() => save('section-points.csv', pointRows(result))}
        >
          {t('section.pointsCsv')}
        </Button>
      )}
    </>
  );
}

function SectionTable({ result, titles }: { result: SectionResult; titles: readonly string[] }) {
  const { t } = useTranslation();
  const lines = useMemo(() => groundLines(result), [result]);
  return (
    <ScrollArea className="section-table" type="auto">
      <Table stickyHeader withRowBorders className="result-table is-small" data-testid="section-table">
        <Table.Thead>
          <Table.Tr>
            <Table.Th className="number">{t('section.distance')}</Table.Th>
            {titles.map((title) => (
              <Table.Th className="number" key={title}>
                {title}
              </Table.Th>
            ))}
            {titles.length > 1 && <Table.Th className="number">{t('section.difference', { value: '(m)' })}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.distancesM.map((distance, row) => {
            const elevations = lines.elevationsM.map((line) => line[row] ?? null);
            const [first, last] = [elevations[0], elevations.at(-1)];
            return (
              <Table.Tr key={distance}>
                <Table.Td className="number">{formatNumber(distance, 2)}</Table.Td>
                {elevations.map((elevation, line) => (
                  <Table.Td className="number" key={titles[line]}>
                    {formatNumber(elevation, 3)}
                  </Table.Td>
                ))}
                {titles.length > 1 && (
                  <Table.Td className="number">
                    {first != null && last != null ? formatSigned(last - first, 3) : '–'}
                  </Table.Td>
                )}
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}
