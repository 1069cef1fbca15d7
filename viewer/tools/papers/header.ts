/** The title block of papers, kept in this browser from one paper to the next. Pure, but for the storage. */
import type { PaperHeader } from '../../api/sections.ts';

export const HEADER_FIELDS = [
  'projectName',
  'routeName',
  'station',
  'office',
  'author',
  'date',
] as const satisfies readonly (keyof PaperHeader)[];
export type HeaderField = (typeof HEADER_FIELDS)[number];
/** Every field as it stands in the form. */
export type HeaderTexts = Readonly<Record<HeaderField, string>>;

const KEY = 'tengun.paper-header';
const MAX_LENGTH = 100;

export const EMPTY_HEADER: HeaderTexts = {
  projectName: '',
  routeName: '',
  station: '',
  office: '',
  author: '',
  date: '',
};

/** What of a stored text is a header. */
export function parseHeader(text: string | null): HeaderTexts {
  try {
    const stored: unknown = JSON.parse(text ?? '{}');
    if (typeof stored !== 'object' || stored === null) return EMPTY_HEADER;
    const texts = Object.entries(stored).filter(
      ([name, value]) => HEADER_FIELDS.some((field) => field === name) && typeof value === 'string',
    );
    return { ...EMPTY_HEADER, ...Object.fromEntries(texts) };
  } catch {
    return EMPTY_HEADER;
  }
}

/** The header of a request: what is empty, or no day, is left out. */
export function headerOf(texts: HeaderTexts): PaperHeader {
  const filled = HEADER_FIELDS.flatMap((field) => {
    const text = texts[field].trim().slice(0, MAX_LENGTH);
    const isBad = text === '' || (field === 'date' && !/^\d{4}-\d{2}-\d{2}$/.test(text));
    return isBad ? [] : [[field, text]];
  });
  return Object.fromEntries(filled);
}

/** A browser may keep nothing: then the form begins empty. */
export function storedHeader(): HeaderTexts {
  try {
    return parseHeader(window.localStorage.getItem(KEY));
  } catch {
    return EMPTY_HEADER;
  }
}

export function storeHeader(texts: HeaderTexts): void {
  try {
    window.localStorage.setItem(KEY, JSON.stringify(texts));
  } catch {
    // as above
  }
}
