/** A chart as an SVG file: the same lines, hatches and texts as on the screen. Pure. */
import { type ChartLine, type ChartModel, FILL_COLOURS, ordinateRange, roundTicks } from './model.ts';
import { labelRows } from './parts.ts';

export interface SvgOptions {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly exaggeration: number | null;
}

const MARGIN = { left: 66, right: 18, top: 44, bottom: 62 } as const;
/** Width of a character of the labels, px. */
const CHARACTER_PX = 7;
/** Dots of a file: more make it slow to open. */
const MAX_DOTS = 20_000;

export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

const px = (value: number) => String(Number(value.toFixed(2)));

interface Frame {
  readonly x: (metres: number) => number;
  readonly y: (metres: number) => number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly pixelsPerMetre: number;
}

export function chartSvg(model: ChartModel, { widthPx, heightPx, exaggeration }: SvgOptions): string {
  const [left, right] = [MARGIN.left, widthPx - MARGIN.right];
  const [top, bottom] = [MARGIN.top, heightPx - MARGIN.bottom];
  const [x0, x1] = model.xRange;
  const lengthM = x1 - x0 || 1;
  const box = { widthPx: right - left, heightPx: bottom - top, lengthM };
  const [y0, y1] = ordinateRange(model.yExtent, exaggeration, box);
  const across = (metres: number) => ((metres - x0) / lengthM) * (right - left);
  const frame: Frame = {
    x: (metres) => (model.mirrored ? right - across(metres) : left + across(metres)),
    y: (metres) => bottom - ((metres - y0) / (y1 - y0)) * (bottom - top),
    left,
    right,
    top,
    bottom,
    pixelsPerMetre: (right - left) / lengthM,
  };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" viewBox="0 0 ${widthPx} ${heightPx}"`,
    ` font-family="'Noto Sans JP', 'BIZ UDGothic', sans-serif" font-size="12">`,
    `<title>${escapeXml(model.title)}</title>`,
    '<defs><pattern id="cut" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">',
    `<path d="M0 0V6" stroke="${FILL_COLOURS.cut}" stroke-width="1.6" opacity=".55"/></pattern>`,
    `<clipPath id="plot"><path d="M${left} ${top}H${right}V${bottom}H${left}Z"/></clipPath></defs>`,
    '<path d="M0 0H100%V100%H0Z" fill="#fff"/>'.replace('H100%V100%', `H${widthPx}V${heightPx}`),
    `<text x="${left}" y="18" font-size="14" font-weight="600">${escapeXml(model.title)}</text>`,
    ...legend(model.lines, left),
    ...grid(model, frame, [y0, y1]),
    '<g clip-path="url(#plot)">',
    ...dots(model, frame),
    ...model.fills.map(({ kind, ring }) => {
      const look = kind === 'cut' ? 'fill="url(#cut)"' : `fill="${FILL_COLOURS[kind]}" fill-opacity=".2"`;
      return `<path d="${ringPath(ring, frame)}" ${look}/>`;
    }),
    ...model.marks.map(
      ({ x, colour }) =>
        `<path d="M${px(frame.x(x))} ${top}V${bottom}" stroke="${colour}" stroke-dasharray="8 3 2 3"/>`,
    ),
    ...model.lines.map((line) => `<path d="${linePath(line, frame)}" fill="none" ${stroke(line)}/>`),
    ...model.texts.flatMap((text) => {
      if (text.text.length * CHARACTER_PX > text.fitsM * frame.pixelsPerMetre) return [];
      const place = `x="${px(frame.x(text.x))}" y="${px(frame.y(text.y) - 6)}"`;
      return `<text ${place} text-anchor="middle" fill="${text.colour}">${escapeXml(text.text)}</text>`;
    }),
    '</g>',
    ...markLabels(model, frame),
    '</svg>\n',
  ].join('\n');
}

