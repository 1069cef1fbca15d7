/** Names and numbers of measurements over the picture, as SVG elements; texts are text, whatever they say. */
import i18next from 'i18next';
import type { AppState } from '../../state/app-state.ts';
import type { MapView } from '../../state/map-view.ts';
import { middleOf, outlineOf, type ShownMeasurement, shownMeasurements } from './in-view.ts';
import { type LabelRequest, placeLabels } from './labels.ts';
import { recordName } from './names.ts';
import { computedRows, estimatedRows, headline, rowText } from './rows.ts';

const FONT = "600 12.5px 'Noto Sans JP Variable', system-ui, sans-serif";
const HEIGHT_PX = 18;
/** Before and behind the text. */
const PADDING_PX = 6;
/** More labels than these are not read. */
const MAX_LABELS = 150;
const SVG = 'http://www.w3.org/2000/svg';

const widths = new Map<string, number>();
let pen: CanvasRenderingContext2D | null = null;

function widthOf(text: string): number {
  const known = widths.get(text);
  if (known !== undefined) return known;
  pen ??= document.createElement('canvas').getContext('2d');
  if (!pen) return text.length * 9;
  pen.font = FONT;
  const width = pen.measureText(text).width;
  if (widths.size > 2000) widths.clear();
  widths.set(text, width);
  return width;
}

export function measureLabels(view: MapView, state: AppState): SVGElement[] {
  const shown = shownMeasurements(state.measure).slice(0, MAX_LABELS);
  const texts = new Map<string, string>();
  const requests = shown.flatMap((one): LabelRequest[] => {
    const anchor = anchorOf(one);
    const place = anchor && view.project(anchor);
    if (!place) return [];
    const text = labelText(state, one);
    texts.set(one.record.id, text);
    const rank = one.record.id === state.measure.selected ? 1 : 0;
    return [{ id: one.record.id, ...place, width: widthOf(text) + 2 * PADDING_PX, height: HEIGHT_PX, rank }];
  });
  const size = { width: view.canvas.clientWidth, height: view.canvas.clientHeight };
  const vertices = shown.flatMap((one) =>
    one.vertices.slice(0, 200).flatMap((vertex) => {
      const place = view.project(vertex);
      return place ? [{ x: place.x - 5, y: place.y - 5, width: 10, height: 10 }] : [];
    }),
  );
  return placeLabels(requests, size, vertices).flatMap(({ id, x, y, leader }) => {
    const request = requests.find((one) => one.id === id);
    const parts: SVGElement[] = [];
    if (leader && request) {
      const line = element('line', {
        class: 'measure-leader',
        x1: request.x,
        y1: request.y,
        x2: leader.x,
        y2: leader.y,
      });
      parts.push(line);
    }
    const label = element('text', { class: 'measure-label', x: x + PADDING_PX, y: y + 13.5 });
    label.textContent = texts.get(id) ?? '';
    label.dataset.measure = id;
    return [...parts, label];
  });
}

function element(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, typeof value === 'number' ? value.toFixed(1) : value);
  }
  return made as SVGElement;
}

/** The middle of a line is that of its middle edge. */
function anchorOf(shown: ShownMeasurement) {
  const { record, vertices } = shown;
  if (vertices.length === 0) return null;
  if (record.kind === 'angle') return vertices[1] ?? null;
  if (record.kind === 'area' || record.kind === 'slope') return middleOf(vertices);
  const line = outlineOf(shown);
  const at = Math.floor((line.length - 1) / 2);
  return middleOf(line.slice(at, at + 2));
}

/** Name and main number; what the server has not computed begins with ≈. */
function labelText(state: AppState, { record, vertices, isSettled }: ShownMeasurement): string {
  const name = recordName(i18next.getFixedT(state.language), record);
  const surface = isSettled ? headline(record.computed?.result) : undefined;
  const rows = surface ? computedRows(record.kind, surface) : estimatedRows(record.kind, vertices);
  const row = rows.find(({ main }) => main);
  if (!row) return name;
  return `${name} · ${surface ? '' : '≈ '}${rowText(row)}`;
}
