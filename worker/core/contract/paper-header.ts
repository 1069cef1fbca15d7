/** What stands in the title block of every paper of a project. */
import Type, { type Static } from 'typebox';

const Text = (description: string) => Type.Optional(Type.String({ maxLength: 100, description }));

export const PaperHeader = Type.Object(
  {
    projectName: Text('工事名'),
    routeName: Text('路線・箇所'),
    station: Text('測点'),
    office: Text('事務所'),
    author: Text('作成者'),
    date: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: '作成日; default: today' })),
  },
  { additionalProperties: false, description: 'Title block' },
);
export type PaperHeader = Static<typeof PaperHeader>;

export const PaperLanguage = Type.Union([Type.Literal('ja'), Type.Literal('en')]);
export type PaperLanguage = Static<typeof PaperLanguage>;
