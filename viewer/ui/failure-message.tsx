/** A failure in plain words: what happened, what to do, and the server's own words underneath. */
import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

const KNOWN = [
  'NOT_FOUND',
  'NO_DATA',
  'NO_GROUND_CLASS',
  'GEOMETRY',
  'LIMIT',
  'INVALID_INPUT',
  'UNSUPPORTED',
  'CRS',
  'OFFLINE',
  'FORBIDDEN',
  'UNAUTHORIZED',
  'TOO_MANY_REQUESTS',
  'NO_SPACE',
  'READ_ONLY',
  'FORMAT',
  'KEPT_RESULT',
  'PAYLOAD_TOO_LARGE',
  'UNSUPPORTED_MEDIA_TYPE',
  'BUSY',
  'TIMEOUT',
  'DATA_CHANGED',
] as const;
type KnownCode = (typeof KNOWN)[number];

function isKnown(code: string): code is KnownCode {
  return KNOWN.some((known) => known === code);
}

/** And back to where one was. */
function signInAddress(language: string): string {
  const { pathname, search } = window.location;
  return `/account?lang=${language}&return=${encodeURIComponent(pathname + search)}`;
}

interface FailureMessageProps {
  readonly code: string;
  readonly message: string;
  readonly action?: boolean;
  /** Instead of the usual words for the code. */
  readonly title?: string;
}

export function FailureMessage({ code, message, action = false, title }: FailureMessageProps) {
  const { t, i18n } = useTranslation();
  return (
    <Alert
      variant="light"
      color="red"
      icon={<IconAlertTriangle size={20} />}
      title={title ?? (isKnown(code) ? t(`errors.${code}`) : t('errors.title'))}
      maw={560}
    >
      {code === 'OFFLINE' ? (
        <Text size="sm">{t('errors.offline')}</Text>
      ) : (
        <Text size="sm" c="dimmed">
          {t('errors.detail', { message })}
        </Text>
      )}
      {code === 'UNAUTHORIZED' && (
        <Button component="a" href={signInAddress(i18n.language)} size="compact-sm" variant="default" mt="sm">
          {t('account.signIn.title')}
        </Button>
      )}
      {action && (
        <Group gap="xs" mt="sm">
          {code === 'NOT_FOUND' ? (
            <Button component="a" href={`/?lang=${i18n.language}`} size="compact-sm" variant="default">
              {t('errors.openAll')}
            </Button>
          ) : (
            <Button size="compact-sm" variant="default" onClick={() => window.location.reload()}>
              {t('empty.reload')}
            </Button>
          )}
          <Button component="a" href={`/catalog?lang=${i18n.language}`} size="compact-sm" variant="default">
            {t('catalog.open')}
          </Button>
        </Group>
      )}
    </Alert>
  );
}
