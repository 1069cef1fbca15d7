/** How the ground is seen: through, or dug away in a box. */
import { Button, Group, NumberInput, Slider, Stack, Switch, Text, Title } from '@mantine/core';
import { IconShovel } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { DigBox } from '../../state/underground-view.ts';
import { FailureMessage } from '../../ui/failure-message.tsx';
import { formatNumber } from '../../ui/format.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { DIG_LIMITS } from './url.ts';

export function GroundPart() {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const opacity = useAppState((state) => state.underground.settings.groundOpacity);
  return (
    <section>
      <Title order={3} size="h6" mb="xs">
        {t('underground.seeing')}
      </Title>
      <Stack gap="xs">
        <div>
          <Text size="xs" aria-hidden>
            {t('underground.opacity')}
          </Text>
          <Slider
            size="sm"
            min={0.05}
            max={1}
            step={0.05}
            label={(value) => `${Math.round(100 * value)} %`}
            value={opacity}
            onChange={(value) => workspace.underground({ type: 'settings', part: { groundOpacity: value } })}
            thumbLabel={t('underground.opacity')}
          />
        </div>
        <DigForm />
      </Stack>
    </section>
  );
}

function DigForm() {
  const { t } = useTranslation();
  const { undergroundWork } = useWorkspace();
  const { dig, walls, digFailure } = useAppState((state) => state.underground);
  const unitM = useAppState((state) => state.frame?.unitM ?? 1);
  const field = (name: keyof DigBox, min: number, max: number, step: number, perUnit = 1) =>
    dig && (
      <NumberInput
        label={t(`underground.dig.${name}`)}
        min={min}
        max={max}
        step={step}
        decimalScale={2}
        value={dig[name] / perUnit}
        onChange={(value) => {
          const next = typeof value === 'number' ? value * perUnit : Number.NaN;
          if (value === dig[name] / perUnit || !(next >= min && next <= max)) return;
          void undergroundWork.dig({ ...dig, [name]: next });
        }}
      />
    );
  return (
    <>
      <Group justify="space-between" gap="xs">
        <Switch
          label={t('underground.dig.on')}
          checked={dig !== null}
          onChange={(event) =>
            void (event.currentTarget.checked ? undergroundWork.digHere() : undergroundWork.dig(null))
          }
        />
        {dig && (
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconShovel size={14} />}
            onClick={() => void undergroundWork.digHere()}
          >
            {t('underground.dig.here')}
          </Button>
        )}
      </Group>
      {dig && (
        <Stack gap="xs" data-testid="dig-box">
          <Group grow gap="xs" align="end">
            {field('widthM', ...DIG_LIMITS.sideM, 1)}
            {field('lengthM', ...DIG_LIMITS.sideM, 1)}
          </Group>
          <Group grow gap="xs" align="end">
            {field('depthM', ...DIG_LIMITS.depthM, 0.5)}
            {field('headingDeg', -360, 360, 5)}
          </Group>
          <Group grow gap="xs" align="end">
            {field('north', -1e8, 1e8, 1, unitM)}
            {field('east', -1e8, 1e8, 1, unitM)}
          </Group>
          {walls && (
            <Text size="xs" c="dimmed" role="status" data-floor={walls.floorM}>
              {t('underground.dig.floor', { floor: formatNumber(walls.floorM, 2) })}
              {walls.knownPart < 1 &&
                ` ${t('underground.dig.partly', { percent: Math.round(100 * (1 - walls.knownPart)) })}`}
            </Text>
          )}
          {digFailure && <FailureMessage code={digFailure.code} message={digFailure.message} />}
        </Stack>
      )}
    </>
  );
}
