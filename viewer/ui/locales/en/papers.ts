/** English texts of papers: title block, downloads. */
import type { papers as ja } from '../ja/papers.ts';
import type { Texts } from '../texts.ts';

export const papers: Texts<typeof ja> = {
  papers: {
    title: 'Drawings, sheets, report',
    header: 'Title block',
    headerNote: 'The title block stays in this browser.',
    projectName: 'Project',
    routeName: 'Route, place',
    station: 'Stations',
    office: 'Office',
    author: 'Author',
    date: 'Date',
    language: 'Language of the papers',
    needResult: 'Make the sections first.',
    drawings: 'Drawings',
    sheets: 'Sheets and data',
    all: 'All together',
    making: 'Making… {{percent}}%',
    made: '“{{name}}” was saved',
    cancel: 'Cancel',
    nextStep:
      'Check the settings and try again. If it fails again, narrow the sections, take fewer stations, or save one paper at a time.',
    report: 'Report (PDF)',
    formats: {
      'dxf-plan': 'Plan DXF',
      'dxf-profile': 'Profile DXF',
      'dxf-sections': 'Sections DXF',
      pdf: 'Drawings PDF',
      svg: 'Drawings SVG',
      xlsx: 'Quantities Excel',
      csv: 'CSV',
      landxml: 'LandXML',
      sima: 'SIMA',
      zip: 'Everything (zip)',
    },
  },
};
