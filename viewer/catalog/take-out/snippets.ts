/** The same request for a terminal: curl, and the command line without a server. Pure. */
import { fileName, type TakeOutRequest, type TakeOutSettings } from './settings.ts';

/** What a server answers while the client waits (its default). */
const SYNC_POINTS = 5_000_000;

export function requestJson({ inputs }: TakeOutRequest): string {
  return JSON.stringify({ inputs });
}

/** @param points as estimated; null: not known */
export function curlText(
  request: TakeOutRequest,
  settings: TakeOutSettings,
  origin: string,
  points: number | null,
): string {
  const isLarge = request.process === 'extract' && (points === null || points > SYNC_POINTS / 2);
  const url = `${origin}/api/processes/${request.process}/execution`;
  const body = quoted(requestJson(request));
  const head = `curl --fail -sS '${url}' \\\n  -H 'content-type: application/json' \\\n`;
  if (!isLarge) return `${head}  -o ${fileName(settings)} \\\n  -d ${body}\n`;
  return [
    `JOB=$(${head}  -H 'prefer: respond-async' -o /dev/null -D - \\\n  -d ${body} \\\n  | tr -d '\\r' | sed -n 's/^location: //Ip')`,
    `while curl -sS "$JOB" | grep -Eq '"status":"(accepted|running)"'; do sleep 2; done`,
    `curl --fail -sS "$JOB/results/result" -o ${fileName(settings)}`,
    '',
  ].join('\n');
}

export function commandText(request: TakeOutRequest, settings: TakeOutSettings): string {
  const command = `npx tengun ${request.process} --input request.json --out ${fileName(settings)}`;
  return `cat > request.json <<'JSON'\n${requestJson(request)}\nJSON\n${command}\n`;
}

/** For a POSIX shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
