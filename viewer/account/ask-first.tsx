/** Asks before something that cannot be taken back. */
import { Button, Group, Modal, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface AskFirstProps {
  readonly title: string;
  readonly words: string;
  readonly action: string;
  readonly onClose: () => void;
  readonly onDo: () => void;
}

export function AskFirst({ title, words, action, onClose, onDo }: AskFirstProps) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('account.close') }}>
      <Text size="sm">{words}</Text>
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t('account.cancel')}
        </Button>
        <Button
          color="red"
          onClick={() => {
            onClose();
            onDo();
          }}
        >
          {action}
        </Button>
      </Group>
    </Modal>
  );
}
