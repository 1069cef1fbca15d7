/** The report of a collection's deliveries as a page: what became of each file, in Japanese and English. */

import type { CollectionReport, ReportedFile } from '#worker/store/report-file.ts';
import { escapeHtml } from './escape-html.ts';
import { PAGE_FONT_FACES, PAGE_FONTS } from './page-fonts.ts';

export type PageLanguage = 'ja' | 'en';

const TEXTS = {
  ja: {
    title: '登録結果',
    lead: 'ファイルごとの判定と理由です。却下されたファイルが先頭に並びます。',
    empty: 'このコレクションにはまだ登録の記録がありません。',
    columns: ['判定', 'ファイル', 'アイテム', '点数', '容量 (MB)', '理由・注意', '判定日時 (UTC)'],
    verdicts: { indexed: '登録', repaired: '修復して登録', rejected: '却下' },
    files: 'ファイル',
    points: '点',
    back: 'ビューアで開く',
    other: 'English',
  },
  en: {
    title: 'Report of deliveries',
    lead: 'Verdict and reason for each file. Rejected files come first.',
    empty: 'Nothing has been reported of this collection yet.',
    columns: ['Verdict', 'File', 'Item', 'Points', 'Size (MB)', 'Reason and warnings', 'Decided (UTC)'],
    verdicts: { indexed: 'indexed', repaired: 'repaired', rejected: 'rejected' },
    files: 'files',
    points: 'points',
    back: 'Open in the viewer',
    other: '日本語',
  },
} as const;

const STYLE = `
${PAGE_FONT_FACES}
:root { color-scheme: light; font: 15px/1.55 ${PAGE_FONTS}; color: #1c2733; background: #f4f6f8; }
body { margin: 0; }
header { background: #17344f; color: #fff; padding: 14px 24px; display: flex; gap: 20px; align-items: baseline; flex-wrap: wrap; }
header h1 { font-size: 19px; margin: 0; }
header a { color: #cfe3f7; }
header .spring { flex: 1; }
main { padding: 20px 24px 48px; max-width: 1500px; margin: 0 auto; }
.counts { display: flex; gap: 12px; flex-wrap: wrap; margin: 16px 0; padding: 0; list-style: none; }
.counts li { background: #fff; border: 1px solid #d9e0e7; border-radius: 8px; padding: 10px 16px; min-width: 110px; }
.counts b { display: block; font-size: 22px; font-variant-numeric: tabular-nums; }
.table { overflow-x: auto; background: #fff; border: 1px solid #d9e0e7; border-radius: 8px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 8px 14px; border-bottom: 1px solid #e8edf2; }
th { white-space: nowrap; font-weight: 600; background: #f8fafc; }
td.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td.time { white-space: nowrap; }
.verdict { display: inline-block; border-radius: 4px; padding: 1px 8px; font-weight: 600; white-space: nowrap; }
.indexed { background: #e3f4e8; color: #17602f; }
.repaired { background: #fff1d1; color: #7a4b00; }
.rejected { background: #fde4e1; color: #96231a; }
.notes { margin: 0; padding: 0; list-style: none; overflow-wrap: anywhere; }
.muted { color: #51606e; }
`;

/** @param base where the API's collection stands, for links */
export function reportPage(report: CollectionReport, titles: string, language: PageLanguage, base: string): string {
  const t = TEXTS[language];
  // titles of our own collections are in both languages
  const parts = titles.split(/\s*\/\s+/);
  const title = (parts.length === 2 ? parts[language === 'ja' ? 0 : 1] : undefined) ?? titles;
  const count = (verdict: ReportedFile['verdict']) => report.files.filter((file) => file.verdict === verdict).length;
  const points = report.files.reduce((sum, file) => sum + file.points, 0);
  const other = language === 'ja' ? 'en' : 'ja';
  const rows = [...report.files].sort((a, b) => order(a) - order(b)).map((file) => row(file, language, base));
  const table = `<div class="table"><table><thead><tr>${t.columns.map((name) => `<th scope="col">${name}</th>`).join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`;
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} – ${t.title} – Tengun 点群</title><style>${STYLE}</style></head>
<body>
<header><h1>${escapeHtml(title)} – ${t.title}</h1><span class="spring"></span>
<a href="/?collections=${encodeURIComponent(report.collection)}&amp;lang=${language}">${t.back}</a>
<a href="?lang=${other}" lang="${other}">${t.other}</a></header>
<main>
<p class="muted">${t.lead}</p>
<ul class="counts">
<li><b>${report.files.length}</b>${t.files}</li>
${(['indexed', 'repaired', 'rejected'] as const).map((verdict) => `<li><b>${count(verdict)}</b>${t.verdicts[verdict]}</li>`).join('\n')}
<li><b>${points.toLocaleString('en')}</b>${t.points}</li>
</ul>
${report.files.length > 0 ? table : `<p>${t.empty}</p>`}
</main></body></html>
`;
}

const order = ({ verdict }: ReportedFile) => (verdict === 'rejected' ? 0 : verdict === 'repaired' ? 1 : 2);

function row(file: ReportedFile, language: PageLanguage, base: string): string {
  const { id, source, verdict, reason, points, bytes, warnings, at } = file;
  const isStored = verdict !== 'rejected';
  const item = isStored ? `<a href="${base}/items/${encodeURIComponent(id)}">${escapeHtml(id)}</a>` : escapeHtml(id);
  const notes = [...(reason === null ? [] : [reason]), ...warnings]
    .map((note) => `<li>${escapeHtml(note)}</li>`)
    .join('');
  return `<tr><td><span class="verdict ${verdict}">${TEXTS[language].verdicts[verdict]}</span></td><td>${escapeHtml(source)}</td><td>${item}</td><td class="number">${isStored ? points.toLocaleString('en') : ''}</td><td class="number">${isStored ? (bytes / 1e6).toFixed(1) : ''}</td><td><ul class="notes">${notes}</ul></td><td class="time">${escapeHtml(at.slice(0, 16).replace('T', ' '))}</td></tr>`;
}
