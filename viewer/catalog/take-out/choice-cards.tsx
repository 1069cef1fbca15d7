/** A choice as cards: a name and one line that says what it is for. */
import { Group, Radio, SimpleGrid, Text } from '@mantine/core';

export interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly description: string;
}

export function ChoiceCards<Value extends string>({
  label,
  choices,
  value,
  onChange,
  columns = 3,
}: {
  label: string;
  choices: readonly Choice<Value>[];
  value: Value;
  onChange: (value: Value) => void;
  columns?: number;
}) {
  return (
    <Radio.Group label={label} value={value} onChange={(next) => onChange(next as Value)} size="sm">
      <SimpleGrid cols={{ base: 1, xs: 2, sm: columns }} spacing={8} mt={6}>
        {choices.map((choice) => (
          <Radio.Card
            key={choice.value}
            value={choice.value}
            p={10}
            aria-label={`${choice.label}: ${choice.description}`}
            style={choice.value === value ? SELECTED : undefined}
          >
            <Group wrap="nowrap" align="flex-start" gap={10}>
              <Radio.Indicator size="xs" mt={3} />
              <div>
                <Text size="sm" fw={600} lh={1.3}>
                  {choice.label}
                </Text>
                <Text size="xs" c="dimmed" lh={1.4} mt={2}>
                  {choice.description}
                </Text>
              </div>
            </Group>
          </Radio.Card>
        ))}
      </SimpleGrid>
    </Radio.Group>
  );
}

const SELECTED = {
  borderColor: 'var(--mantine-primary-color-filled)',
  background: 'var(--mantine-primary-color-light)',
} as const;
