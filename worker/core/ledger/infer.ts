/** What kind a column is, told from everything that stands in it. Nothing is lost: what fits no narrower kind stays text. */
import { LEDGER_BOUNDS, type LedgerField, type LedgerValue } from './ledger.ts';
import { photoSource, readDate, safeLink } from './values.ts';

/** A value as a file has it. */
export type RawValue = string | number | boolean | null;

/** No zero in front, few enough digits that a double keeps them all: else it is a number plate, not a number. */
const PLAIN_NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/;
const MAX_DIGITS = 15;
const PICTURE = /\.(?:jpe?g|png|webp)(?:[?#]|$)/i;
/** A text that comes again and again is one of a few. */
const FEW = 12;
const TIMES = 3;
const SHORT = 40;

export interface InferredColumn {
  readonly field: LedgerField;
  readonly values: readonly LedgerValue[];
}

/** @param raw empty text is no data */
export function inferColumn(name: string, raw: readonly RawValue[]): InferredColumn {
  const known = raw.filter((value): value is Exclude<RawValue, null> => value !== null && !isBlank(value));
  const texts = known.map((value) => String(value).trim());
  const whole = (kind: LedgerField['kind'], of: (text: string) => LedgerValue, choices?: readonly string[]) => ({
    field: { name, kind, ...(choices ? { choices } : {}) },
    values: raw.map((value) => (value === null || isBlank(value) ? null : of(String(value).trim()))),
  });
  if (known.length > 0) {
    if (known.every((value) => typeof value === 'boolean') || texts.every((text) => /^(true|false)$/i.test(text))) {
      return whole('boolean', (text) => /^true$/i.test(text));
    }
    if (known.every((value) => typeof value === 'number') || texts.every(isPlainNumber)) return whole('number', Number);
    if (known.every((value) => typeof value === 'string')) {
      if (texts.every((text) => readDate(text) !== null)) return whole('date', readDate);
      if (texts.every((text) => text.startsWith('data:') || PICTURE.test(text)) && texts.every(photoSource)) {
        return whole('photo', (text) => text);
      }
      if (texts.every((text) => safeLink(text) === text)) return whole('link', (text) => text);
    }
    const choices = fewChoices(known);
    if (choices) return whole('choice', (text) => text, choices);
  }
  return {
    field: { name, kind: 'text' },
    values: raw.map((value) => (value === null || isBlank(value) ? null : String(value))),
  };
}

const isBlank = (value: RawValue): boolean => typeof value === 'string' && value.trim() === '';

function isPlainNumber(text: string): boolean {
  return PLAIN_NUMBER.test(text) && text.replace(/[-.]/g, '').replace(/^0+/, '').length <= MAX_DIGITS;
}

/** Null where there are many, or hardly any comes twice. */
function fewChoices(values: readonly (string | number | boolean)[]): string[] | null {
  const found = new Set<string>();
  for (const value of values) {
    const text = String(value);
    // white space around it would be lost
    if (text !== text.trim() || text.length > SHORT || /[\r\n]/.test(text)) return null;
    found.add(text);
    if (found.size > FEW) return null;
  }
  return found.size > 1 && values.length >= TIMES * found.size ? [...found] : null;
}

/** Names of columns, each once: none is empty, and the second of a name gets a number. */
export function fieldNames(heads: readonly string[]): string[] {
  const used = new Set<string>();
  return heads.map((head, index) => {
    const base = shortName(head.replace(/\s+/g, ' ').trim()) || `column ${index + 1}`;
    let name = base;
    for (let number = 2; used.has(name); number++) name = `${base}_${number}`;
    used.add(name);
    return name;
  });
}

/** Room stays for a number behind it; no character is cut in two. */
function shortName(text: string): string {
  const most = LEDGER_BOUNDS.fieldName - 4;
  return text.length <= most
    ? text
    : text
        .slice(0, most)
        .replace(/[\uD800-\uDBFF]$/, '')
        .trim();
}

/** The column whose values name the features best; null without columns. */
export function labelOf(fields: readonly LedgerField[]): number | null {
  const named = fields.findIndex(({ name }) =>
    /^(name|title|名称|名前|施設名.*|.*名称|件名|id|番号|管理番号|.*番号)$/i.test(name),
  );
  if (named >= 0) return named;
  const text = fields.findIndex(({ kind }) => kind === 'text');
  return text >= 0 ? text : fields.length > 0 ? 0 : null;
}
