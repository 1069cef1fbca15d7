/** The largest changes between the two surfaces, wherever both are: a list from which one is taken as the area. */
import { Button, Table, Text } from '@mantine/core';
import { IconMapSearch } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ChangesResult } from '../../api/volume.ts';
import { formatNumber } from '../../ui/format.ts';
import { WarningList } from '../../ui/warning-list.tsx';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { SearchPart } from './search-part.tsx';
import { canSearch } from './state.ts';

export function ChangesView() {
  const { t } = useTranslation();
  const { work } = useWorkspace();
  const run = useAppState((state) => state.volume.changes);
  const possible = useAppState((state) => canSearch(state.volume));
  if (!possible) return null;
  return (
    <SearchPart
      label={t('changes.run')}
      icon={<IconMapSearch size={16} />}
      run={run}
      onRun={() => void work.searchChanges()}
      onStop={() => work.stop('changes')}
    >
      {(result) => <Changes result={result} />}
    </SearchPart>
  );
}

function Changes({ result }: { result: ChangesResult }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const unitM = useAppState((state) => state.frame?.unitM ?? 1);
  const measure = ({ outline }: ChangesResult['changes'][0]) => {
    const rings = outline.type === 'Polygon' ? [outline.coordinates[0]] : outline.coordinates.map(([outer]) => outer);
    const largest = rings.sort((a, b) => (b?.length ?? 0) - (a?.length ?? 0))[0] ?? [];
    const vertices = largest.map(([east = 0, north = 0]) => ({ east: east * unitM, north: north * unitM, height: 0 }));
    workspace.volume({ type: 'draw', action: { type: 'replace', vertices } });
  };
  return (
    <section aria-label={t('changes.title')} data-testid="changes">
      <Text size="sm" fw={600}>
        {t('changes.title')}
      </Text>
      <Text size="xs" c="dimmed">
        {t('changes.note', { lod: formatNumber(result.minThicknessM, 2), count: result.found.changes })}
      </Text>
      <Table className="result-table is-small">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('changes.kind')}</Table.Th>
            <Table.Th className="number">m³</Table.Th>
            <Table.Th className="number">m²</Table.Th>
            <Table.Th className="number">{t('changes.thickest')}</Table.Th>
            <Table.Th />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {result.changes.map((change) => (
            <Table.Tr key={change.rank} data-kind={change.kind} data-volume={change.volumeM3}>
              <Table.Th scope="row" title={change.centroid.map((value) => value.toFixed(1)).join(', ')}>
                {change.rank}. {t(`volume.${change.kind}`)}
              </Table.Th>
              <Table.Td className="number">{formatNumber(change.volumeM3, 1)}</Table.Td>
              <Table.Td className="number">{formatNumber(change.areaM2)}</Table.Td>
              <Table.Td className="number">{formatNumber(change.maxThicknessM, 1)}</Table.Td>
              <Table.Td>
                <Button
                  size="compact-xs"
                  variant="subtle"
                  aria-label={t('changes.takeLong', { rank: change.rank })}
                  onClick={() => measure(change)}
                >
                  {t('changes.take')}
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {result.changes.length === 0 && <Text size="sm">{t('changes.none')}</Text>}
      <WarningList warnings={result.warnings} />
    </section>
  );
}
