/** A part of a panel with its heading. */
import type { ReactNode } from 'react';

export function PanelSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="catalog-section" aria-label={title}>
      <h3 className="catalog-h3">{title}</h3>
      {children}
    </section>
  );
}
