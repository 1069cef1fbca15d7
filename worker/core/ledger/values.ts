/** Values of a ledger: text to value and back, and what a value of a field may be. Text is never anything but text. */
import { type FieldKind, LEDGER_BOUNDS, type LedgerField, type LedgerValue } from './ledger.ts';

/** Why a value does not fit its field. */
export type ValueProblem = 'text' | 'number' | 'date' | 'boolean' | 'choice' | 'link' | 'photo' | 'long';

const YES = /^(true|yes|y|1|はい|有|有り|あり|済|○|◯)$/i;
const NO = /^(false|no|n|0|いいえ|無|無し|なし|未|×|✕)$/i;
/** First year is 1; the day an era began, as a number like 20190501. */
const ERAS: readonly (readonly [letters: string, before: number, from: number, to: number])[] = [
  ['令和 R 令', 2018, 20190501, 99991231],
  ['平成 H 平', 1988, 19890108, 20190430],
  ['昭和 S 昭', 1925, 19261225, 19890107],
  ['大正 T 大', 1911, 19120730, 19261224],
  ['明治 M 明', 1867, 18680125, 19120729],
];
const WESTERN = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/;
const JAPANESE = /^(令和|平成|昭和|大正|明治|[RHSTM令平昭大明])\s*(元|\d{1,2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/i;
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i;
const GROUPED = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/;
const ISO_DATE = /^\d{4}-\d{2}-\d{2}$/;
const OWN_PHOTO = /^data:image\/(?:png|jpeg|webp);base64,[A-Za-z0-9+/]+={0,2}$/;

/** `2026-03-31` of a date as people write it, Japanese eras too; null: no day of the calendar. */
export function readDate(text: string): string | null {
  const plain = text.normalize('NFKC').trim();
  const western = WESTERN.exec(plain);
  if (western) return isoDate(Number(western[1]), Number(western[2]), Number(western[3]));
  const japanese = JAPANESE.exec(plain);
  if (!japanese) return null;
  const era = ERAS.find(([letters]) => letters.split(' ').includes(japanese[1]!.toUpperCase()));
  if (!era) return null;
  const [, before, from, to] = era;
  const year = before + (japanese[2] === '元' ? 1 : Number(japanese[2]));
  const [month, day] = [Number(japanese[3]), Number(japanese[4])];
  const count = 10_000 * year + 100 * month + day;
  return count >= from && count <= to ? isoDate(year, month, day) : null;
}

function isoDate(year: number, month: number, day: number): string | null {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  if (year < 1 || days === undefined || day < 1 || day > days) return null;
  const two = (value: number) => String(value).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}

/** The address as it may be followed: http, https or mailto, and nothing that hides where it leads; else null. */
export function safeLink(text: string): string | null {
  const plain = text.trim();
  if (plain.length > LEDGER_BOUNDS.text || hasControls(plain)) return null;
  if (/^mailto:[^\s@:?<>"\\]+@[^\s@<>"\\]+$/i.test(plain)) return plain;
  return /^https?:\/\/[^\s@/?#<>"\\]+(?:[/?#][^\s<>"\\]*)?$/i.test(plain) ? plain : null;
}

function hasControls(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // also marks that turn the order of letters around
    if (code < 32 || code === 127 || (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069))
      return true;
  }
  return false;
}

export type PhotoSource =
  /** The bytes stand in the value. */
  | { readonly kind: 'own'; readonly source: string }
  /** Showing it asks another server: only when the user says so. */
  | { readonly kind: 'outside'; readonly source: string; readonly host: string };

/** Null: no picture that may be shown. */
export function photoSource(text: string): PhotoSource | null {
  if (text.startsWith('data:')) {
    return text.length <= LEDGER_BOUNDS.photo && OWN_PHOTO.test(text) ? { kind: 'own', source: text } : null;
  }
  const link = safeLink(text);
  const host = link === null ? undefined : /^https?:\/\/([^/?#]+)/i.exec(link)?.[1];
  return link === null || host === undefined ? null : { kind: 'outside', source: link, host };
}

/** Null: the value fits. */
export function valueProblem({ kind, choices = [] }: LedgerField, value: LedgerValue): ValueProblem | null {
  if (value === null) return null;
  switch (kind) {
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? null : 'number';
    case 'boolean':
      return typeof value === 'boolean' ? null : 'boolean';
    default:
  }
  if (typeof value !== 'string') return kind;
  if (value.trim() === '') return 'text';
  if (kind === 'photo') return photoSource(value) ? null : 'photo';
  if (value.length > LEDGER_BOUNDS.text) return 'long';
  switch (kind) {
    case 'date':
      return ISO_DATE.test(value) && readDate(value) === value ? null : 'date';
    case 'choice':
      return choices.includes(value) ? null : 'choice';
    case 'link':
      return safeLink(value) === value ? null : 'link';
    default:
      return null;
  }
}

export type ReadValue =
  | { readonly value: LedgerValue; readonly problem?: never }
  | { readonly problem: ValueProblem; readonly value?: never };

/** What was typed, or stood in a file, as a value of the field; nothing but white space is no data. */
export function readValue(field: LedgerField, text: string): ReadValue {
  const plain = field.kind === 'text' ? text : text.trim();
  if (plain.trim() === '') return { value: null };
  const value = parsed(field, plain);
  if (value === null) return { problem: field.kind };
  const problem = valueProblem(field, value);
  return problem ? { problem } : { value };
}

function parsed({ kind }: LedgerField, text: string): LedgerValue {
  switch (kind) {
    case 'number':
      return readNumber(text);
    case 'date':
      return readDate(text);
    case 'boolean': {
      const plain = text.normalize('NFKC').trim();
      return YES.test(plain) ? true : NO.test(plain) ? false : null;
    }
    default:
      return text;
  }
}

/** A finite number, full-width digits and groups of thousands too; null for anything else. */
export function readNumber(text: string): number | null {
  const plain = text.normalize('NFKC').replace(/^[−‐]/, '-').trim();
  const bare = GROUPED.test(plain) ? plain.replaceAll(',', '') : plain;
  const number = NUMBER.test(bare) ? Number(bare) : Number.NaN;
  return Number.isFinite(number) ? number : null;
}

/** The value as text that {@link readValue} reads back. */
export function valueText(value: LedgerValue): string {
  return value === null ? '' : String(value);
}

export interface Converted {
  readonly field: LedgerField;
  readonly values: readonly LedgerValue[];
  /** Indices of values that are nothing of the new kind: nothing is converted while there are any. */
  readonly misfits: readonly number[];
}

/** A column as another kind; choices are those that it has, in the order of their first appearance. */
export function convertValues(field: LedgerField, kind: FieldKind, values: readonly LedgerValue[]): Converted {
  const texts = values.map(valueText);
  const choices =
    kind === 'choice' ? [...new Set(texts.map((text) => text.trim()).filter((text) => text !== ''))] : null;
  const next: LedgerField = { name: field.name, kind, ...(choices ? { choices } : {}) };
  const misfits: number[] = [];
  const isTooMany = (choices?.length ?? 0) > LEDGER_BOUNDS.choices;
  const converted = texts.map((text, index) => {
    const tooLong = choices !== null && text.trim().length > LEDGER_BOUNDS.choice;
    const read = readValue(next, text);
    if (read.problem || isTooMany || tooLong) misfits.push(index);
    return read.value ?? null;
  });
  return { field: next, values: converted, misfits };
}
