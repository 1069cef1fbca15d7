/** Buttons beside a chart: zoom, measuring, slope labels, its own window. */
import { ActionIcon, Group, Tooltip } from '@mantine/core';
import {
  IconAngle,
  IconArrowsDiagonal,
  IconArrowsDiagonalMinimize2,
  IconChevronLeft,
  IconChevronRight,
  IconRulerMeasure,
  IconZoomIn,
  IconZoomOut,
  IconZoomReset,
  type TablerIcon,
} from '@tabler/icons-react';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChartControl } from './chart.tsx';

export interface ChartToolsProps {
  readonly control: RefObject<ChartControl | null>;
  /** Absent: nothing is measured in the chart. */
  readonly measuring?: boolean;
  readonly onMeasuring?: (measuring: boolean) => void;
  /** Absent: the chart has no slope labels. */
  readonly slopes?: boolean;
  readonly onSlopes?: (shown: boolean) => void;
  /** Absent: the button stands elsewhere. */
  readonly large?: boolean;
  readonly onLarge?: (large: boolean) => void;
}

function button(label: string, Icon: TablerIcon, onClick: () => void, pressed?: boolean) {
  return (
    <Tooltip label={label} key={label}>
      <ActionIcon
        variant={pressed ? 'light' : 'subtle'}
        color={pressed ? 'blue' : 'gray'}
        aria-label={label}
        {...(pressed === undefined ? {} : { 'aria-pressed': pressed })}
        onClick={onClick}
      >
        <Icon size={17} />
      </ActionIcon>
    </Tooltip>
  );
}

/** The dock in the whole page, and back. */
export function WindowButton({ large, onLarge }: Required<Pick<ChartToolsProps, 'large' | 'onLarge'>>) {
  const { t } = useTranslation();
  const Icon = large ? IconArrowsDiagonalMinimize2 : IconArrowsDiagonal;
  return button(t(large ? 'chart.reduce' : 'chart.enlarge'), Icon, () => onLarge(!large));
}

export function ChartTools({ control, measuring, onMeasuring, slopes, onSlopes, large, onLarge }: ChartToolsProps) {
  const { t } = useTranslation();
  return (
    <Group gap={2} wrap="nowrap" role="group" aria-label={t('chart.tools')}>
      {onMeasuring && button(t('chart.measure'), IconRulerMeasure, () => onMeasuring(!measuring), measuring ?? false)}
      {onSlopes && button(t('chart.slopes'), IconAngle, () => onSlopes(!slopes), slopes ?? false)}
      {/* on a phone they stand in the window of the whole page alone */}
      <Group gap={2} wrap="nowrap" className="chart-zoom">
        {button(t('chart.zoomIn'), IconZoomIn, () => control.current?.zoom(0.5))}
        {button(t('chart.zoomOut'), IconZoomOut, () => control.current?.zoom(2))}
        {button(t('chart.panLeft'), IconChevronLeft, () => control.current?.pan(-0.25))}
        {button(t('chart.panRight'), IconChevronRight, () => control.current?.pan(0.25))}
        {button(t('chart.reset'), IconZoomReset, () => control.current?.reset())}
      </Group>
      {onLarge && <WindowButton large={large ?? false} onLarge={onLarge} />}
    </Group>
  );
}
