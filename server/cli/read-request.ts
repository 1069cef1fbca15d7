/** The request of a process, from a file or from standard input. */
import { readFile } from 'node:fs/promises';
import { RequestError } from '#core/errors.ts';
import { assertJsonDepth } from '#core/json/json-depth.ts';

/** @throws {RequestError} INVALID_INPUT when it is no JSON */
export async function readRequest(path: string): Promise<unknown> {
  const text = path === '-' ? await standardInput() : await readFile(path, 'utf8');
  assertJsonDepth(text, path);
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RequestError('INVALID_INPUT', `${path} is no JSON: ${reason}`);
  }
}

async function standardInput(): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
