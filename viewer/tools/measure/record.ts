/** The measurements of the list as plain JSON: what projects keep and files hold. */
export type { MeasureKind } from '#core/contract/measure-kinds.ts';
export type { MeasurementRecord, MeasurementSettings, MeasurementVertex } from '#core/contract/measurement-record.ts';
