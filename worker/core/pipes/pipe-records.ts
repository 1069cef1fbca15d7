/** From what a file says of its lines to pipes: kinds, diameters, levels; what is open is asked. */
import type { PipeInput } from '../contract/pipe-check.ts';
import type { LevelReference, PipeKind } from './pipe.ts';
import { kindOf, LEVEL_FIELDS, type LengthUnit, type PipeField, pipeColumn, placeOf } from './pipe-columns.ts';
import { type PipeAnswers, PipeQuestion } from './pipe-question.ts';
import { broken, type PipeNotes, type PipeRecord } from './read-pipes.ts';

const METRES: Readonly<Record<LengthUnit, number>> = { mm: 0.001, cm: 0.01, m: 1 };
/** A diameter of less, without a unit, may be metres. */
const LEAST_PLAIN_MM = 10;
const MOST_DIAMETER_MM = 20_000;
/** Deeper covers are millimetres or centimetres by mistake. */
const MOST_COVER_M = 100;
const MAX_NAME = 80;

interface Said {
  readonly name: string;
  readonly value: unknown;
  readonly unit: LengthUnit | null;
}
type Fields = Readonly<Partial<Record<PipeField, Said>>>;

export function pipesOfRecords(
  name: string,
  records: readonly PipeRecord[],
  answers: PipeAnswers,
  { skipped, isDegrees }: { readonly skipped: number; readonly isDegrees: boolean },
): { readonly pipes: readonly PipeInput[]; readonly notes: PipeNotes } {
  const taken = new Set<string>();
  const unknownKinds = new Set<string>();
  let [renamed, withoutLevel] = [0, 0];
  let zIgnored = false;
  const pipes = records.map((record, i): PipeInput => {
    const fields = fieldsOf(name, record);
    const wanted = textOf(fields.id?.value) || featureId(record) || `${i + 1}`;
    let id = wanted;
    for (let k = 2; taken.has(id); k++) id = `${wanted}#${k}`;
    if (id !== wanted) renamed += 1;
    taken.add(id);
    const level = levelOf(name, record, fields, answers, isDegrees);
    if (!level) withoutLevel += 1;
    if (record.z && level && !level.fromZ) zIgnored = true;
    const wall = lengthOf(name, record, fields.wall, 'mm');
    const under = placeOf(textOf(fields.under?.value));
    const [title, accuracy] = [textOf(fields.name?.value), textOf(fields.accuracy?.value).slice(0, 40)];
    return {
      id,
      ...(title === '' ? {} : { name: title }),
      kind: kindIn(fields.kind, unknownKinds),
      ...(under ? { under } : {}),
      diameterMm: diameterOf(name, record, fields.diameter, answers),
      ...(wall === null ? {} : { wallMm: millimetres(wall) }),
      ...(accuracy === '' ? {} : { accuracy }),
      line: record.line.map(([x, y]) => [x, y]),
      ...(level ? { level: { reference: level.reference, valuesM: [...level.valuesM] } } : {}),
    };
  });
  return { pipes, notes: { unknownKinds: [...unknownKinds], renamed, withoutLevel, zIgnored, skipped } };
}

/** @throws {FormatError} where two properties mean the same, and both say something */
function fieldsOf(name: string, { fields, where }: PipeRecord): Fields {
  const known: Partial<Record<PipeField, Said>> = {};
  for (const [key, value] of fields) {
    const column = pipeColumn(key);
    if (!column || textOf(value) === '') continue;
    const before = known[column.field];
    if (before) throw broken(name, `one ${column.field} in ${where}`, `${before.name} and ${key}`);
    known[column.field] = { name: key, value, unit: column.unit };
  }
  return known;
}

const featureId = ({ fields }: PipeRecord): string => textOf(fields.find(([key]) => key === 'feature id')?.[1]);

function kindIn(said: Said | undefined, unknown: Set<string>): PipeKind {
  const text = textOf(said?.value);
  const kind = kindOf(text);
  if (text !== '' && !kind) unknown.add(text);
  return kind ?? 'other';
}

function diameterOf(name: string, record: PipeRecord, said: Said | undefined, answers: PipeAnswers): number {
  if (!said) {
    if (answers.diameterMm !== undefined) return answers.diameterMm;
    throw new PipeQuestion(`${name}: expected a diameter in ${record.where}, seen none`, 'diameterMm', []);
  }
  const text = textOf(said.value)
    .replace(/^[φΦø⌀]\s*/, '')
    .replace(/^d\s*=?\s*(?=\d)/i, '');
  const own = /(mm|cm|m)$/i.exec(text)?.[1]?.toLowerCase();
  const value = numberOf(own ? text.slice(0, -own.length) : text);
  if (value === null || !(value > 0)) {
    throw broken(name, `a diameter over 0 for ${said.name} in ${record.where}`, textOf(said.value) || 'nothing');
  }
  const stated = own === 'mm' || own === 'cm' || own === 'm' ? own : said.unit;
  if (!stated && !answers.diameterUnit && value < LEAST_PLAIN_MM) {
    throw new PipeQuestion(
      `${name}: expected millimetres for ${said.name} in ${record.where}, seen ${value}: is it metres?`,
      'diameterUnit',
      ['mm', 'm'],
    );
  }
  const unit = stated ?? (value < LEAST_PLAIN_MM ? answers.diameterUnit : null) ?? 'mm';
  const result = millimetres(value * METRES[unit]);
  if (result > MOST_DIAMETER_MM) {
    throw broken(name, `a diameter up to ${MOST_DIAMETER_MM} mm for ${said.name} in ${record.where}`, `${result} mm`);
  }
  return result;
}