/** Over the plot; a label that would cover another stands a row lower, inside it. */
function markLabels({ marks }: ChartModel, { x, top }: Frame): string[] {
  const half = (label: string) => (label.length * CHARACTER_PX) / 2 + 3;
  const rows = labelRows(marks.map((mark) => [x(mark.x) - half(mark.label), x(mark.x) + half(mark.label)]));
  return marks.map((mark, index) => {
    const y = top - 5 + 16 * (rows[index] ?? 0);
    return `<text x="${px(x(mark.x))}" y="${y}" text-anchor="middle">${escapeXml(mark.label)}</text>`;
  });
}

const stroke = ({ colour, widthPx, dashed }: ChartLine) =>
  `stroke="${colour}" stroke-width="${widthPx}" stroke-linejoin="round"${dashed ? ' stroke-dasharray="8 4"' : ''}`;

function legend(lines: readonly ChartLine[], left: number): string[] {
  let x = left;
  return lines.map((line) => {
    const at = x;
    x += 40 + [...line.label].reduce((sum, c) => sum + (c > '\u2e80' ? 12 : CHARACTER_PX), 0);
    return `<path d="M${at} 31H${at + 20}" ${stroke(line)}/><text x="${at + 25}" y="35">${escapeXml(line.label)}</text>`;
  });
}

function grid(model: ChartModel, frame: Frame, [y0, y1]: readonly [number, number]): string[] {
  const { left, right, top, bottom, x, y } = frame;
  const names = model.xNames ?? roundTicks(...model.xRange, 10).map((tick) => ({ x: tick, name: String(tick) }));
  const middle = (top + bottom) / 2;
  let lastPx = Number.NEGATIVE_INFINITY;
  const shown = names.filter((tick) => {
    const widthPx = tick.name.length * CHARACTER_PX + 8;
    if (Math.abs(x(tick.x) - lastPx) < widthPx) return false;
    lastPx = x(tick.x);
    return true;
  });
  return [
    ...shown.map(
      (tick) =>
        `<path d="M${px(x(tick.x))} ${top}V${bottom}" stroke="#e3e7ea"/><text x="${px(x(tick.x))}" y="${bottom + 18}" text-anchor="middle">${escapeXml(tick.name)}</text>`,
    ),
    ...roundTicks(y0, y1, 6).map(
      (tick) =>
        `<path d="M${left} ${px(y(tick))}H${right}" stroke="#e3e7ea"/><text x="${left - 6}" y="${px(y(tick) + 4)}" text-anchor="end">${tick.toFixed(model.yDecimals)}</text>`,
    ),
    `<path d="M${left} ${top}H${right}V${bottom}H${left}Z" fill="none" stroke="#6b7680"/>`,
    `<text x="${(left + right) / 2}" y="${bottom + 44}" text-anchor="middle">${escapeXml(model.xLabel)}</text>`,
    `<text transform="translate(16 ${middle}) rotate(-90)" text-anchor="middle">${escapeXml(model.yLabel)}</text>`,
  ];
}

function dots({ dots: cloud }: ChartModel, { x, y }: Frame): string[] {
  if (!cloud) return [];
  const stride = Math.max(1, Math.ceil(cloud.x.length / MAX_DOTS));
  const byColour = new Map<string, string>();
  for (let i = 0; i < cloud.x.length; i += stride) {
    const colour = cloud.colourOf(i);
    const dot = `M${px(x(cloud.x[i] ?? 0))} ${px(y(cloud.y[i] ?? 0))}h0`;
    byColour.set(colour, (byColour.get(colour) ?? '') + dot);
  }
  return [...byColour].map(
    ([colour, d]) => `<path d="${d}" stroke="${colour}" stroke-width="1.6" stroke-linecap="round" opacity=".7"/>`,
  );
}

function linePath({ parts }: ChartLine, { x, y }: Frame): string {
  return parts
    .map((part) => part.map(([a = 0, b = 0], i) => `${i === 0 ? 'M' : 'L'}${px(x(a))} ${px(y(b))}`).join(''))
    .join('');
}

function ringPath(ring: readonly number[], { x, y }: Frame): string {
  let d = '';
  for (let i = 0; i + 1 < ring.length; i += 2) {
    d += `${i === 0 ? 'M' : 'L'}${px(x(ring[i] ?? 0))} ${px(y(ring[i + 1] ?? 0))}`;
  }
  return `${d}Z`;
}
