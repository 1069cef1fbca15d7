/**
 * A real Chromium for the end-to-end tests, without any system package: CHROMIUM_PATH or a system browser when there
 * is one, else the binary inside the npm package @sparticuz/chromium, unpacked once into the temporary folder together
 * with the shared libraries that it needs. WebGL 2 runs in software (SwiftShader).
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';

const SYSTEM_BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const ARGUMENTS = [
  '--no-sandbox',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--no-default-browser-check',
  '--no-first-run',
  '--force-color-profile=srgb',
  '--hide-scrollbars',
];

/** Unpacks the regular files of a tar archive (ustar) below a folder. */
function untar(archive: Buffer, folder: string): void {
  for (let at = 0; at + 512 <= archive.length; ) {
    const header = archive.subarray(at, at + 512);
    const text = (from: number, to: number) => header.toString('latin1', from, to).split('\0')[0] ?? '';
    const name = text(345, 500) ? `${text(345, 500)}/${text(0, 100)}` : text(0, 100);
    if (name === '') return;
    const sizeBytes = Number.parseInt(text(124, 136).trim() || '0', 8);
    const type = text(156, 157);
    const path = normalize(join(folder, name));
    if ((type === '0' || type === '') && path.startsWith(folder)) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, archive.subarray(at + 512, at + 512 + sizeBytes), { mode: 0o755 });
    }
    at += 512 + Math.ceil(sizeBytes / 512) * 512;
  }
}

/** Unpacks the packaged browser; a second caller, or a second process, finds it done. */
function unpackPackagedBrowser(): { executablePath: string; libraries: string; fonts: string } {
  const require = createRequire(import.meta.url);
  const packageFolder = dirname(dirname(require.resolve('@sparticuz/chromium')));
  const manifest: unknown = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
  const version = typeof manifest === 'object' && manifest !== null ? String(Reflect.get(manifest, 'version')) : '';
  const folder = join(tmpdir(), `tengun-chromium-${version}`);
  if (!existsSync(join(folder, 'chromium'))) {
    const draft = mkdtempSync(`${folder}-`);
    const unpacked = (name: string) => brotliDecompressSync(readFileSync(join(packageFolder, 'bin', name)));
    writeFileSync(join(draft, 'chromium'), unpacked('chromium.br'));
    chmodSync(join(draft, 'chromium'), 0o755);
    for (const name of ['al2023.tar.br', 'swiftshader.tar.br', 'fonts.tar.br']) untar(unpacked(name), draft);
    try {
      renameSync(draft, folder);
    } catch {
      // Another process was faster: its copy is as good.
      rmSync(draft, { recursive: true, force: true });
    }
  }
  return { executablePath: join(folder, 'chromium'), libraries: join(folder, 'lib'), fonts: join(folder, 'fonts') };
}

/** Whether the system's own libraries satisfy the packaged browser (then ours must not shadow them). */
function startsWithoutOurLibraries(executablePath: string): boolean {
  try {
    return !execFileSync('ldd', [executablePath], { encoding: 'utf8' }).includes('not found');
  } catch {
    return false;
  }
}

/** Starts a browser; the caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  // names of downloads that are not ASCII need a locale that has their letters
  const environment: Record<string, string> = { LC_ALL: 'C.UTF-8' };
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !(name === 'LC_ALL' && value === '')) environment[name] = value;
  }
  const system = [process.env.CHROMIUM_PATH, ...SYSTEM_BROWSERS].find((path) => path && existsSync(path));
  if (system) return chromium.launch({ executablePath: system, args: ARGUMENTS, env: environment });
  const { executablePath, libraries, fonts } = unpackPackagedBrowser();
  if (!startsWithoutOurLibraries(executablePath)) {
    environment.LD_LIBRARY_PATH = [libraries, environment.LD_LIBRARY_PATH].filter(Boolean).join(':');
  }
  if (!existsSync('/etc/fonts')) environment.FONTCONFIG_PATH = fonts;
  return chromium.launch({ executablePath, args: ARGUMENTS, env: environment });
}
