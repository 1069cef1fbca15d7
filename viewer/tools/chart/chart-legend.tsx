/** Names of a chart's lines, and their heights under the pointer. */
import { Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatNumber } from '../../ui/format.ts';
import { type ChartModel, ordinateAt } from './model.ts';
import { inkCss } from './on-dark.ts';

export interface ChartLegendProps {
  readonly model: ChartModel;
  readonly hoverM: number | null;
  readonly unit: string;
  readonly decimals: number;
  readonly children?: ReactNode;
}

export function ChartLegend({ model, hoverM, unit, decimals, children }: ChartLegendProps) {
  return (
    <Group gap="md" className="section-readout is-bar">
      {model.lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place, two may have one name
        <span key={index}>
          <i style={{ background: inkCss(line.colour), height: line.widthPx + 1 }} />
          {line.label}
          {hoverM !== null && (
            <b>
              {' '}
              {formatNumber(ordinateAt(line.parts, hoverM), decimals)} {unit}
            </b>
          )}
        </span>
      ))}
      {children}
    </Group>
  );
}
