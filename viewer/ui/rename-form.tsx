/** A name that is typed anew, in a line of its own. */
import { Button, Group, TextInput } from '@mantine/core';
import { useState } from 'react';

const MAX_NAME = 200;

export interface RenameFormProps {
  readonly label: string;
  readonly apply: string;
  readonly start: string;
  /** Without spaces around; may be empty. */
  readonly onDone: (name: string) => void;
}

export function RenameForm({ label, apply, start, onDone }: RenameFormProps) {
  const [name, setName] = useState(start);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onDone(name.trim());
      }}
    >
      <Group gap="xs" wrap="nowrap" align="end">
        <TextInput
          flex={1}
          label={label}
          value={name}
          maxLength={MAX_NAME}
          data-autofocus
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Button type="submit" variant="default">
          {apply}
        </Button>
      </Group>
    </form>
  );
}
