/** When the grids of a series are: out of an index (JSON or CSV), else out of their names. Pure. */
import { FormatError } from '#core/errors.ts';

export interface StepIndex {
  readonly times: ReadonlyMap<string, number>;
  /** Who computed it, as the index says. */
  readonly source: string | null;
  readonly isSeconds: boolean;
}

const MAX_ENTRIES = 2_000;
const MAX_TEXT = 2_000_000;
const SECONDS: Readonly<Record<string, number>> = { s: 1, sec: 1, min: 60, m: 60, h: 3600, hour: 3600 };

/**
 * `{"source", "unit": "s"|"min"|"h", "steps": [{"file", "time"}]}`, or CSV with the heads `file`, `time` and perhaps `source`, `unit`.
 * @throws {FormatError} when it is neither
 */
export function readIndex(name: string, text: string): StepIndex {
  const wrong = (seen: string) =>
    new FormatError(`${name}: expected an index of files and times, seen ${seen.slice(0, 120)}`, { offset: 0 });
  if (text.length > MAX_TEXT) throw wrong(`${text.length} characters`);
  const rows = /^\s*[{[]/.test(text) ? jsonRows(text, wrong) : csvRows(text, wrong);
  if (rows.length === 0 || rows.length > MAX_ENTRIES) throw wrong(`${rows.length} entries`);
  const times = new Map<string, number>();
  let source: string | null = null;
  for (const [i, row] of rows.entries()) {
    const file =
      String(row.file ?? '')
        .split(/[\\/]/)
        .at(-1) ?? '';
    const unit =
      SECONDS[
        String(row.unit ?? 's')
          .trim()
          .toLowerCase()
      ];
    const time = typeof row.time === 'number' ? row.time : Number(String(row.time ?? '').trim() || Number.NaN);
    if (file === '' || unit === undefined || !Number.isFinite(time)) {
      throw wrong(`entry ${i + 1}: file "${file}", time "${String(row.time)}", unit "${String(row.unit ?? 's')}"`);
    }
    times.set(file, time * unit);
    if (typeof row.source === 'string' && row.source.trim() !== '') source ??= row.source.trim().slice(0, 200);
  }
  return { times, source, isSeconds: true };
}

type Row = Readonly<Record<string, unknown>>;

function jsonRows(text: string, wrong: (seen: string) => FormatError): Row[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : 'broken JSON');
  }
  const list: unknown = Array.isArray(value) ? value : memberOf(value, 'steps');
  if (!Array.isArray(list)) throw wrong('no list of steps');
  const common = { unit: memberOf(value, 'unit'), source: memberOf(value, 'source') };
  return list.map((one) => ({
    file: memberOf(one, 'file'),
    time: memberOf(one, 'time'),
    unit: memberOf(one, 'unit') ?? common.unit,
    source: memberOf(one, 'source') ?? common.source,
  }));
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Reflect.get(value, name) : undefined;

function csvRows(text: string, wrong: (seen: string) => FormatError): Row[] {
  const [first = '', ...lines] = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
  const heads = first.split(',').map((head) => head.trim().toLowerCase());
  if (!heads.includes('file') || !heads.includes('time')) throw wrong(`the heads "${first}"`);
  return lines.map((line) => {
    const fields = line.split(',');
    return Object.fromEntries(heads.map((head, i) => [head, fields[i]?.trim().replace(/^"(.*)"$/, '$1') || undefined]));
  });
}

/** Whether a file of the series is its index. */
export const isIndex = (name: string, start: string): boolean =>
  /\.json$/i.test(name) || (/\.csv$/i.test(name) && /^\uFEFF?[^\n]*\bfile\b/i.test(start) && /\btime\b/i.test(start));

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/(\d+(?:\.\d+)?)\s*(?:hours?|hr|時間|h)(?![a-z])/i, 3600],
  [/(\d+(?:\.\d+)?)\s*(?:minutes?|mins?|分)(?![a-z])/i, 60],
  [/(\d+(?:\.\d+)?)\s*(?:seconds?|secs?|秒|s)(?![a-z])/i, 1],
];

/** Seconds in a name (`depth_90s`, `10min`, `1h30min`), else its last number as a step without a time; null: no number. */
export function timeInName(name: string): { readonly value: number; readonly isSeconds: boolean } | null {
  const stem = name.replace(/\.[a-z0-9]+$/i, '');
  const parts = UNITS.flatMap(([pattern, seconds]) => {
    const found = pattern.exec(stem);
    return found ? [Number(found[1]) * seconds] : [];
  });
  if (parts.length > 0) return { value: parts.reduce((sum, part) => sum + part, 0), isSeconds: true };
  const last = [...stem.matchAll(/\d+(?:\.\d+)?/g)].at(-1);
  return last ? { value: Number(last[0]), isSeconds: false } : null;
}

/** `1:30:00`, `0:05:00`. */
export function clockText(seconds: number): string {
  const whole = Math.round(seconds);
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return `${h}:${String(m).padStart(2, '0')}:${String(s).padStart(2, '0')}`;
}
