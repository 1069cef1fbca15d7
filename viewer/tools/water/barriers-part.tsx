/** Walls with a crest and channels with a bed: culverts and bridges are closed in most ground models. */
import { ActionIcon, Button, Group, NumberInput, Stack, Table, Text, Title } from '@mantine/core';
import { IconCheck, IconSlashes, IconTrash, IconWall } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../ui/format.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { DrawingControls } from '../drawing/controls.tsx';
import { shownLevel } from './state.ts';

export function BarriersPart() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const { barriers, sketch, sketchKind } = useAppState((state) => state.water);
  const isDrawing = sketchKind === 'barrier' || sketchKind === 'opening';
  return (
    <section>
      <Title order={3} size="h6" mb="xs">
        {t('water.barriers')}
      </Title>
      <Stack gap="xs">
        {isDrawing ? (
          <>
            <Text size="sm">{t(`water.sketch.${sketchKind}`)}</Text>
            <DrawingControls drawing={sketch} dispatch={(action) => workspace.water({ type: 'draw', action })} />
            {sketch.closed && <HeightForm key={sketchKind} kind={sketchKind} />}
            {!sketch.active && <LeaveSketch />}
          </>
        ) : (
          <Group gap="xs">
            <Button
              size="xs"
              variant="default"
              leftSection={<IconWall size={16} />}
              onClick={() => workspace.water({ type: 'sketch', kind: 'barrier' })}
            >
              {t('water.addBarrier')}
            </Button>
            <Button
              size="xs"
              variant="default"
              leftSection={<IconSlashes size={16} />}
              onClick={() => workspace.water({ type: 'sketch', kind: 'opening' })}
            >
              {t('water.addOpening')}
            </Button>
          </Group>
        )}
        {barriers.length > 0 && (
          <Table className="result-table is-small" aria-label={t('water.barriers')}>
            <Table.Tbody>
              {barriers.map(({ kind, levelM, widthM }, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: two lines may be alike
                <Table.Tr key={index}>
                  <Table.Th scope="row">{t(`water.kinds.${kind}`)}</Table.Th>
                  <Table.Td className="number">{formatNumber(levelM, 2)} m</Table.Td>
                  <Table.Td className="number">
                    {widthM > 0 ? t('water.widthOf', { width: formatNumber(widthM, 1) }) : ''}
                  </Table.Td>
                  <Table.Td className="number">
                    <ActionIcon
                      size="sm"
                      variant="subtle"
                      color="gray"
                      aria-label={t('water.remove', { name: `${t(`water.kinds.${kind}`)} ${index + 1}` })}
                      onClick={() =>
                        workspace.water({ type: 'barriers', barriers: barriers.filter((_, i) => i !== index) })
                      }
                    >
                      <IconTrash size={15} />
                    </ActionIcon>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        <Text size="xs" c="dimmed">
          {t('water.barriersHint')}
        </Text>
      </Stack>
    </section>
  );
}

/** Back without a line. */
export function LeaveSketch() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  return (
    <Button
      size="compact-xs"
      variant="subtle"
      color="gray"
      w="fit-content"
      onClick={() => workspace.water({ type: 'sketch', kind: null })}
    >
      {t('water.leave')}
    </Button>
  );
}

function HeightForm({ kind }: { readonly kind: 'barrier' | 'opening' }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const water = useAppState((state) => state.water);
  const heights = water.sketch.vertices.map(({ height }) => height);
  const usual =
    kind === 'barrier' ? Math.max(...heights, shownLevel(water)?.levelM ?? -1000) + 1 : Math.min(...heights);
  const [levelM, setLevel] = useState<number | string>(Math.round(usual * 10) / 10);
  const [widthM, setWidth] = useState<number | string>(0);
  return (
    <Group gap="xs" align="end" wrap="nowrap">
      <NumberInput
        label={t(kind === 'barrier' ? 'water.crest' : 'water.bed')}
        min={-1000}
        max={9000}
        step={0.1}
        value={levelM}
        onChange={setLevel}
      />
      <NumberInput
        label={t('water.width')}
        description={undefined}
        min={0}
        max={1000}
        value={widthM}
        onChange={setWidth}
      />
      <Button
        leftSection={<IconCheck size={16} />}
        disabled={typeof levelM !== 'number'}
        onClick={() =>
          typeof levelM === 'number' &&
          workspace.water({ type: 'keepSketch', levelM, widthM: typeof widthM === 'number' ? widthM : 0 })
        }
      >
        {t('water.keep')}
      </Button>
    </Group>
  );
}
