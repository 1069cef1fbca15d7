/** Edits of a ledger. Each gives a new one; what does not fit is refused, and nothing is half done. */
import { LimitError, RequestError } from '../errors.ts';
import { readGeometry } from './geometry.ts';
import {
  type FieldKind,
  freeFeatureId,
  LEDGER_BOUNDS,
  type Ledger,
  type LedgerFeature,
  type LedgerField,
  type LedgerGeometry,
  type LedgerStyle,
  type LedgerValue,
  positionsOf,
} from './ledger.ts';
import { convertValues, valueProblem } from './values.ts';

export type LedgerEdit =
  | { readonly type: 'rename'; readonly name: string }
  | { readonly type: 'style'; readonly style: LedgerStyle }
  | { readonly type: 'label'; readonly label: number | null }
  | { readonly type: 'addFeature'; readonly geometry: LedgerGeometry | null; readonly values?: readonly LedgerValue[] }
  | { readonly type: 'setValue'; readonly id: string; readonly field: number; readonly value: LedgerValue }
  | { readonly type: 'setGeometry'; readonly id: string; readonly geometry: LedgerGeometry | null }
  | { readonly type: 'setHeights'; readonly heights: ReadonlyMap<string, number> }
  | { readonly type: 'removeFeatures'; readonly ids: ReadonlySet<string> }
  | { readonly type: 'addField'; readonly field: LedgerField }
  | { readonly type: 'renameField'; readonly field: number; readonly name: string }
  | { readonly type: 'fieldKind'; readonly field: number; readonly kind: FieldKind }
  | { readonly type: 'choices'; readonly field: number; readonly choices: readonly string[] }
  | { readonly type: 'removeField'; readonly field: number };

/**
 * @returns the same object where nothing changes
 * @throws {RequestError} INVALID_INPUT, NOT_FOUND @throws {LimitError}
 */
export function editLedger(ledger: Ledger, edit: LedgerEdit): Ledger {
  switch (edit.type) {
    case 'rename': {
      const name = edit.name.trim();
      if (name === '' || name.length > LEDGER_BOUNDS.name)
        throw invalid(`a name of 1 to ${LEDGER_BOUNDS.name} characters`, name);
      return name === ledger.name ? ledger : { ...ledger, name };
    }
    case 'style':
      if (edit.style.by !== null) fieldAt(ledger, edit.style.by);
      return { ...ledger, style: edit.style };
    case 'label':
      if (edit.label !== null) fieldAt(ledger, edit.label);
      return edit.label === ledger.label ? ledger : { ...ledger, label: edit.label };
    case 'addFeature':
      return addFeature(ledger, edit.geometry, edit.values ?? ledger.fields.map(() => null));
    case 'setValue':
      return setValue(ledger, edit);
    case 'setGeometry': {
      const geometry = checked(ledger, edit.geometry, edit.id);
      return withFeature(ledger, edit.id, (feature) => ({ ...feature, geometry }));
    }
    case 'setHeights':
      return setHeights(ledger, edit.heights);
    case 'removeFeatures': {
      const features = ledger.features.filter(({ id }) => !edit.ids.has(id));
      return features.length === ledger.features.length ? ledger : { ...ledger, features };
    }
    default:
      return editFields(ledger, edit);
  }
}

function addFeature(ledger: Ledger, geometry: LedgerGeometry | null, values: readonly LedgerValue[]): Ledger {
  const limit = LEDGER_BOUNDS.features;
  if (ledger.features.length >= limit) {
    throw new LimitError(`expected at most ${limit} features, seen ${limit} and one more`, {
      limit,
      actual: limit + 1,
    });
  }
  const id = freeFeatureId(ledger.features);
  if (values.length !== ledger.fields.length) throw invalid(`${ledger.fields.length} values`, String(values.length));
  for (const [index, field] of ledger.fields.entries()) assertFits(field, values[index] ?? null);
  return { ...ledger, features: [...ledger.features, { id, geometry: checked(ledger, geometry, id), values }] };
}

function checked(ledger: Ledger, geometry: LedgerGeometry | null, id: string): LedgerGeometry | null {
  const others = ledger.features.reduce(
    (sum, one) => sum + (one.geometry && one.id !== id ? positionsOf(one.geometry).length : 0),
    0,
  );
  return readGeometry(geometry, `feature ${id}`, { vertices: others });
}

function setValue(ledger: Ledger, { id, field: at, value }: LedgerEdit & { type: 'setValue' }): Ledger {
  assertFits(fieldAt(ledger, at), value);
  return withFeature(ledger, id, (feature) =>
    feature.values[at] === value ? feature : { ...feature, values: feature.values.with(at, value) },
  );
}

/** Places without a height get one; those that have one keep it. */
function setHeights(ledger: Ledger, heights: ReadonlyMap<string, number>): Ledger {
  let isNew = false;
  const features = ledger.features.map((feature): LedgerFeature => {
    const height = heights.get(feature.id);
    const { geometry } = feature;
    if (height === undefined || geometry?.type !== 'Point' || geometry.coordinates.length !== 2) return feature;
    isNew = true;
    return { ...feature, geometry: { ...geometry, coordinates: [...geometry.coordinates, height] } };
  });
  return isNew ? { ...ledger, features } : ledger;
}

