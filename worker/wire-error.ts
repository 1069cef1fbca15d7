/** Errors on their way across the thread boundary: structured clone drops classes and fields, so they travel as data. */
import {
  CrsError,
  type ErrorCode,
  FormatError,
  GeometryError,
  GridMismatchError,
  LimitError,
  RequestError,
  StorageError,
  TengunError,
  UnsupportedError,
} from '#core/errors.ts';
import { storageFault } from './store/storage-fault.ts';

export interface WireError {
  readonly name: string;
  readonly code: ErrorCode | null;
  readonly message: string;
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
  readonly stack?: string;
}

export function wireError(thrown: unknown): WireError {
  const error = storageFault(thrown);
  if (error instanceof TengunError) {
    return { name: error.name, code: error.code, message: error.message, details: error.details };
  }
  const known = error instanceof Error ? error : new Error(String(error));
  return {
    name: known.name,
    code: null,
    message: known.message,
    details: {},
    ...(known.stack ? { stack: known.stack } : {}),
  };
}

/** The typed error again, so that callers can test it with `instanceof`. */
export function reviveError({ name, code, message, details, stack }: WireError): Error {
  if (code === null) {
    const plain = new Error(message);
    plain.name = name;
    if (stack) plain.stack = stack;
    return plain;
  }
  const at = { ...details };
  switch (name) {
    case 'FormatError':
      return new FormatError(message, { ...at, offset: Number(at.offset ?? 0) } as { offset: number });
    case 'UnsupportedError':
      return new UnsupportedError(String(at.feature ?? message));
    case 'CrsError':
      return new CrsError(message, at);
    case 'GeometryError':
      return new GeometryError(message, at);
    case 'GridMismatchError':
      return new GridMismatchError(message);
    case 'StorageError':
      return new StorageError(code as StorageError['code'] & ('NO_SPACE' | 'READ_ONLY' | 'STORAGE'), message, at);
    case 'LimitError':
      return new LimitError(message, { limit: Number(at.limit), actual: Number(at.actual) });
    default:
      return new RequestError(code, message, at);
  }
}
