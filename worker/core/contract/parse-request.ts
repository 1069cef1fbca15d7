/** Checks requests against their schema and says in plain words which field does not fit. Nothing is coerced or dropped. */
import Type, { type Static, type TSchema } from 'typebox';
import Value from 'typebox/value';
import { RequestError } from '../errors.ts';

/** Whether a value fits a schema. */
export type SchemaCheck = (schema: object, value: unknown) => boolean;

let fits: SchemaCheck = (schema, value) => Value.Check(schema as TSchema, value);

/** Takes a faster check where there is one (`#worker/compiled-checks.ts`): a polygon of 100,000 vertices takes this one 0.4 s. */
export function setSchemaCheck(check: SchemaCheck): void {
  fits = check;
}

/** What OGC API Processes allows around the inputs. */
const ENVELOPE_KEYS = ['inputs', 'outputs', 'response', 'subscriber'];

/**
 * Reads `{ inputs, response?, … }`.
 * @throws {RequestError} INVALID_INPUT; `details.path` is the path of the field, e.g. `inputs.existing.classes[0]`
 */
export function parseInputs<S extends TSchema>(schema: S, body: unknown): Static<S> {
  if (!isRecord(body)) throw invalid('', 'expected a JSON object {"inputs": {…}}');
  for (const key of Object.keys(body)) {
    if (!ENVELOPE_KEYS.includes(key)) throw invalid(key, `is not known; expected ${ENVELOPE_KEYS.join(', ')}`);
  }
  if (body.response !== undefined && body.response !== 'raw' && body.response !== 'document') {
    throw invalid('response', `expected "raw" or "document", got ${shown(body.response)}`);
  }
  if (body.inputs === undefined) throw invalid('inputs', 'is missing');
  return parse(schema, body.inputs, 'inputs');
}

/** Checks any value. @throws {RequestError} INVALID_INPUT with `details.path`, which starts with `path` */
export function parse<S extends TSchema>(schema: S, value: unknown, path = ''): Static<S> {
  if (fits(schema, value)) return value as Static<S>;
  const fault = findFault(schema as SchemaNode, value, path) ?? { path, message: 'does not fit its schema' };
  throw invalid(fault.path, fault.message);
}

function invalid(path: string, message: string): RequestError {
  return new RequestError('INVALID_INPUT', path ? `${path}: ${message}` : message, { path });
}

/** The parts of a JSON schema that faults are told from. */
interface SchemaNode {
  readonly anyOf?: readonly SchemaNode[];
  readonly const?: unknown;
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly required?: readonly string[];
  readonly items?: SchemaNode;
}

interface Fault {
  readonly path: string;
  readonly message: string;
}

/** The first fault in document order, or null. Only what does not fit is looked into: a list may be long. */
function findFault(schema: SchemaNode, value: unknown, path: string): Fault | null {
  if (fits(schema, value)) return null;
  if (schema.anyOf) return findUnionFault(schema.anyOf, value, path);
  if (schema.type === 'object' && schema.properties) return findObjectFault(schema, value, path);
  if (schema.type === 'array' && schema.items && Array.isArray(value)) {
    const { items, ...own } = schema;
    const [error] = Value.Errors(Type.Unsafe(own), value);
    if (error) return { path, message: `${error.message}, got ${shown(value)}` };
    const at = value.findIndex((item) => !fits(items, item));
    if (at >= 0) return findFault(items, value[at], `${path}[${at}]`);
  }
  const [error] = Value.Errors(Type.Unsafe(schema), value);
  return error ? { path, message: `${error.message}, got ${shown(value)}` } : null;
}

function findObjectFault({ properties = {}, required = [] }: SchemaNode, value: unknown, path: string): Fault | null {
  if (!isRecord(value)) return { path, message: `expected an object, got ${shown(value)}` };
  const names = Object.keys(properties);
  for (const key of Object.keys(value)) {
    if (!names.includes(key)) return { path: join(path, key), message: `is not known; expected ${names.join(', ')}` };
  }
  for (const key of required) {
    if (value[key] === undefined) return { path: join(path, key), message: 'is missing' };
  }
  for (const [key, node] of Object.entries(properties)) {
    const fault = value[key] === undefined ? null : findFault(node, value[key], join(path, key));
    if (fault) return fault;
  }
  return null;
}

/** Of a union, the branch that the value is meant to be speaks: the one whose constants or required fields it has. */
function findUnionFault(branches: readonly SchemaNode[], value: unknown, path: string): Fault | null {
  if (branches.some((branch) => findFault(branch, value, path) === null)) return null;
  const constants = branches.filter((branch) => 'const' in branch).map((branch) => shown(branch.const));
  if (constants.length === branches.length) {
    return { path, message: `expected one of ${constants.join(', ')}, got ${shown(value)}` };
  }
  if (isRecord(value)) {
    const meant = branches.find((branch) => isMeant(branch, value));
    if (meant) return findFault(meant, value, path);
  }
  const forms = branches.map((branch) => formOf(branch));
  return { path, message: `expected ${forms.join(' or ')}, got ${shown(value)}` };
}

function isMeant(branch: SchemaNode, value: Record<string, unknown>): boolean {
  const fields = Object.entries(branch.properties ?? {});
  const constants = fields.filter(([, node]) => 'const' in node);
  if (constants.length > 0) return constants.every(([key, node]) => value[key] === node.const);
  return (branch.required ?? []).some((key) => value[key] !== undefined);
}

function formOf(branch: SchemaNode): string {
  if (!branch.properties) return branch.type ?? 'another form';
  const fields = Object.entries(branch.properties)
    .filter(([key]) => branch.required?.includes(key))
    .map(([key, node]) => ('const' in node ? `"${key}": ${shown(node.const)}` : `"${key}"`));
  return `{${fields.join(', ')}}`;
}

function join(path: string, key: string): string {
  return path ? `${path}.${key}` : key;
}

/** A value without what nobody reads of it: its beginning, some levels deep. */
function shortened(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return value.slice(0, 100);
  if (typeof value !== 'object' || value === null || depth === 0) return typeof value === 'object' ? null : value;
  if (Array.isArray(value)) return value.slice(0, 30).map((item) => shortened(item, depth - 1));
  const entries = Object.entries(value).slice(0, 30);
  return Object.fromEntries(entries.map(([key, member]) => [key.slice(0, 100), shortened(member, depth - 1)]));
}

/** A value as JSON, cut short. */
function shown(value: unknown): string {
  const text = JSON.stringify(shortened(value, 4)) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
