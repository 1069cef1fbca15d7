/** Whether the existing data are good enough on the area: what they are, and the verdict for every purpose with its reasons. */
import { Button, Group, Stack, Table, Text } from '@mantine/core';
import { IconChecklist } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { FitnessResult } from '../../api/volume.ts';
import { FailureMessage } from '../../ui/failure-message.tsx';
import { formatDay, formatNumber } from '../../ui/format.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { inLanguage } from './methods.ts';
import { canJudge } from './state.ts';
import { VerdictBadge } from './verdict-badge.tsx';

export function FitnessView() {
  const { t } = useTranslation();
  const { work } = useWorkspace();
  const fitness = useAppState((state) => state.volume.fitness);
  const possible = useAppState((state) => canJudge(state.volume));
  if (!possible) return null;
  const running = fitness.state === 'running';
  return (
    <Stack gap="xs" aria-live="polite">
      {fitness.state !== 'done' && (
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            leftSection={<IconChecklist size={16} />}
            loading={running}
            onClick={() => void work.judge()}
          >
            {t('fitness.run')}
          </Button>
          {running && (
            <Button size="xs" variant="default" onClick={() => work.stop('fitness')}>
              {t('file.cancel')}
            </Button>
          )}
        </Group>
      )}
      {fitness.state === 'failed' && <FailureMessage code={fitness.failure.code} message={fitness.failure.message} />}
      {fitness.state === 'done' && <Fitness result={fitness.result} />}
    </Stack>
  );
}

function Fitness({ result }: { result: FitnessResult }) {
  const { t } = useTranslation();
  const { ageYears, accuracyM, areaM2, voidAreaM2 } = result;
  const day = formatDay(result.datetime);
  const facts = [
    [t('fitness.density'), `${formatNumber(result.densityPerM2, 1)} /m²`],
    [t('fitness.date'), ageYears === null ? day : `${day}（${t('fitness.age', { years: formatNumber(ageYears) })}）`],
    [t('fitness.accuracy'), accuracyM === null ? t('fitness.noAccuracy') : `${formatNumber(accuracyM, 3)} m`],
    [t('fitness.scatter'), `${formatNumber(result.scatterM, 3)} m`],
    [t('fitness.void'), `${formatNumber((voidAreaM2 / areaM2) * 100, 1)} %`],
    [t('fitness.datum'), result.verticalDatum ?? '–'],
  ] as const;
  return (
    <section aria-label={t('fitness.title')} data-testid="fitness">
      <Text size="sm" fw={600}>
        {t('fitness.title')}
      </Text>
      <Table className="result-table is-small">
        <Table.Tbody>
          {facts.map(([label, value]) => (
            <Table.Tr key={label}>
              <Table.Th scope="row">{label}</Table.Th>
              <Table.Td className="number">{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Table className="result-table is-small">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('fitness.purpose')}</Table.Th>
            <Table.Th>{t('fitness.verdict')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {result.purposes.map(({ purpose, name, verdict, words, reasons }) => (
            <Table.Tr key={purpose}>
              <Table.Th scope="row">{inLanguage(t, name)}</Table.Th>
              <Table.Td>
                <VerdictBadge verdict={verdict}>{inLanguage(t, words)}</VerdictBadge>
                {reasons.map((reason) => (
                  <Text size="xs" c="dimmed" key={reason.code}>
                    {inLanguage(t, reason.words)}
                  </Text>
                ))}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}
