/**
 * A ledger as a project keeps it. Checked by hand, not by a schema: there may be a million values, and a message must name the feature.
 */
import { crsFromCode } from '../crs/crs-from-code.ts';
import { RequestError, TengunError } from '../errors.ts';
import { readGeometry } from '../ledger/geometry.ts';
import {
  CLASS_RANGE,
  FIELD_KINDS,
  LEDGER_BOUNDS,
  type Ledger,
  type LedgerFeature,
  type LedgerField,
  type LedgerStyle,
  type LedgerValue,
  STYLE_METHODS,
} from '../ledger/ledger.ts';
import { valueProblem } from '../ledger/values.ts';

const MEMBERS = ['version', 'name', 'crs', 'fields', 'features', 'label', 'style', 'source'];

/**
 * Reads a ledger of anybody.
 * @returns an object of its own, with nothing in it but what was checked
 * @throws {RequestError} INVALID_INPUT or LIMIT, saying which member, field or feature does not fit
 */
export function parseLedger(value: unknown, path = 'ledger'): Ledger {
  const given = members(value, path, MEMBERS);
  if (given.version !== 1) throw invalid(`${path}.version`, 'expected 1', given.version);
  const fields = list(given.fields, `${path}.fields`, LEDGER_BOUNDS.fields).map((one, index) =>
    readField(one, `${path}.fields[${index}]`),
  );
  assertOwn(
    fields.map(({ name }) => name),
    `${path}.fields`,
  );
  const count = { vertices: 0 };
  const features = list(given.features, `${path}.features`, LEDGER_BOUNDS.features).map((one, index) =>
    readFeature(one, fields, `${path}.features[${index}]`, count),
  );
  assertOwn(
    features.map(({ id }) => id),
    `${path}.features`,
  );
  return {
    version: 1,
    name: text(given.name, `${path}.name`, 1, LEDGER_BOUNDS.name),
    crs: readCrs(given.crs, `${path}.crs`),
    fields,
    features,
    label: indexOrNull(given.label, `${path}.label`, fields.length),
    style: readStyle(given.style, `${path}.style`, fields.length),
    source: text(given.source, `${path}.source`, 0, LEDGER_BOUNDS.source),
  };
}

function readCrs(value: unknown, path: string): string {
  const code = text(value, path, 1, 100);
  try {
    crsFromCode(code);
    return code;
  } catch (error) {
    if (error instanceof TengunError) throw invalid(path, error.message, code);
    throw error;
  }
}

function readField(value: unknown, path: string): LedgerField {
  const given = members(value, path, ['name', 'kind', 'choices']);
  const name = text(given.name, `${path}.name`, 1, LEDGER_BOUNDS.fieldName);
  const kind = FIELD_KINDS.find((one) => one === given.kind);
  if (!kind) throw invalid(`${path}.kind`, `expected ${FIELD_KINDS.join(', ')}`, given.kind);
  if (kind !== 'choice') {
    if (given.choices !== undefined) throw invalid(`${path}.choices`, 'expected none but of a choice', given.choices);
    return { name, kind };
  }
  const choices = list(given.choices, `${path}.choices`, LEDGER_BOUNDS.choices).map((one, index) => {
    const choice = text(one, `${path}.choices[${index}]`, 1, LEDGER_BOUNDS.choice);
    if (choice !== choice.trim())
      throw invalid(`${path}.choices[${index}]`, 'expected no white space around it', choice);
    return choice;
  });
  assertOwn(choices, `${path}.choices`);
  return { name, kind, choices };
}

function readFeature(
  value: unknown,
  fields: readonly LedgerField[],
  path: string,
  count: { vertices: number },
): LedgerFeature {
  const given = members(value, path, ['id', 'geometry', 'values']);
  const id = text(given.id, `${path}.id`, 1, LEDGER_BOUNDS.fieldName);
  const values = list(given.values, `${path}.values`, fields.length);
  if (values.length !== fields.length) {
    throw invalid(`${path}.values`, `expected ${fields.length} values, one a field`, values.length);
  }
  for (const [index, field] of fields.entries()) {
    const one = values[index] as LedgerValue;
    const problem = valueProblem(field, one ?? null);
    if (one === undefined || problem) {
      throw invalid(
        `${path}.values[${index}]`,
        `expected a value of ${JSON.stringify(field.name)} (${field.kind})`,
        one,
      );
    }
  }
  try {
    const geometry = given.geometry === undefined ? null : readGeometry(given.geometry, path, count);
    return { id, geometry, values: values as readonly LedgerValue[] };
  } catch (error) {
    if (error instanceof TengunError) throw new RequestError('INVALID_INPUT', error.message, { path });
    throw error;
  }
}

function readStyle(value: unknown, path: string, fieldCount: number): LedgerStyle {
  const given = members(value, path, ['by', 'method', 'classes', 'colour']);
  const method = STYLE_METHODS.find((one) => one === given.method);
  if (!method) throw invalid(`${path}.method`, `expected ${STYLE_METHODS.join(', ')}`, given.method);
  const { classes, colour } = given;
  const [low, high] = CLASS_RANGE;
  if (typeof classes !== 'number' || !Number.isInteger(classes) || classes < low || classes > high) {
    throw invalid(`${path}.classes`, `expected ${low} to ${high}`, classes);
  }
  if (typeof colour !== 'string' || !/^#[0-9a-f]{6}$/.test(colour))
    throw invalid(`${path}.colour`, 'expected #rrggbb', colour);
  return { by: indexOrNull(given.by, `${path}.by`, fieldCount), method, classes, colour };
}

function indexOrNull(value: unknown, path: string, length: number): number | null {
  if (value === null) return null;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < length) return value;
  throw invalid(path, `expected null or the index of one of ${length} fields`, value);
}

function members(value: unknown, path: string, known: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(path, 'expected an object', value);
  const other = Object.keys(value).find((key) => !known.includes(key));
  if (other !== undefined) throw invalid(`${path}.${other.slice(0, 40)}`, `expected ${known.join(', ')}`, other);
  return value as Readonly<Record<string, unknown>>;
}

function list(value: unknown, path: string, most: number): readonly unknown[] {
  if (!Array.isArray(value)) throw invalid(path, 'expected a list', value);
  if (value.length > most) {
    throw new RequestError('LIMIT', `${path}: expected at most ${most}, seen ${value.length}`, { path });
  }
  return value;
}

function text(value: unknown, path: string, least: number, most: number): string {
  if (typeof value !== 'string' || value.trim().length < least) throw invalid(path, 'expected a text', value);
  if (value.length > most) throw invalid(path, `expected at most ${most} characters`, value.length);
  return value;
}

function assertOwn(names: readonly string[], path: string): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw invalid(path, 'expected each of them once', name);
    seen.add(name);
  }
}

function invalid(path: string, expected: string, seen: unknown): RequestError {
  const shown = (JSON.stringify(seen) ?? String(seen)).slice(0, 80);
  return new RequestError('INVALID_INPUT', `${path}: ${expected}, seen ${shown}`, { path });
}
