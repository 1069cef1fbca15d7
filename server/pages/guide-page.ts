/** How to use the data in QGIS: a page to read and to print on A4, with the addresses of this server filled in. */
import { escapeHtml } from './escape-html.ts';
import { FIGURES } from './guide-figures.ts';
import { GUIDE_STYLE } from './guide-style.ts';
import { GUIDE_EN } from './guide-texts-en.ts';
import { GUIDE_JA } from './guide-texts-ja.ts';
import type { PageLanguage } from './report-page.ts';

/** What is filled in. Addresses are absolute. */
export interface GuideFacts {
  readonly collection: string;
  readonly title: string;
  /** `EPSG:6676 JGD2011 / Japan Plane Rectangular CS VIII`. */
  readonly crs: string;
  readonly verticalDatum: string | null;
  /** The item that the examples take; null of an empty collection. */
  readonly item: string | null;
  readonly copcUrl: string | null;
  readonly vpcUrl: string;
  /** XYZ templates; null where the collection has no surfaces. */
  readonly hillshadeUrl: string | null;
  readonly csUrl: string | null;
  readonly dtmUrl: string | null;
  readonly credit: string;
  readonly catalogUrl: string;
}

/** Which figure or address stands with a step. */
export interface GuideStep {
  /** HTML of our own. */
  readonly text: string;
  readonly urls?: readonly (keyof GuideFacts)[];
}

export interface GuideSection {
  readonly id: string;
  readonly title: string;
  readonly lead?: string;
  readonly steps?: readonly GuideStep[];
  readonly figure?: keyof typeof FIGURES;
  readonly caption?: string;
  /** Boxes beside the steps. */
  readonly notes?: readonly string[];
  readonly rows?: readonly (readonly [what: string, about: string])[];
  /** Over the rows. */
  readonly heads?: readonly [string, string];
  /** Addresses without which the section says nothing. */
  readonly needs?: keyof GuideFacts;
  /** Begins a new sheet of paper. */
  readonly breakBefore?: boolean;
}

export interface GuideTexts {
  readonly title: string;
  readonly lead: string;
  readonly forVersion: string;
  readonly facts: { readonly data: string; readonly sheet: string; readonly crs: string; readonly heights: string };
  readonly unknown: string;
  readonly contents: string;
  readonly print: string;
  readonly back: string;
  readonly other: string;
  readonly notHere: string;
  readonly sections: readonly GuideSection[];
  readonly foot: string;
}

const TEXTS: Readonly<Record<PageLanguage, GuideTexts>> = { ja: GUIDE_JA, en: GUIDE_EN };

export function guidePage(facts: GuideFacts, language: PageLanguage): string {
  const t = TEXTS[language];
  const other = language === 'ja' ? 'en' : 'ja';
  const query = new URLSearchParams({
    lang: other,
    collection: facts.collection,
    ...(facts.item === null ? {} : { item: facts.item }),
  });
  const contents = t.sections.map(({ id, title }) => `<li><a href="#${id}">${title}</a></li>`).join('');
  const row = (name: string, value: string) => `<dt>${name}</dt><dd>${escapeHtml(value)}</dd>`;
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${t.title} – ${escapeHtml(facts.title)} – Tengun 点群</title><style>${GUIDE_STYLE}</style></head>
<body>
<nav class="bar" aria-label="${t.contents}"><a href="/catalog">${t.back}</a><span class="spring"></span><span>${t.print}</span>
<a href="?${escapeHtml(query.toString())}" lang="${other}">${t.other}</a></nav>
<main>
<header><p class="brand">Tengun 点群</p><h1>${t.title}</h1><p class="lead">${t.lead}</p><p class="version">${t.forVersion}</p></header>
<dl class="facts">${row(t.facts.data, `${facts.title} (${facts.collection})`)}${row(t.facts.sheet, facts.item ?? t.unknown)}${row(t.facts.crs, facts.crs)}${row(t.facts.heights, facts.verticalDatum ?? t.unknown)}</dl>
<ol class="contents">${contents}</ol>
${t.sections.map((section, index) => sectionHtml(section, index + 1, facts, t)).join('\n')}
<footer><p>${t.foot}</p><p>${escapeHtml(facts.catalogUrl)}</p></footer>
</main></body></html>
`;
}

function sectionHtml(section: GuideSection, number: number, facts: GuideFacts, t: GuideTexts): string {
  const {
    id,
    title,
    lead,
    steps = [],
    figure,
    caption,
    notes = [],
    rows = [],
    heads = ['', ''],
    needs,
    breakBefore = false,
  } = section;
  const isMissing = needs !== undefined && facts[needs] === null;
  const items = steps.map(
    ({ text, urls = [] }) => `<li><p>${text}</p>${urls.map((name) => urlBox(facts[name])).join('')}</li>`,
  );
  const body = isMissing
    ? `<p class="missing">${t.notHere}</p>`
    : [
        figure ? `<figure>${FIGURES[figure]}<figcaption>${caption ?? ''}</figcaption></figure>` : '',
        items.length > 0 ? `<ol class="steps">${items.join('\n')}</ol>` : '',
        rows.length > 0 ? table(rows, heads) : '',
        ...notes.map((note) => `<p class="note">${note}</p>`),
        id === 'credit' ? urlBox(facts.credit) : '',
      ].join('\n');
  return `<section id="${id}"${breakBefore ? ' class="break"' : ''}><h2><span class="number">${number}</span>${title}</h2>
${lead ? `<p>${lead}</p>` : ''}
${body}</section>`;
}

function table(rows: readonly (readonly [string, string])[], [first, second]: readonly [string, string]): string {
  const body = rows.map(([what, about]) => `<tr><th scope="row">${what}</th><td>${about}</td></tr>`).join('\n');
  return `<table><thead><tr><th scope="col">${first}</th><th scope="col">${second}</th></tr></thead><tbody>${body}</tbody></table>`;
}

function urlBox(value: string | null): string {
  return value === null ? '' : `<p class="url">${escapeHtml(value)}</p>`;
}
