/** A place in a panel where files are dropped, or chosen. */
import { Group, Text } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import { IconFileImport } from '@tabler/icons-react';

export interface FileDropProps {
  readonly label: string;
  /** Which files it takes, in words. */
  readonly kinds: string;
  readonly loading?: boolean;
  readonly maxFiles?: number;
  readonly onDrop: (files: File[]) => void;
}

export function FileDrop({ label, kinds, ...options }: FileDropProps) {
  return (
    <Dropzone {...options} aria-label={label} inputProps={{ 'aria-label': label }} p="sm">
      <Group gap="sm" wrap="nowrap">
        <IconFileImport size={28} stroke={1.4} style={{ flexShrink: 0 }} />
        <div>
          <Text size="sm" fw={600}>
            {label}
          </Text>
          <Text size="xs" c="dimmed">
            {kinds}
          </Text>
        </div>
      </Group>
    </Dropzone>
  );
}
