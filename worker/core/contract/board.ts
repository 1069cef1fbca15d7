/** Request of the process `board`: up to four pictures with words, for one A3 sheet. The result is a PDF. */
import Type, { type Static } from 'typebox';
import { PaperLanguage } from './paper-header.ts';
import { parseInputs } from './parse-request.ts';

const MAX_PICTURE_CHARACTERS = 8_000_000;

const Camera = Type.Object(
  {
    lon: Type.Number({ minimum: -180, maximum: 180 }),
    lat: Type.Number({ minimum: -90, maximum: 90 }),
    headingDeg: Type.Number({ minimum: 0, maximum: 360, description: 'Clockwise from true north' }),
  },
  {
    additionalProperties: false,
    description: 'What the picture looks at, and in which direction: an arrow of the key plan',
  },
);

const BoardPicture = Type.Object(
  {
    jpeg: Type.String({
      maxLength: MAX_PICTURE_CHARACTERS,
      pattern: '^[A-Za-z0-9+/]+={0,2}$',
      description: 'A JPEG file in base64, at most 8,192 pixels a side; 6 MB',
    }),
    title: Type.Optional(Type.String({ maxLength: 200 })),
    text: Type.Optional(Type.String({ maxLength: 4_000 })),
    camera: Type.Optional(Camera),
    simulated: Type.Optional(Type.Boolean({ description: 'Shows something that is not there: marked on the sheet' })),
  },
  { additionalProperties: false },
);

export const BoardInputs = Type.Object(
  {
    title: Type.String({ minLength: 1, maxLength: 200 }),
    pictures: Type.Array(BoardPicture, { minItems: 1, maxItems: 4 }),
    collections: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
        maxItems: 16,
        uniqueItems: true,
        description: 'Whose data are shown: outlines of the key plan, and sources with their licences',
      }),
    ),
    credits: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 300 }), {
        maxItems: 20,
        description: 'Further sources: basemaps, layers of other servers',
      }),
    ),
    date: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'Of the board' })),
    lang: Type.Optional(PaperLanguage),
  },
  { additionalProperties: false },
);
export type BoardInputs = Static<typeof BoardInputs>;
export type BoardCamera = Static<typeof Camera>;

/** The request with its defaults. */
export interface BoardRequest extends Omit<BoardInputs, 'lang' | 'collections' | 'credits'> {
  readonly collections: readonly string[];
  readonly credits: readonly string[];
  readonly lang: PaperLanguage;
}

/** @throws {RequestError} INVALID_INPUT naming the path of the first field that does not fit */
export function parseBoardRequest(body: unknown): BoardRequest {
  const { collections = [], credits = [], lang = 'ja', ...rest }: BoardInputs = parseInputs(BoardInputs, body);
  return { ...rest, lang, collections, credits };
}
