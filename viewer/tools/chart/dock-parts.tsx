/** Parts that the docks of charts share: closing, the scale of heights, progress of papers. */
import { ActionIcon, SegmentedControl } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { PaperProgress } from '../papers/paper-progress.tsx';
import type { PaperRun } from '../papers/use-paper.ts';

export function CloseDock({ label, onClose }: { readonly label: string; readonly onClose: () => void }) {
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={label} onClick={onClose}>
      <IconX size={18} />
    </ActionIcon>
  );
}

export interface ScaleControlProps {
  /** Exaggerations of heights; null fits them to the window. */
  readonly scales: readonly (number | null)[];
  readonly value: number | null;
  readonly onChange: (value: number | null) => void;
}

export function ScaleControl({ scales, value, onChange }: ScaleControlProps) {
  const { t } = useTranslation();
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('section.exaggeration')}
      value={String(value)}
      onChange={(next) => onChange(scales.find((scale) => String(scale) === next) ?? null)}
      data={scales.map((scale) => ({ value: String(scale), label: scale === null ? t('section.fit') : `×${scale}` }))}
    />
  );
}

/** Nothing while nothing is made and nothing went wrong. */
export function DockProgress({ paper }: { readonly paper: PaperRun }) {
  if (paper.making === null && paper.failure === null) return null;
  return (
    <div className="dock-progress">
      <PaperProgress paper={paper} />
    </div>
  );
}