type FieldEdit = Extract<LedgerEdit, { type: 'addField' | 'renameField' | 'fieldKind' | 'choices' | 'removeField' }>;

function editFields(ledger: Ledger, edit: FieldEdit): Ledger {
  const { fields, features } = ledger;
  if (edit.type === 'addField') {
    const limit = LEDGER_BOUNDS.fields;
    if (fields.length >= limit) throw new LimitError(`expected at most ${limit} fields`, { limit, actual: limit + 1 });
    const field = { ...edit.field, name: freeName(ledger, edit.field.name, -1) };
    return {
      ...ledger,
      fields: [...fields, field],
      features: features.map((feature) => ({ ...feature, values: [...feature.values, null] })),
      label: ledger.label ?? fields.length,
    };
  }
  const at = edit.field;
  const field = fieldAt(ledger, at);
  const withField = (next: LedgerField) => ({ ...ledger, fields: fields.with(at, next) });
  switch (edit.type) {
    case 'renameField':
      return edit.name.trim() === field.name ? ledger : withField({ ...field, name: freeName(ledger, edit.name, at) });
    case 'fieldKind': {
      if (edit.kind === field.kind) return ledger;
      const {
        field: next,
        values,
        misfits,
      } = convertValues(
        field,
        edit.kind,
        features.map((one) => one.values[at] ?? null),
      );
      if (misfits.length > 0) throw new MisfitError(field, edit.kind, misfits);
      const isStyled = ledger.style.by === at && ledger.style.method !== 'categories' && edit.kind !== 'number';
      return {
        ...withField(next),
        features: features.map((feature, index) => ({
          ...feature,
          values: feature.values.with(at, values[index] ?? null),
        })),
        style: isStyled ? { ...ledger.style, method: 'categories' } : ledger.style,
      };
    }
    case 'choices': {
      const choices = [...new Set(edit.choices.map((choice) => choice.trim()))].filter((choice) => choice !== '');
      const lost = features.find(({ values }) => values[at] !== null && !choices.includes(String(values[at])));
      if (field.kind !== 'choice') throw invalid('a field of choices', field.kind);
      if (lost)
        throw invalid(`${JSON.stringify(lost.values[at])} among the choices: features have it`, choices.join(', '));
      if (choices.length > LEDGER_BOUNDS.choices || choices.some((choice) => choice.length > LEDGER_BOUNDS.choice)) {
        throw invalid(
          `at most ${LEDGER_BOUNDS.choices} choices of ${LEDGER_BOUNDS.choice} characters`,
          String(choices.length),
        );
      }
      return withField({ ...field, choices });
    }
    case 'removeField': {
      const shift = (index: number | null) => (index === null || index === at ? null : index > at ? index - 1 : index);
      return {
        ...ledger,
        fields: fields.toSpliced(at, 1),
        features: features.map((feature) => ({ ...feature, values: feature.values.toSpliced(at, 1) })),
        label: shift(ledger.label),
        style: { ...ledger.style, by: shift(ledger.style.by) },
      };
    }
  }
}

/** Values that are nothing of the kind that was asked for. */
export class MisfitError extends RequestError {
  /** Indices of features. */
  readonly misfits: readonly number[];

  constructor(field: LedgerField, kind: FieldKind, misfits: readonly number[]) {
    const first = (misfits[0] ?? 0) + 1;
    super(
      'INVALID_INPUT',
      `${field.name}: expected values of the kind ${kind}, seen ${misfits.length} others, the first in feature ${first}`,
      {
        count: misfits.length,
        first,
      },
    );
    this.misfits = misfits;
  }
}

function withFeature(ledger: Ledger, id: string, change: (feature: LedgerFeature) => LedgerFeature): Ledger {
  const at = ledger.features.findIndex((feature) => feature.id === id);
  const before = ledger.features[at];
  if (!before)
    throw new RequestError('NOT_FOUND', `expected a feature of the ledger, seen ${JSON.stringify(id.slice(0, 100))}`);
  const after = change(before);
  return after === before ? ledger : { ...ledger, features: ledger.features.with(at, after) };
}

function fieldAt({ fields }: Ledger, at: number): LedgerField {
  const field = fields[at];
  if (!field) throw invalid(`one of ${fields.length} fields`, String(at));
  return field;
}

function freeName({ fields }: Ledger, name: string, own: number): string {
  const plain = name.trim();
  if (plain === '' || plain.length > LEDGER_BOUNDS.fieldName) {
    throw invalid(`a name of 1 to ${LEDGER_BOUNDS.fieldName} characters`, plain);
  }
  if (fields.some((field, index) => field.name === plain && index !== own))
    throw invalid('a name that no other field has', plain);
  return plain;
}

function assertFits(field: LedgerField, value: LedgerValue): void {
  const problem = valueProblem(field, value);
  if (problem) throw invalid(`a value of ${JSON.stringify(field.name)} (${field.kind})`, JSON.stringify(value));
}

function invalid(expected: string, seen: string): RequestError {
  return new RequestError('INVALID_INPUT', `expected ${expected}, seen ${seen.slice(0, 160)}`);
}
