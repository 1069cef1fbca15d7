/**
 * Files to download as lists and scripts. Whatever stands in an address or a name is quoted: nothing of it is ever read as
 * a command. Scripts hold ASCII only, so that no shell's idea of an encoding matters.
 */

export interface DownloadFile {
  /** Relative, with `/`. */
  readonly name: string;
  readonly url: string;
  readonly sizeBytes: number;
  /** 64 hex digits. */
  readonly sha256: string;
}

/** One address a line: for wget -i, aria2c -i and browsers' helpers. */
export function linkList(files: readonly DownloadFile[]): string {
  return files.map(({ url }) => `${ascii(url)}\n`).join('');
}

/** As `sha256sum -c` and `shasum -a 256 -c` read it. */
export function checksumList(files: readonly DownloadFile[]): string {
  return files.map(({ sha256, name }) => `${sha256}  ${ascii(name)}\n`).join('');
}

/** In single quotes nothing has a meaning but the quote itself. */
export function quoteForShell(text: string): string {
  return `'${ascii(text).replaceAll("'", `'\\''`)}'`;
}

/** PowerShell takes four more signs for a single quote; those are no ASCII. */
export function quoteForPowerShell(text: string): string {
  return `'${ascii(text).replaceAll("'", "''")}'`;
}

/** Line breaks and other controls have no place in names and addresses; other signs are written as %XX. */
function ascii(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, (sign) => (/\p{Cc}|\p{Cs}/u.test(sign) ? '_' : encodeURIComponent(sign)));
}

const totalOf = (files: readonly DownloadFile[]): number => files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

/** POSIX sh with curl: what is there and right is kept, what is there in part goes on, every file is checked. */
export function shellScript(files: readonly DownloadFile[]): string {
  const calls = files.map(
    ({ name, url, sizeBytes, sha256 }) =>
      `get ${quoteForShell(name)} ${quoteForShell(url)} ${sizeBytes} ${quoteForShell(sha256)}`,
  );
  return `#!/bin/sh
# Downloads ${files.length} files, ${totalOf(files)} bytes, into the folder it is called in.
# Call it again after an interruption: it goes on where it was. Needs curl, and sha256sum or shasum.
set -u
failed=0
checksum() {
  if command -v sha256sum >/dev/null 2>&1; then sha256sum < "$1"; else shasum -a 256 < "$1"; fi | cut -d ' ' -f 1
}
size() { if [ -f "$1" ]; then wc -c < "$1" | tr -d ' '; else echo 0; fi; }
get() {
  if [ -f "./$1" ] && [ "$(checksum "./$1")" = "$4" ]; then echo "have $1"; return; fi
  mkdir -p "$(dirname "./$1")" || { failed=$((failed + 1)); return; }
  for attempt in 1 2; do
    if [ "$(size "./$1.part")" -lt "$3" ]; then
      curl -fL --retry 5 --retry-delay 2 -C - -o "./$1.part" --url "$2"
    fi
    if [ -f "./$1.part" ] && [ "$(checksum "./$1.part")" = "$4" ]; then
      mv "./$1.part" "./$1" && echo "done $1" && return
    fi
    # whole and wrong: from the beginning; in part: stays for the next call
    if [ "$(size "./$1.part")" -ge "$3" ]; then rm -f "./$1.part"; fi
  done
  echo "FAILED $1" >&2
  failed=$((failed + 1))
}
${calls.join('\n')}
if [ "$failed" -gt 0 ]; then echo "$failed of ${files.length} failed: call it again" >&2; exit 1; fi
echo "all ${files.length} files are there"
`;
}

/** Windows PowerShell 5.1 and later, with the curl.exe of Windows 10. */
export function powerShellScript(files: readonly DownloadFile[]): string {
  const calls = files.map(
    ({ name, url, sizeBytes, sha256 }) =>
      `Get-One ${quoteForPowerShell(name)} ${quoteForPowerShell(url)} ${sizeBytes} ${quoteForPowerShell(sha256)}`,
  );
  return `# Downloads ${files.length} files, ${totalOf(files)} bytes, into the folder it is called in.
# Call it again after an interruption: it goes on where it was. If scripts are not allowed:
#   powershell -ExecutionPolicy Bypass -File download.ps1
$script:failed = 0
function Test-Sum([string]$Path, [string]$Sum) {
  (Test-Path -LiteralPath $Path) -and ((Get-FileHash -LiteralPath $Path -Algorithm SHA256).Hash -eq $Sum)
}
function Get-Size([string]$Path) { if (Test-Path -LiteralPath $Path) { (Get-Item -LiteralPath $Path).Length } else { 0 } }
function Get-One([string]$Name, [string]$Url, [long]$Size, [string]$Sum) {
  $path = Join-Path (Get-Location).ProviderPath $Name
  $part = "$path.part"
  if (Test-Sum $path $Sum) { Write-Host "have $Name"; return }
  [void][IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($path))
  foreach ($attempt in 1, 2) {
    if ((Get-Size $part) -lt $Size) { & curl.exe -fL --retry 5 --retry-delay 2 -C - -o $part --url $Url }
    if (Test-Sum $part $Sum) {
      Move-Item -LiteralPath $part -Destination $path -Force
      Write-Host "done $Name"
      return
    }
    if ((Get-Size $part) -ge $Size) { Remove-Item -LiteralPath $part -ErrorAction SilentlyContinue }
  }
  Write-Warning "FAILED $Name"
  $script:failed++
}
${calls.join('\n')}
if ($script:failed -gt 0) { Write-Warning "$($script:failed) of ${files.length} failed: call it again"; exit 1 }
Write-Host 'all ${files.length} files are there'
`;
}

/** Names that Windows keeps for devices, whatever stands behind their dot. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** Gives out file names that are one file each on every system, also where upper and lower case are the same. */
export class FileNames {
  readonly #taken = new Set<string>();

  /** `folder/stem.ending` */
  take(folder: string, stem: string, ending: string): string {
    const dir = safe(folder);
    for (let n = 1; ; n++) {
      const name = `${dir}/${safe(n === 1 ? stem : `${stem}-${n}`)}${ending}`;
      if (this.#taken.has(name.toLowerCase())) continue;
      this.#taken.add(name.toLowerCase());
      return name;
    }
  }
}

function safe(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9._-]/g, '_').replace(/\.+$/, '_');
  return DEVICE.test(plain) || /^[.-]/.test(plain) || plain === '' ? `_${plain}` : plain;
}
