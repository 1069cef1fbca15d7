/** A button whose work cannot be undone: it asks once more, beside itself. */
import { Button, type ButtonProps, Group, Popover, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

interface ConfirmButtonProps extends ButtonProps {
  readonly label: string;
  readonly question: string;
  readonly onConfirm: () => void;
}

export function ConfirmButton({ label, question, onConfirm, ...button }: ConfirmButtonProps) {
  const { t } = useTranslation();
  const [asks, setAsks] = useState(false);
  return (
    <Popover opened={asks} onChange={setAsks} width={260} position="bottom" withArrow trapFocus>
      <Popover.Target>
        <Button variant="subtle" color="red" size="compact-sm" {...button} onClick={() => setAsks(true)}>
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Text size="sm">{question}</Text>
        <Group gap="xs" mt="sm">
          <Button
            size="compact-sm"
            color="red"
            onClick={() => {
              setAsks(false);
              onConfirm();
            }}
          >
            {t('project.deleteYes')}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => setAsks(false)}>
            {t('project.cancel')}
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
