/** A dock under the picture that can take the whole page: the same content, in a dialog. */
import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';

export interface DockFrameProps {
  readonly label: string;
  readonly large: boolean;
  readonly onLarge: (large: boolean) => void;
  readonly children: ReactNode;
}

export function DockFrame({ label, large, onLarge, children }: DockFrameProps) {
  const content = (
    <section className="section-dock" aria-label={label}>
      {children}
    </section>
  );
  if (!large) return content;
  return (
    <Modal
      opened
      fullScreen
      onClose={() => onLarge(false)}
      title={label}
      closeOnEscape={false}
      transitionProps={{ duration: 0 }}
      classNames={{ content: 'chart-window', body: 'chart-window-body' }}
    >
      {content}
    </Modal>
  );
}
