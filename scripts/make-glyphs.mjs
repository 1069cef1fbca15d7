// Makes worker/core/picture/glyphs.ts: outlines of the characters that pictures use, from Noto Sans JP (weight 500).
// Needed only when characters are added: npm install --no-save fontkit@2.0.4, then node scripts/make-glyphs.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as fontkit from 'fontkit';

const WEIGHT = 500;
const ASCII = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('');
const SIGNS = '−±²³°×–…≤≥→≈、。・（）「」％：／～㎡△▲';
const JAPANESE =
  '差分比較現況盛土切量引面積欠測検出限界縮尺北期間座標系格子範囲単位主な変化順位最大平均厚さ体図凡例なし高計画点群年月日付不明典作成地盤上昇低下増減無対象外全体合計以未満崩壊堆その他と値色帯小第一二三四五六七八九十件数詳細報告書注記時期水系推定静浸簡易位起端達深準流降雨排慮つシミュレーョン像がるときしをにすれは的考い基';

const package_ = dirname(fileURLToPath(import.meta.resolve('@fontsource-variable/noto-sans-jp/package.json')));
const ranges = JSON.parse(readFileSync(join(package_, 'unicode.json'), 'utf8'));
const fonts = new Map();

function fontOf(subset) {
  const known = fonts.get(subset);
  if (known) return known;
  const file = `noto-sans-jp-${subset.replace(/[[\]]/g, '')}-wght-normal.woff2`;
  const font = fontkit.create(readFileSync(join(package_, 'files', file)));
  // getVariation takes its tables for those of a plain TrueType file; the class itself knows better
  font.stream.pos = 0;
  const varied = new font.constructor(font.stream, [WEIGHT]);
  fonts.set(subset, varied);
  return varied;
}

function subsetOf(code) {
  const holds = (text) =>
    text.split(',').some((part) => {
      const [first, last = first] = part
        .trim()
        .slice(2)
        .split('-')
        .map((hex) => Number.parseInt(hex, 16));
      return code >= first && code <= last;
    });
  // the named subsets first: their digits and letters belong together
  return Object.keys(ranges)
    .reverse()
    .find((subset) => holds(ranges[subset]));
}

/** Glyphs of WOFF2 files come without their variation: it is applied here. */
function vary(glyph) {
  const decode = glyph._decode.bind(glyph);
  glyph._decode = () => {
    const decoded = decode();
    const points = (decoded.points ?? []).map((point) => point.copy());
    if (points.length === 0) return decoded;
    // four points behind the outline stand for its metrics
    const metrics = Array.from({ length: 4 }, () => Object.assign(points[0].copy(), { endContour: true, x: 0, y: 0 }));
    glyph._font._variationProcessor.transformPoints(glyph.id, [...points, ...metrics]);
    return { ...decoded, points };
  };
}

const LETTERS = { moveTo: 'M', lineTo: 'L', quadraticCurveTo: 'Q', bezierCurveTo: 'C', closePath: 'Z' };
const lines = [];
const missing = [];
for (const character of [...new Set(ASCII + SIGNS + JAPANESE)].sort()) {
  const code = character.codePointAt(0);
  const subset = subsetOf(code);
  const glyph = subset ? fontOf(subset).glyphForCodePoint(code) : null;
  if (!glyph || glyph.id === 0) {
    missing.push(character);
    continue;
  }
  vary(glyph);
  const path = glyph.path.commands
    .map(({ command, args }) => `${LETTERS[command]}${args.map((value) => Math.round(value)).join(' ')}`)
    .join('')
    .replaceAll(' -', '-');
  lines.push(`  ${JSON.stringify(character)}: [${Math.round(glyph.advanceWidth)}, '${path}'],`);
}
writeFileSync(
  join(import.meta.dirname, '..', 'worker', 'core', 'picture', 'glyphs.ts'),
  `/**
 * Outlines of characters: advance and path, a thousandth of the size each, y upwards. Made by scripts/make-glyphs.mjs from Noto
 * Sans JP, weight ${WEIGHT}, © 2014–2021 Adobe, SIL Open Font License 1.1 (see README.md); do not edit.
 */
export const GLYPHS: Readonly<Record<string, readonly [advance: number, path: string]>> = {
${lines.join('\n')}
};
`,
);
console.log(`${lines.length} characters${missing.length > 0 ? `; not in the font: ${missing.join(' ')}` : ''}`);
