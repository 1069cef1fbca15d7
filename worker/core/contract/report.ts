/** Request of the process `report`: a measurement and how it is to be put on paper. The result is a PDF. */
import Type, { type Static } from 'typebox';
import { RequestError } from '../errors.ts';
import { type CrossSectionsRequest, parseCrossSectionsRequest } from './cross-sections.ts';
import { type CutFillRequest, parseCutFillRequest } from './cut-fill-volume.ts';
import { PaperHeader, PaperLanguage } from './paper-header.ts';
import { parseInputs } from './parse-request.ts';

export const ReportInputs = Type.Object(
  {
    process: Type.Union([Type.Literal('cut-fill-volume'), Type.Literal('cross-sections')], {
      description: 'What is measured',
    }),
    inputs: Type.Record(Type.String(), Type.Unknown(), { description: 'Its inputs, as in its own requests' }),
    header: Type.Optional(PaperHeader),
    lang: Type.Optional(PaperLanguage),
    paper: Type.Optional(Type.Union([Type.Literal('A4'), Type.Literal('A3')], { description: 'Default A4' })),
    subject: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100,
        description: 'What is measured, such as the name of the area: stands over the numbers',
      }),
    ),
    link: Type.Optional(
      Type.String({
        maxLength: 2_000,
        pattern: '^https?://',
        description: 'Where the measurement can be opened again',
      }),
    ),
  },
  { additionalProperties: false },
);
export type ReportInputs = Static<typeof ReportInputs>;

interface ReportForm {
  readonly header: PaperHeader;
  readonly lang: PaperLanguage;
  readonly paper: 'A4' | 'A3';
  readonly subject?: string;
  readonly link?: string;
}

/** The measurement with its defaults filled in, and the form of the report. */
export type ReportRequest = ReportForm &
  (
    | {
        readonly process: 'cut-fill-volume';
        readonly measurement: CutFillRequest;
        readonly inputs: ReportInputs['inputs'];
      }
    | {
        readonly process: 'cross-sections';
        readonly measurement: CrossSectionsRequest;
        readonly inputs: ReportInputs['inputs'];
      }
  );

/**
 * Reads the body of an execution request.
 * @throws {RequestError} INVALID_INPUT naming the path of the first field that does not fit
 */
export function parseReportRequest(body: unknown): ReportRequest {
  const {
    process,
    inputs,
    header = {},
    lang = 'ja',
    paper = 'A4',
    subject,
    link,
  }: ReportInputs = parseInputs(ReportInputs, body);
  const form = {
    header,
    lang,
    paper,
    ...(subject === undefined ? {} : { subject }),
    ...(link === undefined ? {} : { link }),
  };
  try {
    return process === 'cross-sections'
      ? { ...form, process, inputs, measurement: parseCrossSectionsRequest({ inputs }) }
      : { ...form, process, inputs, measurement: parseCutFillRequest({ inputs }) };
  } catch (error) {
    // paths of the measurement's own inputs stand one level deeper here
    if (!(error instanceof RequestError)) throw error;
    throw new RequestError(error.code, error.message.replace(/^inputs/, 'inputs.inputs'), error.details);
  }
}
