/** What LAS 1.2 could not hold of the points that were written, in both languages. */
import type { Warning } from '#core/contract/provenance.ts';
import { codeOf } from '#core/crs/write-geo-keys.ts';
import type { LegacyNotes } from '#core/extract/legacy-records.ts';
import { POINT_FORMATS } from '#core/las/point-format.ts';
import type { ExtractionPlan } from './extraction-plan.ts';

export function legacyWarnings({ records, crs }: ExtractionPlan, notes: LegacyNotes): Warning[] {
  const warnings: Warning[] = [];
  const add = (code: string, message: string, messageJa: string) => warnings.push({ code, message, messageJa });
  const { pointDataRecordFormat, pointDataRecordLength } = records.layout;
  const { nirOffset, baseBytes } = POINT_FORMATS[pointDataRecordFormat]!;
  if (nirOffset >= 0) add('INFRARED_DROPPED', 'LAS 1.2 has no infrared', 'LAS 1.2 は近赤外を持てないため省いた');
  if (pointDataRecordLength > baseBytes) {
    const names = records.dimensions.map(({ name }) => name).join(', ');
    add('EXTRA_BYTES_DROPPED', `extra bytes were left out: ${names}`, `拡張項目を省いた: ${names}`);
  }
  const counted: readonly (readonly [number, string, string, string])[] = [
    [
      notes.classes,
      'CLASSES_CHANGED',
      'points have classes above 31, which became 1',
      '点の分類が 32 以上のため 1 とした',
    ],
    [
      notes.returns,
      'RETURNS_CAPPED',
      'points have returns above the fifth, which count as the fifth',
      '点の反射番号・反射数が 6 以上のため 5 とした',
    ],
    [
      notes.overlapFlags,
      'OVERLAP_DROPPED',
      'points carry the overlap flag beside a class of their own: the class was kept, the flag dropped',
      '点は分類と重複フラグの両方を持つため、分類を残しフラグを省いた',
    ],
    [
      notes.scanAngles,
      'SCAN_ANGLES_CAPPED',
      'points have scan angles beyond ±90°',
      '点の走査角が ±90° を超えるため 90° とした',
    ],
    [
      notes.channels,
      'CHANNELS_DROPPED',
      'points name a scanner channel, which was dropped',
      '点のスキャナチャンネルを省いた',
    ],
  ];
  for (const [count, code, message, messageJa] of counted) {
    if (count > 0) add(code, `${count} ${message}`, `${count} ${messageJa}`);
  }
  if (codeOf(crs) === null) {
    add(
      'CRS_WITHOUT_CODE',
      `the system (${crs.name}) has no code: programs that read LAS 1.2 may not know it`,
      `座標系（${crs.name}）にコードがなく、LAS 1.2 を読むソフトでは認識されないことがある`,
    );
  }
  return warnings;
}
