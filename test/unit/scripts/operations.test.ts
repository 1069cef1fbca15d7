/** The pages for those who run it: every command, path, setting, metric and test that they name is there. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROUTE_RULES } from '../../../server/access/route-rules.ts';
import { tengunProgram } from '../../../server/cli/program.ts';
import { SETTINGS } from '../../../server/settings.ts';
import { ROOT, settingsIn } from '../../helpers/deploy-files.ts';

const PAGES = ['scripts/deploy/operations.md', 'scripts/deploy/operations.ja.md', 'server/threat-model.md'];
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
/** What stands in backquotes or in a block of code. */
const codeIn = (text: string) =>
  [...text.matchAll(/```\w*\n([\s\S]*?)```|`([^`\n]+)`/g)].map(([, block, span]) => block ?? span!);
const manifest = JSON.parse(read('package.json'));

interface Use {
  readonly command: string;
  readonly flags: readonly string[];
}

/** `tengun backup DIR --keep 14` in a text. */
function commandsIn(text: string): Use[] {
  const uses: Use[] = [];
  for (const code of codeIn(text)) {
    for (const [, command, rest] of code.matchAll(/(?:^|[\s&|])tengun ([a-z-]+)((?: [^\n&|;`]+)?)/g)) {
      // `docker compose exec tengun tengun …`, `docker compose logs tengun`
      if (command === 'tengun') continue;
      const words = rest!
        .trim()
        .split(/\s+/)
        .filter((word) => word !== '' && word !== '…');
      uses.push({ command: command!, flags: words.filter((word) => word.startsWith('--')) });
    }
  }
  return uses;
}

const program = tengunProgram();

describe('the pages', () => {
  it('name commands and options that there are', () => {
    const uses = PAGES.flatMap((page) => commandsIn(read(page)));
    expect(new Set(uses.map(({ command }) => command)).size).toBeGreaterThan(10);
    for (const { command, flags } of uses) {
      const known = program.commands.find((one) => one.name() === command || one.aliases().includes(command));
      expect(known, command).toBeDefined();
      for (const flag of flags)
        expect(
          known!.options.map(({ long }) => long),
          `${command} ${flag}`,
        ).toContain(flag);
      for (const { required, mandatory, long } of known!.options) {
        if (required && mandatory) expect(flags, command).toContain(long);
      }
    }
  });

  it.each(PAGES)('%s names files, settings, routes, scripts and metrics that there are', (page) => {
    const text = read(page);
    const sources = globSync('server/**/*.ts', { cwd: ROOT }).map(read).join('\n');
    for (const name of settingsIn(text)) expect(SETTINGS.map((setting) => setting.name)).toContain(name);
    for (const [, link] of text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
      if (!/^https?:/.test(link!)) expect(existsSync(join(ROOT, dirname(page), link!)), link).toBe(true);
    }
    for (const code of codeIn(text)) {
      for (const [path] of code.matchAll(/(?<![\w/.-])(?:test|server|worker|scripts)\/[\w./-]+\.(?:ts|mjs|md)/g)) {
        expect(existsSync(join(ROOT, path)), path).toBe(true);
      }
      for (const [, script] of code.matchAll(/npm run ([\w:-]+)/g))
        expect(Object.keys(manifest.scripts)).toContain(script);
      for (const [metric] of code.matchAll(/^(?:tengun|process)_\w+$/g))
        expect(sources, metric).toMatch(new RegExp(`'${metric}[' ]`));
      for (const [, path] of code.matchAll(/^(\/(?:api|health|metrics|account)[\w/:.-]*)$/g))
        expect(ROUTE_RULES, path).toHaveProperty([`GET ${path}`]);
    }
  });

  it('say the same in both languages: commands, tests, settings, metrics', () => {
    const facts = (page: string) => {
      const text = read(page);
      const tests = [...text.matchAll(/test\/[\w./-]+\.ts/g)].map(([path]) => path);
      const metrics = [...text.matchAll(/`((?:tengun|process)_\w+)`/g)].map(([, name]) => name);
      return {
        commands: commandsIn(text)
          .map(({ command, flags }) => [command, ...flags].join(' '))
          .sort(),
        tests: tests.sort(),
        settings: settingsIn(text).sort(),
        metrics: metrics.sort(),
        headings: (text.match(/^#+ /gm) ?? []).length,
      };
    };
    expect(facts('scripts/deploy/operations.ja.md')).toEqual(facts('scripts/deploy/operations.md'));
  });

  it('prove each line for an auditor, by a test or a command', () => {
    for (const page of PAGES.slice(0, 2)) {
      const lines = read(page)
        .split('\n')
        .filter((line) => line.startsWith('| ☐ |'))
        .slice(1);
      expect(lines.length).toBeGreaterThan(12);
      for (const line of lines) expect(line.split('|')[3], line).toMatch(/`(test\/|tengun |npm run |systemd-analyze )/);
    }
  });
});
