/** A surface of another tool: the same choices as in the volume tool, for cutting instead of measuring. */
import { ActionIcon, Button, Group, Stack, Text } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import type { SurfaceTarget } from './state.ts';
import { NO_SURFACE, type SurfaceChoice } from './surface-choice.ts';
import { SurfaceFacts, SurfacePicker } from './surface-form.tsx';

/** A section has no boundary that a plane could be fitted to. */
const LEVEL_PLANES = ['elevation'] as const;
const KINDS = ['collection', 'plane', 'file', 'made'] as const;

export interface SurfaceSlotProps {
  readonly name: string;
  readonly choice: SurfaceChoice;
  readonly set: (part: Partial<SurfaceChoice>) => void;
  readonly place: SurfaceTarget;
  readonly onRemove?: () => void;
}

export function SurfaceSlot({ name, choice, set, place, onRemove }: SurfaceSlotProps) {
  const { t } = useTranslation();
  const first = useAppState((state) => state.collections[0]?.id ?? null);
  return (
    <SurfacePicker
      name={name}
      choice={choice}
      set={set}
      kinds={KINDS}
      planes={LEVEL_PLANES}
      place={place}
      against={first}
      made={<MadeHere choice={choice} set={set} />}
      aside={
        onRemove && (
          <Group justify="end" mt={-22}>
            <ActionIcon
              size="sm"
              variant="subtle"
              color="gray"
              aria-label={t('surface.remove', { name })}
              onClick={onRemove}
            >
              <IconTrash size={15} />
            </ActionIcon>
          </Group>
        )
      }
    />
  );
}

/** Designs are made in the volume tool, on its existing surface; here the last one is taken. */
function MadeHere({ choice, set }: Pick<SurfaceSlotProps, 'choice' | 'set'>) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const made = useAppState((state) => state.volume.settings.compared.made);
  const stored = useAppState((state) => state.volume.stored);
  const info = choice.made ? stored[choice.made.id] : undefined;
  return (
    <Stack gap="xs" align="start">
      {info && <SurfaceFacts info={info} />}
      {made && made.id !== choice.made?.id && (
        <Button size="xs" variant="default" className="long-button" onClick={() => set({ made })}>
          {t('surface.takeMade', { name: stored[made.id]?.name ?? '' })}
        </Button>
      )}
      {!made && !choice.made && (
        <Text size="xs" c="dimmed">
          {t('surface.noneMade')}
        </Text>
      )}
      <Button size="compact-xs" variant="subtle" onClick={() => workspace.setTool('volume')}>
        {t('surface.makeOne')}
      </Button>
    </Stack>
  );
}

/** Further surfaces, each with its own choice, and a button for one more. */
export function MoreSurfaces({
  choices,
  onChange,
  set,
  place,
  most,
}: {
  readonly choices: readonly SurfaceChoice[];
  readonly onChange: (choices: readonly SurfaceChoice[]) => void;
  readonly set: (index: number, part: Partial<SurfaceChoice>) => void;
  readonly place: (index: number) => SurfaceTarget;
  readonly most: number;
}) {
  const { t } = useTranslation();
  const collection = useAppState((state) => state.collections[0]?.id ?? null);
  return (
    <Stack gap="xs">
      {choices.map((choice, index) => (
        <SurfaceSlot
          // biome-ignore lint/suspicious/noArrayIndexKey: a surface is its place in the list
          key={index}
          name={t('surface.further', { number: index + 1 })}
          choice={choice}
          set={(part) => set(index, part)}
          place={place(index)}
          onRemove={() => onChange(choices.filter((_, other) => other !== index))}
        />
      ))}
      {choices.length < most && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={16} />}
          onClick={() => onChange([...choices, { ...NO_SURFACE, kind: 'file', collection }])}
        >
          {t('surface.add')}
        </Button>
      )}
    </Stack>
  );
}