interface Level {
  readonly reference: LevelReference;
  readonly valuesM: readonly (number | null)[];
  readonly fromZ: boolean;
}

/** @throws {PipeQuestion} where several levels are given, or nobody says what the third coordinate is */
function levelOf(
  name: string,
  record: PipeRecord,
  fields: Fields,
  answers: PipeAnswers,
  isDegrees: boolean,
): Level | null {
  if (record.atVertices) return { ...checkedCover(name, record, record.atVertices), fromZ: false };
  const ends = (from: Said | undefined, to: Said | undefined, reference: LevelReference) => {
    const [first, last] = [lengthOf(name, record, from, 'm'), lengthOf(name, record, to, 'm')];
    if (first === null && last === null) return [];
    return [{ reference, valuesM: between(record.line, isDegrees, first, last), fromZ: false }];
  };
  const given: Level[] = [
    ...LEVEL_FIELDS.flatMap((reference) => {
      const value = lengthOf(name, record, fields[reference], 'm');
      return value === null ? [] : [{ reference, valuesM: [value], fromZ: false }];
    }),
    ...ends(fields.coverFrom, fields.coverTo, 'cover'),
    ...ends(fields.invertFrom, fields.invertTo, 'invert'),
  ];
  const [first, ...others] = given;
  if (first && others.length === 0) return { ...checkedCover(name, record, first), fromZ: false };
  if (first) {
    const chosen = given.filter(({ reference }) => reference === answers.level);
    if (chosen.length === 1) return { ...checkedCover(name, record, chosen[0]!), fromZ: false };
    const names = [...new Set(given.map(({ reference }) => reference))];
    if (names.length === 1) throw broken(name, `one ${names[0]} in ${record.where}`, `${given.length}`);
    throw new PipeQuestion(`${name}: expected one level in ${record.where}, seen ${names.join(', ')}`, 'level', names);
  }
  if (!record.z) return null;
  if (!answers.z) {
    throw new PipeQuestion(
      `${name}: expected to be told what the third coordinate is of, in ${record.where} it is ${record.z.find((z) => z !== null)}`,
      'z',
      ['axis', 'crown', 'invert', 'cover', 'none'],
    );
  }
  if (answers.z === 'none') return null;
  return { ...checkedCover(name, record, { reference: answers.z, valuesM: record.z }), fromZ: true };
}

/** Linear by length between the two ends of a line. */
function between(
  line: PipeRecord['line'],
  isDegrees: boolean,
  first: number | null,
  last: number | null,
): (number | null)[] {
  // degrees of longitude are shorter away from the equator
  const squeeze = isDegrees ? Math.cos((line[0]![1] * Math.PI) / 180) : 1;
  const steps = line.map(([x, y], i) =>
    i === 0 ? 0 : Math.hypot(squeeze * (x - line[i - 1]![0]), y - line[i - 1]![1]),
  );
  const whole = steps.reduce((sum, step) => sum + step, 0);
  let done = 0;
  return steps.map((step, i) => {
    done += step;
    if (i === 0) return first;
    if (i === steps.length - 1) return last;
    return first === null || last === null ? null : first + (done / whole) * (last - first);
  });
}

function checkedCover<L extends { readonly reference: LevelReference; readonly valuesM: readonly (number | null)[] }>(
  name: string,
  { where }: PipeRecord,
  level: L,
): L {
  const wrong = level.valuesM.find((value) => value !== null && Math.abs(value) > MOST_COVER_M);
  if (level.reference === 'cover' && wrong !== undefined) {
    throw broken(
      name,
      `a depth in metres, at most ${MOST_COVER_M}, in ${where}; name the column …_mm or …_cm`,
      `${wrong}`,
    );
  }
  return level;
}

/** Metres; null where nothing is said. @param usual unit of columns that do not say theirs */
function lengthOf(name: string, { where }: PipeRecord, said: Said | undefined, usual: LengthUnit): number | null {
  if (!said) return null;
  const text = textOf(said.value);
  if (text === '-' || text === '不明') return null;
  const own = /(mm|cm|m)$/i.exec(text)?.[1]?.toLowerCase();
  const value = numberOf(own ? text.slice(0, -own.length) : text);
  if (value === null) throw broken(name, `a number for ${said.name} in ${where}`, text);
  return value * METRES[own === 'mm' || own === 'cm' || own === 'm' ? own : (said.unit ?? usual)];
}

/** Decimals as they were written: 0.15 m are 150 mm. */
const millimetres = (metres: number): number => Math.round(metres * 1e6) / 1e3;

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number'
    ? String(value).normalize('NFKC').trim().slice(0, MAX_NAME)
    : '';

export function numberOf(value: unknown): number | null {
  const text = textOf(value).replace(/^([+-]?\d{1,3}(?:,\d{3})+)(?=\.|$)/, (whole) => whole.replaceAll(',', ''));
  const number = text === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : null;
}
