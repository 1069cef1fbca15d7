/** stac-node-validator over our own schemas (test/fixtures/stac-schemas): by address, nothing is fetched. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import validate from 'stac-node-validator';

const folder = join(import.meta.dirname, '..', 'fixtures', 'stac-schemas');

/** What is wrong with a document, each fault with its place; empty when it is valid. */
export async function stacFaults(document: object): Promise<string[]> {
  const addresses: Record<string, string> = JSON.parse(await readFile(join(folder, 'addresses.json'), 'utf8'));
  const loader = async (address: string): Promise<object> => {
    const name = addresses[address.replace(/#$/, '')];
    if (name === undefined) throw new Error(`no schema for ${address}`);
    return JSON.parse(await readFile(join(folder, name), 'utf8'));
  };
  const report = await validate(structuredClone(document), { loader, strict: false });
  if (!report) return ['not looked at'];
  return [report, ...report.children].flatMap((part) => {
    if (part.skipped) return [`${part.id}: skipped, ${part.messages.join(' ')}`];
    const errors = [...part.results.core, ...Object.values(part.results.extensions).flat()];
    const faults = errors.map(({ instancePath = '', message = '' }) => `${part.id}${instancePath}: ${message}`);
    return part.valid || part.children.length > 0 ? faults : [...faults, `${part.id}: not valid`];
  });
}
