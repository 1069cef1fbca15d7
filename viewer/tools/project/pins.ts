/** Notes, photos and measurements as pins with their names over the picture; alike in both views. */
import type { AppState } from '../../state/app-state.ts';
import type { MapView } from '../../state/map-view.ts';
import type { SitePosition } from '../../state/site-frame.ts';
import { placeOf } from './geometry.ts';
import { openProject } from './state.ts';

export interface Pin {
  readonly x: number;
  readonly y: number;
  readonly label: string;
  readonly kind: 'note' | 'photo' | 'measurement' | 'draft';
}

/** More are not told apart on a screen. */
const MAX_PINS = 400;
const MAX_LABEL = 40;
/** The head of a pin stands this much over its place, CSS pixels. */
const STEM_PX = 16;
const SVG = 'http://www.w3.org/2000/svg';

export function pinsOf(view: MapView, { project, frame, pose }: AppState): Pin[] {
  const open = openProject(project);
  if (!frame || !project.showPins) return [];
  const pins: Pin[] = [];
  const add = (position: SitePosition, label: string, kind: Pin['kind']) => {
    const place = view.project(position);
    if (place) pins.push({ ...place, label: label.length > MAX_LABEL ? `${label.slice(0, MAX_LABEL)}…` : label, kind });
  };
  for (const entry of open?.entries ?? []) {
    if (pins.length >= MAX_PINS) break;
    if (entry.kind === 'view' || entry.kind === 'story' || entry.kind === 'ledger') continue;
    if (entry.id === project.draft?.of?.id) continue;
    const place = placeOf(entry, frame, pose?.elevationM ?? 0);
    if (place) add(place, entry.name, entry.kind);
  }
  const { draft } = project;
  const place = draft?.position ?? (draft?.of ? placeOf(draft.of, frame, pose?.elevationM ?? 0) : null);
  if (draft && place) add(place, draft.name, 'draft');
  return pins;
}

/** The names are text, whatever they say. */
export function pinElements({ x, y, label, kind }: Pin): SVGElement[] {
  const make = (name: string, attributes: Readonly<Record<string, string | number>>) => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    return element;
  };
  const [left, foot, head] = [x.toFixed(1), y.toFixed(1), (y - STEM_PX).toFixed(1)];
  const text = make('text', { class: 'place-title', x: (x + 11).toFixed(1), y: (y - STEM_PX + 4).toFixed(1) });
  text.textContent = label;
  return [
    make('line', { class: 'pin-stem', x1: left, y1: foot, x2: left, y2: head }),
    make('circle', { class: `pin-dot is-${kind}`, cx: left, cy: head, r: 6 }),
    ...(label === '' ? [] : [text]),
  ];
}
