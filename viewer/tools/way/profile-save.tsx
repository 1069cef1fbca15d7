/** What can be saved of a profile. */
import { useTranslation } from 'react-i18next';
import { type ProfilePaper, type ProfileResult, profilePaper } from '../../api/way.ts';
import { useAppState, useWorkspace } from '../../ui/workspace-context.ts';
import { useLabels } from '../alignment/use-labels.ts';
import { SaveMenu } from '../chart/save-menu.tsx';
import { csvText, downloadText } from '../download.ts';
import { headerOf, storedHeader } from '../papers/header.ts';
import type { PaperRun } from '../papers/use-paper.ts';
import { profileFileRows } from './rows.ts';

const FORMATS = ['pdf', 'dxf', 'svg', 'csv'] as const satisfies readonly ProfilePaper[];

interface ProfileSaveProps {
  readonly result: ProfileResult;
  readonly paper: PaperRun;
  readonly inDialog: boolean;
}

export function ProfileSave({ result, paper, inDialog }: ProfileSaveProps) {
  const { t } = useTranslation();
  const { wayWork } = useWorkspace();
  const labelOf = useLabels();
  const lang = useAppState((state) => state.language);
  const make = (format: ProfilePaper) => {
    const request = wayWork.request(labelOf);
    if (!request) return;
    const header = headerOf(storedHeader());
    paper.make(format, (options) => profilePaper(request, { format, header, lang }, options));
  };
  const files = [
    { label: t('way.csv'), onClick: () => downloadText('profile.csv', 'text/csv', csvText(profileFileRows(result))) },
  ];
  const papers = FORMATS.map((format) => ({
    label: t(`way.formats.${format}`),
    id: `profile-${format}`,
    onClick: () => make(format),
  }));
  return <SaveMenu files={files} papers={papers} busy={paper.making !== null} inDialog={inDialog} />;
}
