/** A number of metres. */
import { NumberInput } from '@mantine/core';

export interface MetreInputProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly onChange: (value: number) => void;
}

export function MetreInput({ label, value, min, max, step = 1, onChange }: MetreInputProps) {
  return (
    <NumberInput
      label={label}
      value={value}
      min={min}
      max={max}
      step={step}
      onChange={(next) => typeof next === 'number' && next >= min && next <= max && onChange(next)}
    />
  );
}

/** The same; empty is none. */
export function OptionalMetres({
  label,
  value,
  onChange,
}: {
  label: string;
  value: number | null;
  onChange: (value: number | null) => void;
}) {
  return (
    <NumberInput
      label={label}
      value={value ?? ''}
      min={-500}
      max={9000}
      onChange={(next) => onChange(typeof next === 'number' ? next : null)}
    />
  );
}
