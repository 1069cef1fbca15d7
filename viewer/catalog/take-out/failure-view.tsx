/** Why nothing was taken out, and what to do next. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Failure } from '../../tools/run.ts';
import { FailureMessage } from '../../ui/failure-message.tsx';
import { remedyFor } from './remedy.ts';
import type { TakeOutSettings } from './settings.ts';

const NEXT_STEPS = [
  'NO_DATA',
  'NO_GROUND_CLASS',
  'LIMIT',
  'PAYLOAD_TOO_LARGE',
  'BUSY',
  'TOO_MANY_REQUESTS',
  'GEOMETRY',
  'CRS',
  'OFFLINE',
  'NOT_FOUND',
  'NO_SUCH_JOB',
  'JOB_DISMISSED',
  'TIMEOUT',
] as const;
type NextStep = (typeof NEXT_STEPS)[number];

const isNextStep = (code: string): code is NextStep => NEXT_STEPS.some((known) => known === code);

export function FailureView({
  failure,
  settings,
  onChange,
}: {
  failure: Failure;
  settings: TakeOutSettings;
  onChange: (settings: TakeOutSettings) => void;
}) {
  const { t } = useTranslation();
  const { code, message } = failure;
  const remedy = remedyFor(code, settings);
  return (
    <Stack gap={6}>
      <FailureMessage code={code} message={message} />
      <Text size="sm" role="status">
        {t(`takeOut.next.${isNextStep(code) ? code : 'other'}`)}
      </Text>
      {remedy && (
        <Group>
          <Button size="xs" variant="light" onClick={() => onChange(remedy.settings)}>
            {t(`takeOut.remedy.${remedy.name}`, { metres: remedy.metres })}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
