/** The guide on the screen and on A4 paper. */

import { PAGE_FONT_FACES, PAGE_FONTS } from './page-fonts.ts';

export const GUIDE_STYLE = `
${PAGE_FONT_FACES}
:root { color-scheme: light; font: 15px/1.65 ${PAGE_FONTS}; color: #1c2733; background: #e9edf1; }
body { margin: 0; }
.bar { background: #17344f; color: #dbe8f4; padding: 10px 24px; display: flex; gap: 20px; flex-wrap: wrap; font-size: 14px; }
.bar a { color: #fff; }
.bar .spring { flex: 1; }
main { background: #fff; max-width: 760px; margin: 24px auto; padding: 40px 48px 48px; border: 1px solid #d9e0e7; border-radius: 6px; }
header { border-bottom: 3px solid #17344f; padding-bottom: 14px; }
.brand { margin: 0; font-weight: 700; color: #17344f; letter-spacing: .04em; }
h1 { font-size: 27px; line-height: 1.3; margin: 2px 0 10px; }
.lead { margin: 0; font-size: 16px; }
.version { margin: 6px 0 0; color: #51606e; font-size: 13px; }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 2px 18px; margin: 18px 0; padding: 12px 16px; background: #f3f6f9; border-radius: 6px; font-size: 14px; }
.facts dt { color: #51606e; }
.facts dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
.contents { columns: 2; margin: 0 0 8px; padding-left: 1.6em; font-size: 14px; }
.contents a { color: #1d5a94; }
section { margin-top: 30px; }
h2 { font-size: 19px; line-height: 1.4; margin: 0 0 8px; display: flex; gap: 10px; align-items: baseline; border-bottom: 1px solid #d9e0e7; padding-bottom: 6px; }
.number { background: #17344f; color: #fff; border-radius: 50%; width: 28px; height: 28px; line-height: 28px; text-align: center; font-size: 15px; flex: none; }
section p { margin: 6px 0; }
.steps { margin: 8px 0; padding-left: 1.7em; }
.steps > li { margin: 8px 0; }
.steps > li::marker { font-weight: 700; color: #17344f; }
.steps p { margin: 0; }
b, .menu { font-weight: 600; }
.menu { background: #eef3f8; border-radius: 3px; padding: 1px 5px; }
.url { font: 13px/1.5 ui-monospace, SFMono-Regular, Consolas, ${PAGE_FONTS}; background: #f6f8fa; border: 1px solid #cfd8e0; border-radius: 4px; padding: 6px 10px; margin: 6px 0 !important; overflow-wrap: anywhere; user-select: all; }
.note { border-left: 4px solid #d39a1c; background: #fdf7e6; padding: 8px 12px; border-radius: 0 4px 4px 0; font-size: 14px; }
.missing { color: #51606e; background: #f3f6f9; padding: 8px 12px; border-radius: 4px; }
figure { margin: 12px 0; }
figure svg { display: block; width: 100%; height: auto; max-height: 300px; }
figcaption { color: #51606e; font-size: 13px; margin-top: 4px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { text-align: left; vertical-align: top; padding: 7px 10px; border: 1px solid #d9e0e7; }
thead th { background: #f3f6f9; }
tbody th { width: 34%; font-weight: 600; }
footer { margin-top: 32px; border-top: 1px solid #d9e0e7; padding-top: 10px; color: #51606e; font-size: 12.5px; overflow-wrap: anywhere; }
footer p { margin: 2px 0; }
@media (max-width: 640px) { main { margin: 0; padding: 24px 18px; border: 0; } .contents { columns: 1; } .facts { grid-template-columns: 1fr; } }
@page { size: A4; margin: 16mm 17mm 15mm; }
@media print {
  :root { font-size: 10.2pt; line-height: 1.5; background: #fff; }
  .bar { display: none; }
  main { border: 0; margin: 0; padding: 0; max-width: none; }
  h1 { font-size: 19pt; }
  h2 { font-size: 13pt; break-after: avoid; }
  section { margin-top: 6mm; }
  section.break { break-before: page; margin-top: 0; }
  figure, tr, .note, .url, .steps > li, .facts { break-inside: avoid; }
  .contents a { color: inherit; text-decoration: none; }
  .url { font-size: 8.6pt; background: none; }
  figure svg { max-height: 46mm; }
  .menu, .number, .note, .facts, thead th { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
`;
