/** What a page hands over as a file. */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

/** @param click begins the download @throws an error with the browser's reason where it did not end well */
export async function downloaded(
  page: Page,
  click: () => Promise<void>,
  timeoutMs = 30_000,
): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download', { timeout: timeoutMs }), click()]);
  const failure = await download.failure();
  if (failure !== null) throw new Error(`${download.suggestedFilename()} of ${download.url()}: ${failure}`);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}
