/** On phones: the handle that makes the sheet over the picture larger or smaller, by buttons or by dragging. */
import { ActionIcon } from '@mantine/core';
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';

export const SHEET_SIZES = ['low', 'half', 'full'] as const;
export type SheetSize = (typeof SHEET_SIZES)[number];

/** A drag this long is one step, CSS pixels. */
const STEP_PX = 60;

export function SheetHandle({ size, onChange }: { size: SheetSize; onChange: (size: SheetSize) => void }) {
  const { t } = useTranslation();
  const at = SHEET_SIZES.indexOf(size);
  const drag = useRef<{ y: number; at: number } | null>(null);
  const go = (to: number) => onChange(SHEET_SIZES[Math.min(2, Math.max(0, to))] ?? 'half');
  const button = (by: 1 | -1, label: string, Icon: typeof IconChevronUp) => (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={36}
      aria-label={label}
      disabled={by < 0 ? at === 0 : at === 2}
      onClick={() => go(at + by)}
    >
      <Icon size={22} />
    </ActionIcon>
  );
  return (
    <div className="sheet-handle">
      {button(-1, t('catalog.sheet.smaller'), IconChevronDown)}
      <div
        className="sheet-grip"
        onPointerDown={(event) => {
          drag.current = { y: event.clientY, at };
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          if (drag.current) go(drag.current.at + Math.round((drag.current.y - event.clientY) / STEP_PX));
        }}
        onPointerUp={() => {
          drag.current = null;
        }}
        onPointerCancel={() => {
          drag.current = null;
        }}
      />
      {button(1, t('catalog.sheet.larger'), IconChevronUp)}
    </div>
  );
}
