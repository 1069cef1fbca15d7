/** The result of the tool in use as rows of text, for the sheet that is printed. */
import type { TFunction } from 'i18next';
import type { AppState } from '../../state/app-state.ts';
import { formatNumber } from '../../ui/format.ts';
import { stationRows } from '../alignment/station-model.ts';
import { workTool } from '../project/scene.ts';
import { areaName } from '../volume/area-names.ts';
import { extentRows, volumeRows } from '../volume/result-rows.ts';

export interface ResultTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Rows on one sheet beside the picture; the rest is told. */
const MAX_ROWS = 24;

export function resultTable(state: AppState, t: TFunction): ResultTable | null {
  const tool = workTool(state);
  const { volume, section, alignment } = state;
  if (tool === 'volume' && volume.run.state === 'done') {
    const { result } = volume.run;
    const rows = [...volumeRows(t, result), ...extentRows(t, result)].map((row) => [
      row.label,
      `${row.text} ${row.unit}`,
      row.interval ?? '',
    ]);
    const name = areaName(volume);
    return {
      title: name === '' ? t('tool.volume') : `${t('tool.volume')}  ${name}`,
      head: [t('picture.what'), t('picture.value'), t('picture.interval')],
      rows,
    };
  }
  if (tool === 'section' && section.run.state === 'done') {
    const { result } = section.run;
    const rows = result.surfaces.map(({ collection, elevationsM }, index) => {
      const known = elevationsM.filter((one) => one !== null);
      const [low, high] = known.length > 0 ? [Math.min(...known), Math.max(...known)] : [null, null];
      return [collection ?? String(index + 1), `${formatNumber(low, 2)} m`, `${formatNumber(high, 2)} m`];
    });
    const title = `${t('tool.section')}  ${formatNumber(result.lengthM, 2)} m`;
    return { title, head: [t('picture.surface'), t('picture.lowest'), t('picture.highest')], rows };
  }
  if (tool === 'alignment' && alignment.run.state === 'done') {
    const all = stationRows(alignment.run.result);
    const rows = all
      .slice(0, MAX_ROWS)
      .map(({ name, groundM, cutM2, fillM2 }) => [
        name,
        formatNumber(groundM, 2),
        formatNumber(cutM2, 2),
        formatNumber(fillM2, 2),
      ]);
    if (all.length > MAX_ROWS) rows.push([t('picture.moreRows', { value: all.length - MAX_ROWS }), '', '', '']);
    const head = [t('picture.station'), t('picture.ground'), t('picture.cutArea'), t('picture.fillArea')];
    return { title: t('tool.alignment'), head, rows };
  }
  return null;
}
