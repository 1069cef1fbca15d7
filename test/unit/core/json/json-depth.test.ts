import { describe, expect, it } from 'vitest';
import { parseJsonGeoid } from '#core/crs/geoid-text.ts';
import { LimitError } from '#core/errors.ts';
import { assertJsonDepth, MAX_JSON_DEPTH } from '#core/json/json-depth.ts';
import { readLedger } from '#core/ledger/read-ledger.ts';
import { readPipes } from '#core/pipes/read-pipes.ts';

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('the depth of a JSON text', () => {
  it('is bounded, lists and objects together', () => {
    expect(() => assertJsonDepth(nested(MAX_JSON_DEPTH), 'a')).not.toThrow();
    expect(() => assertJsonDepth(nested(MAX_JSON_DEPTH + 1), 'a')).toThrow(LimitError);
    expect(() => assertJsonDepth('{"a":['.repeat(MAX_JSON_DEPTH / 2), 'a')).not.toThrow();
    expect(() => assertJsonDepth(`[${'{"a":['.repeat(MAX_JSON_DEPTH / 2)}`, 'a')).toThrow(/at most 64 levels/);
    // side by side is not deep
    expect(() => assertJsonDepth(`[${'[],{},'.repeat(10_000)}[]]`, 'a')).not.toThrow();
  });

  it('does not count brackets in strings, behind escapes or without an end', () => {
    const brackets = '['.repeat(1000);
    for (const text of [`"${brackets}"`, `"\\"${brackets}"`, `"\\\\",[1]`, `"${brackets}`, `"\\`]) {
      expect(() => assertJsonDepth(text, 'a')).not.toThrow();
    }
    expect(() => assertJsonDepth(`"\\\\"${brackets}`, 'a')).toThrow(LimitError);
  });

  it('ends readers before anything walks the document', () => {
    const deep = nested(100_000);
    const feature = `{"type":"Feature","properties":{"a":${deep}},"geometry":{"type":"LineString","coordinates":[${deep},[0,0]]}}`;
    expect(() => readLedger('a.geojson', feature)).toThrow(LimitError);
    expect(() => readPipes('a.geojson', feature)).toThrow(LimitError);
    expect(() => parseJsonGeoid(`{"lat0":${deep}}`)).toThrow(LimitError);
  });
});
