/** The files under scripts/deploy as facts: steps of the Dockerfile, sections of units, blocks of the Caddyfile. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');
export const deployFile = (name: string): string => readFileSync(join(ROOT, 'scripts/deploy', name), 'utf8');

export interface DockerStep {
  readonly keyword: string;
  readonly rest: string;
  /** Number of its FROM, from 0. */
  readonly stage: number;
}

export function dockerSteps(text: string): DockerStep[] {
  let stage = -1;
  const lines = text
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n');
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, keyword = '', rest = ''] = /^\s*(\S+)\s*(.*)$/.exec(line) ?? [];
      if (keyword === 'FROM') stage += 1;
      return { keyword, rest: rest.trim(), stage };
    });
}

/** Sources of a COPY, and the stage that they come from. */
export function copied({ rest }: DockerStep): { readonly from: string | null; readonly sources: readonly string[] } {
  const words = rest.split(/\s+/);
  const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length) ?? null;
  return { from, sources: words.filter((word) => !word.startsWith('--')).slice(0, -1) };
}

/** `Section.Key` → its values. */
export function unitFacts(text: string): ReadonlyMap<string, readonly string[]> {
  const facts = new Map<string, string[]>();
  let section = '';
  for (const line of text.split('\n')) {
    const [, name] = /^\[(\w+)\]$/.exec(line) ?? [];
    if (name !== undefined) section = name;
    const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (key !== undefined) facts.set(`${section}.${key}`, [...(facts.get(`${section}.${key}`) ?? []), value ?? '']);
  }
  return facts;
}

/** Names of environment variables of ours in a text. */
export const settingsIn = (text: string): string[] => [...new Set(text.match(/\bTENGUN_[A-Z_]+/g) ?? [])];
