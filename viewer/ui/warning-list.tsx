/** What the server wants noted about a result, in the page's language where the code is known. */
import { Alert, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

const KNOWN = [
  'VOID',
  'VOID_LINE',
  'VOID_SHAPE',
  'NOISE_BIAS',
  'NOISE',
  'VERTICAL_DATUMS_DIFFER',
  'ACCURACY_UNKNOWN',
  'ITEMS_OVERLAP',
  'NET_ONLY',
  'OFFSET_SUSPECTED',
  'AREAS_OVERLAP',
  'RIM_OPEN',
  'STEPS',
] as const;
type KnownCode = (typeof KNOWN)[number];

function isKnown(code: string): code is KnownCode {
  return KNOWN.some((known) => known === code);
}

export function WarningList({
  warnings,
}: {
  warnings: readonly { code: string; message: string; messageJa?: string }[];
}) {
  const { t, i18n } = useTranslation();
  if (warnings.length === 0) return null;
  // Two surfaces may be warned about alike: one text is enough, with the server's own words for each.
  const texts = new Map<string, string[]>();
  for (const { code, message: english, messageJa } of warnings) {
    const message = i18n.language === 'ja' ? (messageJa ?? english) : english;
    const text = isKnown(code) ? t(`warnings.${code}`) : message;
    texts.set(text, [...(texts.get(text) ?? []), message]);
  }
  return (
    <Alert variant="light" color="yellow" icon={<IconAlertTriangle size={18} />} title={t('volume.warnings')}>
      {[...texts].map(([text, messages]) => (
        <div key={text} className="warning">
          <Text size="xs">{text}</Text>
          {[...new Set(messages)].map(
            (message) =>
              message !== text && (
                <Text size="xs" c="dimmed" key={message}>
                  {message}
                </Text>
              ),
          )}
        </div>
      ))}
    </Alert>
  );
}
