/** Why a volume could not be computed; where the data have no ground, the offer to make it. */
import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { IconWand } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureMessage } from '../../ui/failure-message.tsx';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import type { Failure } from '../run.ts';

export function VolumeFailure({ failure }: { failure: Failure }) {
  const canWrite = useAppState((state) => state.writesAllowed);
  const top = useRef<HTMLDivElement>(null);
  // It stands below the form: bring it into sight when it arrives.
  useEffect(() => {
    void top.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  const item = failure.code === 'NO_GROUND_CLASS' ? failure.details?.item : undefined;
  return (
    <Stack gap="xs" ref={top}>
      <FailureMessage code={failure.code} message={failure.message} />
      {typeof item === 'string' && canWrite && <GroundOffer item={item} />}
    </Stack>
  );
}

function GroundOffer({ item }: { item: string }) {
  const { t } = useTranslation();
  const { work } = useWorkspace();
  const ground = useAppState((state) => state.volume.ground);
  const running = ground.state === 'running';
  const percent = running ? (ground.progress ?? 0) : 0;
  return (
    <>
      <Group gap="xs">
        <Button
          size="xs"
          leftSection={<IconWand size={16} />}
          loading={running}
          onClick={() => void work.makeGround()}
          className="long-button"
        >
          {t('ground.offer', { item })}
        </Button>
        {running && (
          <Button size="xs" variant="default" onClick={() => work.stop('ground')}>
            {t('file.cancel')}
          </Button>
        )}
      </Group>
      <Text size="xs" c="dimmed" aria-live="polite">
        {running ? t('ground.running', { percent }) : t('ground.note')}
      </Text>
      {running && <Progress value={percent} aria-label={t('ground.running', { percent })} />}
      {ground.state === 'failed' && <FailureMessage code={ground.failure.code} message={ground.failure.message} />}
    </>
  );
}
