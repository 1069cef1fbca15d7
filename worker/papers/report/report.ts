/** A report (報告書): what it says, before it is laid out on pages. Texts are in the report's language already. */
import type { PaperHeader, PaperLanguage } from '#core/contract/paper-header.ts';
import type { Sheet } from '#core/drawing/sheet.ts';

export interface ReportTable {
  readonly kind: 'table';
  readonly caption?: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Of each column; default left for the first, right for the others. */
  readonly align?: readonly ('left' | 'right')[];
  /** Shares of the width; default: all the same. */
  readonly widths?: readonly number[];
  /** The last row is a total. */
  readonly hasTotal?: boolean;
}

export interface ReportParagraph {
  readonly kind: 'paragraph';
  readonly text: string;
  readonly style?: 'plain' | 'strong' | 'warning';
}

export interface ReportList {
  readonly kind: 'list';
  readonly items: readonly string[];
}

export interface ReportFigure {
  readonly kind: 'figure';
  readonly caption: string;
  /** A drawing as vectors, or the bytes of a PNG. */
  readonly picture: Sheet | Uint8Array;
  /** Largest height on the page, mm. */
  readonly heightMm?: number;
}

export type ReportPart = ReportTable | ReportParagraph | ReportList | ReportFigure;

export interface ReportSection {
  readonly heading: string;
  readonly parts: readonly ReportPart[];
}

export interface Report {
  readonly title: string;
  readonly lang: PaperLanguage;
  readonly header: PaperHeader;
  /** What is measured, in the words of who asked: in the header, over the numbers. */
  readonly subject?: string;
  readonly paper: 'A4' | 'A3';
  /** Beside the title: 概算. */
  readonly label?: string;
  /** What a reader wants first: name and value. */
  readonly facts: readonly (readonly [string, string])[];
  readonly sections: readonly ReportSection[];
  /** 「出典：… を加工して作成」; empty when nothing is to be credited. */
  readonly credit: string;
  readonly requestHash: string;
  readonly link?: string;
  readonly software: string;
}
