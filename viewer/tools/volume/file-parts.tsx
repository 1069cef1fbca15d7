/** Parts for files of the user: the button, the transfer, what the reader noted, and whether they lie on the data. */
import { Alert, Button, FileButton as FileInput, Group, Progress, Stack, Text } from '@mantine/core';
import { IconUpload } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Check } from '../../api/surfaces.ts';
import { type Correction, checkUpload, type Placement } from '../../api/uploads.ts';
import { FailureMessage } from '../../ui/failure-message.tsx';
import { formatNumber } from '../../ui/format.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import type { TransferPlace } from './state.ts';
import type { StoredChoice } from './surface-choice.ts';

const HINTS: Partial<Record<TransferPlace, 'areasHint' | 'axisHint'>> = { areas: 'areasHint', axis: 'axisHint' };

export function FileButton({ place, accept, label }: { place: TransferPlace; accept: string; label: string }) {
  const { t } = useTranslation();
  const { work } = useWorkspace();
  const allowed = useAppState((state) => state.writesAllowed);
  const transfer = useAppState((state) => state.volume.transfers[place]);
  if (allowed === false) {
    return (
      <Text size="xs" c="dimmed">
        {t('file.notAllowed')}
      </Text>
    );
  }
  if (transfer && transfer.state !== 'failed') return null;
  return (
    <div>
      <FileInput
        accept={accept}
        onChange={(file) => file && void work.send(place, file)}
        inputProps={{ 'aria-label': label, ...({ 'data-place': place } as object) }}
      >
        {(props) => (
          <Button {...props} size="xs" variant="default" leftSection={<IconUpload size={16} />}>
            {label}
          </Button>
        )}
      </FileInput>
      <Text size="xs" c="dimmed" mt={4}>
        {t(`file.${HINTS[place] ?? 'surfaceHint'}`)}
      </Text>
    </div>
  );
}

export function TransferView({ place }: { place: TransferPlace }) {
  const { t } = useTranslation();
  const workspace = useWorkspace();
  const transfer = useAppState((state) => state.volume.transfers[place]);
  if (!transfer) return null;
  const { fileName: name } = transfer;
  if (transfer.state === 'failed') {
    const { code, message } = transfer.failure;
    return <FailureMessage code={code} message={name ? `${t('file.failed', { name })} ${message}` : message} />;
  }
  const percent = transfer.state === 'sending' ? Math.floor(transfer.fraction * 100) : 100;
  const words = transfer.state === 'sending' ? t('file.sending', { name, percent }) : t('file.reading', { name });
  return (
    <Stack gap={6}>
      <Text size="xs" aria-live="polite">
        {words}
      </Text>
      <Group gap="xs" wrap="nowrap">
        <Progress value={percent} aria-label={words} flex={1} animated={transfer.state === 'reading'} />
        <Button size="compact-xs" variant="default" onClick={() => workspace.work.stop(place)}>
          {t('file.cancel')}
        </Button>
      </Group>
    </Stack>
  );
}

/** What a reader noticed, in its own words. */
export function CheckList({ checks }: { checks: readonly Check[] }) {
  const { t } = useTranslation();
  if (checks.length === 0) return null;
  return (
    <details className="check-list">
      <summary>{t('file.checks', { count: checks.length })}</summary>
      {checks.map(({ code, message }) => (
        <Text size="xs" key={`${code}${message}`}>
          {message}
        </Text>
      ))}
    </details>
  );
}

type Corrections = Pick<Correction, 'swapXY' | 'crs'>;

/** Asks the server whether an upload lies on a collection; offers what would bring it there. */
export function PlacementCheck({
  stored,
  collection,
  onCorrect,
}: {
  stored: Omit<StoredChoice, 'form'>;
  collection: string;
  onCorrect: (correction: Corrections) => void;
}) {
  const { t } = useTranslation();
  const { id } = stored;
  const [placement, setPlacement] = useState<Placement | null | 'failed'>(null);
  useEffect(() => {
    const asking = new AbortController();
    setPlacement(null);
    checkUpload(id, collection, asking.signal).then(
      setPlacement,
      () => asking.signal.aborted || setPlacement('failed'),
    );
    return () => asking.abort();
  }, [id, collection]);
  const name = ({ swapXY, crs }: Corrections) =>
    [...(swapXY ? [t('file.swap')] : []), ...(crs === null ? [] : [t('file.zone', { crs })])].join(' + ');
  if (stored.swapXY || stored.crs !== null) {
    return (
      <Group gap="xs">
        <Text size="xs" fw={500}>
          {t('file.corrected', { what: name(stored) })}
        </Text>
        <Button size="compact-xs" variant="default" onClick={() => onCorrect({ swapXY: false, crs: null })}>
          {t('file.undoCorrection')}
        </Button>
      </Group>
    );
  }
  // Nothing is known of it here, as after a link was opened where uploads are not allowed.
  if (placement === 'failed') return null;
  if (placement === null) {
    return (
      <Text size="xs" c="dimmed">
        {t('file.checking')}
      </Text>
    );
  }
  const { checks, corrections } = placement;
  if (checks.length === 0) {
    return (
      <Text size="xs" c="dimmed">
        {t('file.placedWell')}
      </Text>
    );
  }
  return (
    <Alert variant="light" color="yellow" p="xs">
      {checks.map(({ code, message }) => (
        <Text size="xs" key={code}>
          {message}
        </Text>
      ))}
      {corrections.length > 0 && (
        <Stack gap={6} mt={8} align="start">
          <Text size="xs" fw={500}>
            {t('file.corrections')}
          </Text>
          {corrections.map((correction) => (
            <Button
              key={name(correction)}
              size="compact-sm"
              variant="default"
              className="long-button"
              onClick={() => onCorrect(correctionOf(correction))}
            >
              {name(correction)} ({t('file.overlap', { percent: formatNumber(correction.overlap * 100) })})
            </Button>
          ))}
        </Stack>
      )}
    </Alert>
  );
}

const correctionOf = ({ swapXY, crs }: Correction): Corrections => ({ swapXY, crs });
