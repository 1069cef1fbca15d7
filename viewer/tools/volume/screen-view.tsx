/** The estimate from the screen, while the server has not computed: rough, and marked so. */
import { Group, Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatNumber, formatSigned } from '../../ui/format.ts';
import { useAppState } from '../../ui/workspace-context.ts';
import { ResultBadge } from '../status-badge.tsx';

export function ScreenEstimateView() {
  const { t } = useTranslation();
  const screen = useAppState((state) => state.volume.screen);
  const run = useAppState((state) => state.volume.run.state);
  if (!screen || run === 'done') return null;
  const rows = [
    ['cut', formatNumber(screen.cutM3, 0), screen.cutM3],
    ['fill', formatNumber(screen.fillM3, 0), screen.fillM3],
    ['net', formatSigned(screen.netM3, 0), screen.netM3],
  ] as const;
  return (
    <section aria-label={t('measure.estimate')} data-testid="volume-screen">
      <Group gap="xs" mb={4}>
        <ResultBadge status={run === 'running' ? 'running' : 'estimate'} testId="volume-status" />
      </Group>
      <Table className="result-table is-small">
        <Table.Tbody>
          {rows.map(([key, text, value]) => (
            <Table.Tr key={key}>
              <Table.Th scope="row">{t(`volume.${key}`)}</Table.Th>
              <Table.Td className="number" data-key={key} data-value={value}>
                ≈ {text} m³
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="xs" c="dimmed">
        {t('volume.screenNote', {
          points: formatNumber(screen.points),
          cell: formatNumber(screen.cellSizeM, 1),
          covered: formatNumber(100 * screen.coveredShare, 0),
        })}
      </Text>
    </section>
  );
}
