/** A verdict on data as a word; its colour only repeats it. */
import { Badge } from '@mantine/core';
import type { ReactNode } from 'react';

const COLOURS: Readonly<Record<string, string>> = { fit: 'teal', conditional: 'yellow', resurvey: 'red' };

export function VerdictBadge({ verdict, children }: { verdict: string; children: ReactNode }) {
  return (
    <Badge variant="filled" color={COLOURS[verdict] ?? 'gray'} radius="sm" tt="none" autoContrast>
      {children}
    </Badge>
  );
}
