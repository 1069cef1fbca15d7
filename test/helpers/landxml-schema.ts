/** Validates LandXML against our own schema of the subset that we write (test/fixtures/landxml), with xmllint. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { validateXML } from 'xmllint-wasm';

const SCHEMA = join(import.meta.dirname, '..', 'fixtures', 'landxml', 'tengun-jlandxml-subset.xsd');

/** @returns what is wrong, line by line; empty when it is valid */
export async function schemaErrors(xml: string): Promise<string[]> {
  const { errors } = await validateXML({
    xml: [{ fileName: 'document.xml', contents: xml }],
    // a surface of a road takes more than it has by default
    maxMemoryPages: 32_768,
    schema: [{ fileName: 'schema.xsd', contents: await readFile(SCHEMA, 'utf8') }],
  });
  return errors.map(({ message }) => message);
}
