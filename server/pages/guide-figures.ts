/** Drawings of the guide: of our own, without words that would need translating, but names and numbers. */
import { PAGE_FONTS } from './page-fonts.ts';

const INK = '#17344f';
const LINE = '#8fa2b3';
const FONT = `font-family="${PAGE_FONTS}"`;

const box = (x: number, y: number, width: number, height: number, fill = '#fff', stroke = LINE) =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="5" fill="${fill}" stroke="${stroke}"/>`;
const text = (x: number, y: number, words: string, size = 14, more = '') =>
  `<text x="${x}" y="${y}" font-size="${size}" fill="${INK}" ${FONT} ${more}>${words}</text>`;
const ball = (x: number, y: number, number: number) =>
  `<circle cx="${x}" cy="${y}" r="12" fill="#c2571a"/><text x="${x}" y="${y + 5}" font-size="14" fill="#fff" text-anchor="middle" font-weight="700" ${FONT}>${number}</text>`;
const arrow = (x1: number, y1: number, x2: number, y2: number) =>
  `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${INK}" stroke-width="2" marker-end="url(#head)"/>`;
const svg = (height: number, label: string, body: string) =>
  `<svg viewBox="0 0 660 ${height}" role="img" aria-label="${label}" xmlns="http://www.w3.org/2000/svg"><defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0 8 4 0 8z" fill="${INK}"/></marker></defs>${body}</svg>`;

/** Points of a hill with trees and a house: height, class. */
function hillPoints(): (readonly [x: number, y: number, kind: 'ground' | 'tree' | 'house'])[] {
  const points: (readonly [number, number, 'ground' | 'tree' | 'house'])[] = [];
  const ground = (x: number) => 150 - 40 * Math.sin(x / 95) - 18 * Math.sin(x / 37);
  for (let x = 0; x <= 270; x += 5) points.push([x, ground(x), 'ground']);
  for (const middle of [70, 108, 235]) {
    for (let i = 0; i < 34; i++) {
      const angle = i * 2.399963;
      const radius = 20 * Math.sqrt(i / 34);
      points.push([middle + radius * Math.cos(angle) * 0.8, ground(middle) - 38 + radius * Math.sin(angle), 'tree']);
    }
  }
  for (let x = 158; x <= 194; x += 6) for (let y = 0; y <= 24; y += 6) points.push([x, ground(176) - 4 - y, 'house']);
  return points;
}
const CLASS_COLOUR = { ground: '#b58a5c', tree: '#2f7d3b', house: '#d9694f' } as const;
const dots = (dx: number, dy: number, colour: (y: number, kind: keyof typeof CLASS_COLOUR) => string) =>
  hillPoints()
    .map(
      ([x, y, kind]) =>
        `<circle cx="${(x + dx).toFixed(1)}" cy="${(y + dy).toFixed(1)}" r="2.3" fill="${colour(y, kind)}"/>`,
    )
    .join('');
const ramp = (y: number) => {
  const share = Math.min(1, Math.max(0, (195 - y) / 150));
  return `hsl(${Math.round(240 - 240 * share)} 70% 48%)`;
};

const ways = [
  ['COPC', '.copc.laz'],
  ['VPC', '.vpc'],
  ['XYZ', '{z}/{x}/{y}.png'],
  ['GeoTIFF', 'dtm.tif'],
] as const;

export const FIGURES = {
  ways: svg(
    210,
    'Tengun → COPC, VPC, XYZ, GeoTIFF → QGIS',
    [
      box(10, 70, 130, 70, '#eef3f8', INK),
      text(75, 110, 'Tengun', 18, 'text-anchor="middle" font-weight="700"'),
      ...ways.flatMap(([name, ending], i) => {
        const y = 8 + i * 50;
        return [
          arrow(142, 105, 216, y + 21),
          box(220, y, 220, 42),
          text(236, y + 27, name, 16, 'font-weight="700"'),
          text(424, y + 27, ending, 13, 'text-anchor="end"'),
          arrow(442, y + 21, 516, 105),
        ];
      }),
      box(520, 70, 130, 70, '#eef3f8', INK),
      text(585, 110, 'QGIS', 18, 'text-anchor="middle" font-weight="700"'),
    ].join(''),
  ),
  dialog: svg(
    220,
    'Data Source Manager: 1 Point Cloud, 2 Protocol, 3 URI, 4 Add',
    [
      box(10, 8, 640, 204, '#f8fafc', INK),
      `<path d="M10 13a5 5 0 0 1 5-5h630a5 5 0 0 1 5 5v23H10z" fill="${INK}"/>`,
      `<text x="26" y="28" font-size="14" fill="#fff" ${FONT}>Data Source Manager | Point Cloud</text>`,
      `<line x1="180" y1="36" x2="180" y2="212" stroke="${LINE}"/>`,
      ...['Vector', 'Raster', 'Mesh', 'Point Cloud'].map((name, i) =>
        i === 3
          ? `<rect x="16" y="${48 + i * 36}" width="158" height="30" rx="4" fill="#cfe0ef"/>${text(30, 68 + i * 36, name, 14, 'font-weight="700"')}`
          : text(30, 68 + i * 36, name, 14),
      ),
      ball(160, 171, 1),
      text(200, 62, 'Source Type', 13, 'font-weight="700"'),
      `<circle cx="212" cy="84" r="7" fill="#fff" stroke="${LINE}"/>${text(228, 89, 'File')}`,
      `<circle cx="290" cy="84" r="7" fill="#fff" stroke="${INK}"/><circle cx="290" cy="84" r="3.6" fill="${INK}"/>${text(306, 89, 'Protocol: HTTP(S), cloud, etc.')}`,
      ball(540, 84, 2),
      text(200, 126, 'URI'),
      box(244, 108, 340, 28),
      text(254, 127, 'https:// … /data.copc.laz', 13),
      ball(604, 122, 3),
      box(520, 168, 84, 30, '#e3ebf2', INK),
      text(562, 188, 'Add', 14, 'text-anchor="middle" font-weight="700"'),
      ball(624, 183, 4),
    ].join(''),
  ),
  styles: svg(
    215,
    'The same points by class and by elevation',
    [
      box(10, 8, 312, 198, '#fbfcfd'),
      dots(30, 8, (_, kind) => CLASS_COLOUR[kind]),
      text(24, 30, 'Classification', 14, 'font-weight="700"'),
      box(338, 8, 312, 198, '#fbfcfd'),
      dots(358, 8, (y) => ramp(y)),
      text(352, 30, 'Attribute by Ramp (Z)', 14, 'font-weight="700"'),
    ].join(''),
  ),
  clip: svg(
    190,
    'A polygon over points; what is inside becomes a layer of its own',
    [
      box(10, 8, 270, 174, '#fbfcfd'),
      ...planDots(20, 18, () => true),
      `<polygon points="75,50 200,36 236,110 150,156 62,120" fill="#c2571a22" stroke="#c2571a" stroke-width="2.5"/>`,
      arrow(296, 95, 356, 95),
      box(372, 8, 270, 174, '#fbfcfd'),
      ...planDots(382, 18, isInside),
    ].join(''),
  ),
} as const;

function planDots(dx: number, dy: number, isShown: (x: number, y: number) => boolean): string[] {
  const shown: string[] = [];
  for (let i = 0; i < 420; i++) {
    const [x, y] = [((i * 0.754877666) % 1) * 250, ((i * 0.569840291) % 1) * 154];
    if (isShown(x, y))
      shown.push(`<circle cx="${(x + dx).toFixed(1)}" cy="${(y + dy).toFixed(1)}" r="2" fill="#3f78ab"/>`);
  }
  return shown;
}

/** The polygon of the figure, in the coordinates of its points. */
function isInside(x: number, y: number): boolean {
  const ring = [
    [55, 32],
    [180, 18],
    [216, 92],
    [130, 138],
    [42, 102],
  ] as const;
  return ring.every(([x1, y1], i) => {
    const [x2, y2] = ring[(i + 1) % ring.length]!;
    return (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1) >= 0;
  });
}
