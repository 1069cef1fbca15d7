/** What stands in each generation for whoever opens it in ten years, with or without the program. */
import { LEFT_OUT_WORDS } from './kept-files.ts';

export function readmeText(created: string): string {
  return `Tengun のバックアップ（${created} 時点）

store/ の下に、公開済みの点群（data.copc.laz、COPC 1.0）、数値表層・地形（GeoTIFF）、目録（STAC、JSON）、案件（.projects/projects.sqlite、SQLite）と
写真（.projects/pictures）、アップロードされた設計・線形（.surfaces、.alignments）、計算結果（.results）が普通のファイルとして入っています。
manifest.json は最後に書かれます。これが無いフォルダは未完成です。

確認:   このフォルダで  sha256sum -c --quiet SHA256SUMS
        または          tengun backup <この上のフォルダ> --check
復元:   tengun restore <この上のフォルダ> --to <新しいフォルダ>
ファイルを書き換えないでください。世代どうしが同じファイルを共有しています。

Backup of a Tengun store as of ${created}.

Plain files: points as COPC 1.0, surfaces as GeoTIFF, catalogue as STAC (JSON), projects as SQLite, pictures by their SHA-256.
manifest.json is written last; a folder without it is not finished.

Check:    sha256sum -c --quiet SHA256SUMS     (here)
     or   tengun backup <folder above> --check
Restore:  tengun restore <folder above> --to <new folder>
Do not change files here: generations share those that are the same.

Not in it:
${LEFT_OUT_WORDS.map((line) => `- ${line}`).join('\n')}
`;
}
