/** Given time steps: opening files, what they are, the numbers of the time in the picture. */
import { Button, Group, NumberInput, Progress, Stack, Table, Text, Title } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureMessage } from '../../ui/failure-message.tsx';
import { FileDrop } from '../../ui/file-drop.tsx';
import { formatNumber } from '../../ui/format.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { clockText } from './step-times.ts';
import { type DepthSeries, MAX_STEPS, openSeries, sumsAt } from './steps.ts';

export function StepsPart() {
  const { t } = useTranslation();
  const { waterWork } = useWorkspace();
  const steps = useAppState((state) => state.water.steps);
  const series = openSeries(steps);
  const running = steps.series.state === 'running';
  const percent = steps.series.state === 'running' ? (steps.series.progress ?? 0) : 0;
  return (
    <Stack gap="sm">
      <FileDrop
        label={t('water.stepsChoose')}
        kinds={t('water.stepsKinds')}
        onDrop={(files) => void waterWork.openSteps(files)}
        maxFiles={MAX_STEPS + 1}
        loading={running}
      />
      {running && <Progress value={percent} aria-label={t('water.reading', { percent })} />}
      {steps.series.state === 'failed' && (
        <FailureMessage code={steps.series.failure.code} message={steps.series.failure.message} />
      )}
      {series && <SeriesFacts series={series} />}
    </Stack>
  );
}

function SeriesFacts({ series }: { readonly series: DepthSeries }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const { time, lastsS } = useAppState((state) => state.water.steps);
  const sums = useMemo(() => sumsAt(series, time), [series, time]);
  const { steps, isSeconds, grid, every, sourceCellM, format, source, resampled, groundM } = series;
  const timeText = (value: number) => (isSeconds ? clockText(value) : formatNumber(value, 1));
  const [first, last] = [steps[0]?.time ?? 0, steps.at(-1)?.time ?? 0];
  const gaps = steps.slice(1).map((step, i) => step.time - (steps[i]?.time ?? 0));
  const [least, most] = [Math.min(...gaps), Math.max(...gaps)];
  const unknown = groundM.reduce((count: number, height) => (height === null ? count + 1 : count), 0);
  const facts: readonly (readonly [string, string])[] = [
    [t('water.steps.source'), source ?? t('water.sourceUnknown')],
    [t('water.steps.count'), `${steps.length}（${timeText(first)} – ${timeText(last)}）`],
    [
      t('water.steps.interval'),
      gaps.length === 0 ? '–' : least === most ? timeText(least) : `${timeText(least)} – ${timeText(most)}`,
    ],
    [t('water.steps.grid'), `${grid.cols} × ${grid.rows}`],
    [t('water.steps.resolution'), `${formatNumber(sourceCellM, 2)} m（${format}）`],
  ];
  return (
    <section data-testid="water-steps" data-time={time} data-area={sums.areaM2} data-max={sums.maxDepthM}>
      <Group justify="space-between" mb="xs">
        <Title order={3} size="h6">
          {t('water.steps.title')}
        </Title>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          leftSection={<IconX size={14} />}
          onClick={() => workspace.waterWork.stopSteps()}
        >
          {t('water.steps.close')}
        </Button>
      </Group>
      <Table className="result-table is-small">
        <Table.Tbody>
          {facts.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row">{name}</Table.Th>
              <Table.Td className="number">{value}</Table.Td>
            </Table.Tr>
          ))}
          <Table.Tr>
            <Table.Th scope="row">{t('water.steps.now', { time: timeText(time) })}</Table.Th>
            <Table.Td className="number">
              {formatNumber(sums.areaM2, 0)} m² · {t('water.deepestOf', { depth: formatNumber(sums.maxDepthM, 2) })}
            </Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </Table>
      <NumberInput
        mt="xs"
        size="xs"
        w={180}
        label={t('water.steps.lasts')}
        min={2}
        max={600}
        value={lastsS}
        onChange={(value) =>
          typeof value === 'number' && workspace.water({ type: 'steps', action: { type: 'lasts', lastsS: value } })
        }
      />
      <Text size="xs" c="dimmed" mt="xs">
        {t('water.notComputedLong')}
        {every > 1 && ` ${t('water.steps.thinned', { every })}`}
        {resampled && ` ${t('water.steps.moved')}`}
        {unknown > 0 && ` ${t('water.steps.noGround', { percent: formatNumber((100 * unknown) / groundM.length, 1) })}`}
      </Text>
    </section>
  );
}
