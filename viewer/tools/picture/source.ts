/** Where pictures come from: the views of the page, which know nothing of panels. One a workspace. */
import type { MapView } from '../../state/map-view.ts';
import type { Workspace } from '../../state/workspace.ts';

export interface PictureSource {
  /** The view on the screen. */
  view(): MapView | null;
  /** Puts shapes without heights on what is drawn so far. */
  lift(): void;
  /** What is drawn over it, lowest first. */
  overlays(): readonly SVGSVGElement[];
}

const sources = new WeakMap<Workspace, PictureSource>();

/** @returns the function that takes it away */
export function offerPictures(workspace: Workspace, source: PictureSource): () => void {
  sources.set(workspace, source);
  return () => void (sources.get(workspace) === source && sources.delete(workspace));
}

export function pictureSource(workspace: Workspace): PictureSource | null {
  return sources.get(workspace) ?? null;
}
