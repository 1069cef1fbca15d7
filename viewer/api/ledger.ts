/** Ledgers as projects keep them. */
import type { Ledger } from '#core/ledger/ledger.ts';
import { type EntryContent, readEntry } from './projects.ts';

/** What a project keeps of a ledger. */
export function ledgerContent(ledger: Ledger, scene: string): EntryContent {
  return { kind: 'ledger', name: ledger.name, scene, properties: { ledger } };
}

/** @throws {ApiError, RequestError} when it is not there, or is none */
export async function readKeptLedger(
  project: string,
  entry: string,
): Promise<{ readonly ledger: Ledger; readonly version: number }> {
  const { properties, version } = await readEntry(project, entry);
  const { parseLedger } = await import('#core/contract/ledger.ts');
  return { ledger: parseLedger(properties?.ledger), version };
}
