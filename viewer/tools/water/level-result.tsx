/** The result: numbers of the level in the picture, its depth classes, all levels as a table, files. */
import { Badge, Button, Group, Menu, Stack, Table, Text, Title } from '@mantine/core';
import { IconDownload, IconTable } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InundationResult, WaterAtLevel, WaterFile } from '../../api/inundation.ts';
import { BLUE_CLASSES, HAZARD_CLASSES } from '../../shaders/water-colour.ts';
import { FailureMessage } from '../../ui/failure-message.tsx';
import { formatDay, formatNumber } from '../../ui/format.ts';
import { WarningList } from '../../ui/warning-list.tsx';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { csvText, downloadText } from '../download.ts';
import type { Failure } from '../run.ts';
import { className } from './legend.ts';
import { levelFileRows } from './rows.ts';
import { shownLevel } from './state.ts';

export function LevelResult() {
  const water = useAppState((state) => state.water);
  const level = shownLevel(water);
  if (water.run.state !== 'done' || !level) return null;
  const { result } = water.run;
  return (
    <Stack gap="sm" data-testid="water-result">
      <Numbers level={level} result={result} />
      <Classes level={level} result={result} />
      <LevelTable result={result} shown={level} />
      <Files result={result} />
      <WarningList warnings={result.warnings} />
      <Source result={result} />
    </Stack>
  );
}

function Numbers({ level, result }: { readonly level: WaterAtLevel; readonly result: InundationResult }) {
  const { t } = useTranslation();
  const rows = [
    ['area', formatNumber(level.areaM2, 1), 'm²', level.areaM2],
    ['volume', formatNumber(level.volumeM3, 1), 'm³', level.volumeM3],
    ['maxDepth', formatNumber(level.maxDepthM, 2), 'm', level.maxDepthM],
    ['meanDepth', formatNumber(level.meanDepthM, 2), 'm', level.meanDepthM],
    ['edge', formatNumber(result.edgeLevelM, 2), 'm', result.edgeLevelM],
  ] as const;
  return (
    <section>
      <Group gap="xs" mb="xs">
        <Title order={3} size="h6">
          {t('water.atLevel', { level: formatNumber(level.levelM, 2) })}
        </Title>
        <Badge size="sm" tt="none" variant="light" color="blue">
          {t('water.label')}
        </Badge>
        {level.isOpen && (
          <Badge size="sm" tt="none" variant="light" color="orange">
            {t('water.open')}
          </Badge>
        )}
      </Group>
      <Table className="result-table">
        <Table.Tbody>
          {rows.map(([key, text, unit, value]) => (
            <Table.Tr key={key}>
              <Table.Th scope="row">{t(`water.rows.${key}`)}</Table.Th>
              <Table.Td
                className="number"
                data-key={key}
                data-value={value ?? ''}
                title={value === null ? undefined : `${value} ${unit}`}
              >
                {(key === 'area' || key === 'volume') && level.isOpen ? '≥ ' : ''}
                {text} {unit}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function Classes({ level, result }: { readonly level: WaterAtLevel; readonly result: InundationResult }) {
  const { t } = useTranslation();
  const colours = useAppState((state) => state.water.settings.colours) === 'blue' ? BLUE_CLASSES : HAZARD_CLASSES;
  return (
    <Table className="result-table is-small" aria-label={t('water.classes')}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('water.depth')}</Table.Th>
          <Table.Th className="number">{t('water.areaM2')}</Table.Th>
          <Table.Th className="number">%</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {result.depthClasses.map((one, index) => {
          const areaM2 = level.classAreasM2[index] ?? 0;
          return (
            <Table.Tr key={one.fromM}>
              <Table.Th scope="row">
                <span className="legend-swatch" style={{ background: `rgb(${(colours[index] ?? []).join(' ')})` }} />
                {className(one, t)}
              </Table.Th>
              <Table.Td className="number" title={`${areaM2} m²`}>
                {formatNumber(areaM2, 1)}
              </Table.Td>
              <Table.Td className="number">
                {level.areaM2 > 0 ? formatNumber((100 * areaM2) / level.areaM2, 1) : '–'}
              </Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}

function LevelTable({ result, shown }: { readonly result: InundationResult; readonly shown: WaterAtLevel }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  return (
    <section className="water-levels">
      <Table className="result-table is-small" aria-label={t('water.table')} stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('water.level')}</Table.Th>
            <Table.Th className="number">{t('water.areaM2')}</Table.Th>
            <Table.Th className="number">{t('water.volumeM3')}</Table.Th>
            <Table.Th className="number">{t('water.deepest')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {result.levels.map((one) => (
            <Table.Tr key={one.levelM} className={one.levelM === shown.levelM ? 'is-current' : undefined}>
              <Table.Th scope="row">
                <Button
                  size="compact-xs"
                  variant={one.levelM === shown.levelM ? 'light' : 'subtle'}
                  aria-pressed={one.levelM === shown.levelM}
                  onClick={() => workspace.water({ type: 'level', levelM: one.levelM })}
                >
                  {formatNumber(one.levelM, 2)} m
                </Button>
              </Table.Th>
              <Table.Td className="number" data-key="area" data-value={one.areaM2}>
                {one.isOpen ? '≥ ' : ''}
                {formatNumber(one.areaM2, 0)}
              </Table.Td>
              <Table.Td className="number" data-key="volume" data-value={one.volumeM3}>
                {one.isOpen ? '≥ ' : ''}
                {formatNumber(one.volumeM3, 0)}
              </Table.Td>
              <Table.Td className="number">{formatNumber(one.maxDepthM, 2)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

function Files({ result }: { readonly result: InundationResult }) {
  const { t } = useTranslation();
  const { waterWork } = useWorkspace();
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const download = async (format: WaterFile) => {
    setBusy(true);
    setFailure(await waterWork.download(format));
    setBusy(false);
  };
  return (
    <>
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          leftSection={<IconTable size={16} />}
          onClick={() => downloadText('inundation.csv', 'text/csv', csvText(levelFileRows(result)))}
        >
          {t('water.csv')}
        </Button>
        <Menu shadow="md">
          <Menu.Target>
            <Button size="xs" variant="default" loading={busy} leftSection={<IconDownload size={16} />}>
              {t('water.files')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => void download('cog')}>{t('water.cog')}</Menu.Item>
            <Menu.Item onClick={() => void download('geojson')}>{t('water.geojson')}</Menu.Item>
            <Menu.Item onClick={() => void download('png')}>{t('water.png')}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
      {failure && <FailureMessage code={failure.code} message={failure.message} />}
    </>
  );
}

function Source({ result }: { readonly result: InundationResult }) {
  const { t, i18n } = useTranslation();
  const { surface, cellSizeM, verticalDatum, grid, assumptions, provenance } = result;
  const items = provenance.items.length;
  return (
    <Stack gap={4}>
      <Text size="xs" c="dimmed">
        {t('water.source', {
          name: surface.name,
          epoch: formatDay(surface.epoch?.split('/')[0] ?? null),
          items,
          cell: formatNumber(cellSizeM, 2),
          datum: verticalDatum ?? t('water.datumUnknown'),
        })}
      </Text>
      {grid && grid.cellSizeM > cellSizeM && (
        <Text size="xs" c="dimmed">
          {t('water.coarser', { cell: formatNumber(grid.cellSizeM, 2) })}
        </Text>
      )}
      {assumptions.map((one) => (
        <Text size="xs" c="dimmed" key={one.en}>
          {i18n.language === 'ja' ? one.ja : one.en}
        </Text>
      ))}
    </Stack>
  );
}
