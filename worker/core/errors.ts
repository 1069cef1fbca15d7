/**
 * The typed errors of the core. Every message says what was expected and what was seen; `code` is the stable name
 * that the command line, the worker contract and the HTTP layer pass on.
 */
export type ErrorCode =
  | 'FORMAT'
  | 'UNSUPPORTED'
  | 'CRS'
  | 'GEOMETRY'
  | 'GRID_MISMATCH'
  | 'LIMIT'
  | 'NOT_FOUND'
  | 'NO_DATA'
  | 'NO_GROUND_CLASS'
  | 'INVALID_INPUT'
  | 'CHECKSUM'
  | 'NO_SPACE'
  | 'READ_ONLY'
  | 'STORAGE'
  | 'UPSTREAM'
  | 'WORKER_LOST';

/** Base of all errors that Tengun raises on purpose. `code` is stable, `details` is JSON-safe. */
export class TengunError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, string | number | boolean | null>>;

  constructor(code: ErrorCode, message: string, details: Record<string, string | number | boolean | null> = {}) {
    super(message);
    this.name = new.target.name;
    this.code = code;
    this.details = details;
  }
}

/** Bytes that are not what their format promises. `offset` is the byte position in the file (or in the given buffer). */
export class FormatError extends TengunError {
  readonly offset: number;

  constructor(message: string, at: { offset: number; expected?: string | number; actual?: string | number }) {
    super('FORMAT', message, { ...at });
    this.offset = at.offset;
  }
}

/** Well-formed input that uses a feature that Tengun does not read. The message contains the word "unsupported". */
export class UnsupportedError extends TengunError {
  constructor(feature: string) {
    super('UNSUPPORTED', `unsupported: ${feature}`, { feature });
  }
}

/** A coordinate reference system that is missing, unknown or not usable for the purpose. */
export class CrsError extends TengunError {
  constructor(message: string, details: Record<string, string | number | boolean | null> = {}) {
    super('CRS', message, details);
  }
}

/** A polygon or line that cannot be measured: too few vertices, self-crossing, not finite. */
export class GeometryError extends TengunError {
  constructor(message: string, details: Record<string, string | number | boolean | null> = {}) {
    super('GEOMETRY', message, details);
  }
}

/** Two grids that do not share origin, cell size and shape. */
export class GridMismatchError extends TengunError {
  constructor(message: string) {
    super('GRID_MISMATCH', message);
  }
}

/** A request larger than what is allowed; says the limit and the size seen. */
export class LimitError extends TengunError {
  constructor(message: string, details: { limit: number; actual: number }) {
    super('LIMIT', message, details);
  }
}

/**
 * The disk does not take what should be written, or does not give what should be read: NO_SPACE (full, or a quota is used up),
 * READ_ONLY (nothing may be written there), STORAGE (the device reports an error). It says nothing about the input.
 */
export class StorageError extends TengunError {
  constructor(
    code: 'NO_SPACE' | 'READ_ONLY' | 'STORAGE',
    message: string,
    details: Record<string, string | number | boolean | null> = {},
  ) {
    super(code, message, details);
  }
}

/** Any other error with a code of its own (NOT_FOUND, NO_DATA, NO_GROUND_CLASS, INVALID_INPUT, CHECKSUM). */
export class RequestError extends TengunError {}
