/** The ring around the feature whose form is open. SVG of numbers only. */
import type { AppState } from '../../state/app-state.ts';
import type { MapView } from '../../state/map-view.ts';
import { dot } from '../drawing/markup.ts';

export function ledgerMarkup(view: MapView, { ledger, pose }: AppState): string {
  const { marked, groundM } = ledger;
  if (!marked) return '';
  const height = Number.isNaN(marked.height) ? (groundM ?? pose?.elevationM ?? 0) : marked.height;
  return dot(view, { ...marked, height }, 'ledger-halo', 12) + dot(view, { ...marked, height }, 'ledger-ring', 12);
}
