/** A text in a box with a button that copies it. */
import { ActionIcon, Text, Tooltip } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { useCopy } from '../ui/use-copy.ts';

export function CopyText({ label, copyLabel, text }: { label: string; copyLabel: string; text: string }) {
  const copy = useCopy();
  return (
    <div className="catalog-copy">
      <div className="catalog-copy-text">
        <Text size="xs" c="dimmed">
          {label}
        </Text>
        <p>{text}</p>
      </div>
      <Tooltip label={copyLabel}>
        <ActionIcon variant="subtle" color="gray" aria-label={copyLabel} onClick={() => void copy(text)}>
          <IconCopy size={17} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
