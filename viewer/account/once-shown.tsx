/** A secret that is shown once: in a box, with a button that copies it. */
import { Alert, Button, Code, Group, Text } from '@mantine/core';
import { IconCopy, IconKey } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useCopy } from '../ui/use-copy.ts';

interface OnceShownProps {
  readonly text: string;
  readonly words: string;
  readonly more?: string;
  readonly onClose: () => void;
}

export function OnceShown({ text, words, more, onClose }: OnceShownProps) {
  const { t } = useTranslation();
  const copy = useCopy();
  return (
    <Alert
      color="orange"
      variant="light"
      icon={<IconKey size={20} />}
      withCloseButton
      closeButtonLabel={t('account.close')}
      onClose={onClose}
      className="account-once"
    >
      <Text size="sm" mb="xs">
        {words}
      </Text>
      <Group gap="xs">
        <Code className="account-secret">{text}</Code>
        <Button size="compact-sm" leftSection={<IconCopy size={16} />} onClick={() => void copy(text)}>
          {t('account.copy')}
        </Button>
      </Group>
      {more !== undefined && (
        <Text size="xs" c="dimmed" mt="xs">
          {more}
        </Text>
      )}
    </Alert>
  );
}
