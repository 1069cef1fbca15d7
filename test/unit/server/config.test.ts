import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../server/config.ts';

describe('readConfig', () => {
  it('has a default for everything', () => {
    expect(readConfig({})).toMatchObject({ host: '127.0.0.1', port: 8080, baseUrl: null, trustProxy: false });
  });

  it('reads the environment and puts what is given in code first', () => {
    const environment = {
      TENGUN_PORT: '9000',
      TENGUN_BASE_URL: 'https://points.example/tengun/',
      TENGUN_STORE: '/data',
    };
    expect(readConfig(environment, { port: 9001 })).toMatchObject({
      port: 9001,
      baseUrl: 'https://points.example/tengun',
      storeDir: '/data',
    });
  });

  it('names every wrong variable, what it expected and what it saw', () => {
    const environment = {
      TENGUN_PORT: '80800',
      TENGUN_THREADS: 'many',
      TENGUN_BASE_URL: 'points',
      TENGUN_LOG_LEVEL: 'loud',
    };
    expect(() => readConfig(environment)).toThrow(
      /TENGUN_PORT: expected a whole number 0 to 65535, seen "80800".*TENGUN_BASE_URL.*TENGUN_THREADS.*TENGUN_LOG_LEVEL/,
    );
  });

  it('takes origins that may frame the pages, and nothing else that would stand in a header', () => {
    const ancestors = (text: string) => readConfig({ TENGUN_FRAME_ANCESTORS: text }).frameAncestors;
    expect(ancestors('')).toEqual([]);
    expect(ancestors('https://a.example, https://b.example:8443')).toEqual([
      'https://a.example',
      'https://b.example:8443',
    ]);
    for (const wrong of ['*', 'a.example', 'https://a.example/', "https://a.example; script-src 'unsafe-eval'"]) {
      expect(() => ancestors(wrong), wrong).toThrow(/TENGUN_FRAME_ANCESTORS: expected origins/);
    }
  });

  it('lets everybody write where only this machine listens, or where it is told to, as long as there are no accounts', () => {
    const writes = (environment: Record<string, string>, overrides = {}) =>
      readConfig(environment, overrides).anonymousWrites;
    expect(writes({})).toBe(true);
    expect(writes({ TENGUN_HOST: '::1' })).toBe(true);
    expect(writes({ TENGUN_HOST: '0.0.0.0' })).toBe(false);
    expect(writes({}, { host: '0.0.0.0' })).toBe(false);
    expect(writes({ TENGUN_BASE_URL: 'https://points.example' })).toBe(false);
    expect(writes({ TENGUN_TRUST_PROXY: 'true' })).toBe(false);
    expect(writes({ TENGUN_HOST: '0.0.0.0', TENGUN_ALLOW_WRITES: 'true' })).toBe(true);
    expect(writes({ TENGUN_ALLOW_WRITES: 'false' })).toBe(false);
    expect(readConfig({ TENGUN_ALLOW_WRITES: 'false' }).allowWrites).toBe(false);
    expect(readConfig({ TENGUN_HOST: '0.0.0.0' }).allowWrites).toBe(true);
    expect(() => readConfig({ TENGUN_ALLOW_WRITES: 'yes' })).toThrow(/TENGUN_ALLOW_WRITES/);
  });

  it('lets layers come from servers that encrypt, or from those that are named, or from none', () => {
    const origins = (text?: string) =>
      readConfig(text === undefined ? {} : { TENGUN_LAYER_ORIGINS: text }).layerOrigins;
    expect(origins()).toEqual(['https:']);
    expect(origins('none')).toEqual([]);
    expect(origins('https://a.example, http://maps.office:8080')).toEqual([
      'https://a.example',
      'http://maps.office:8080',
    ]);
    for (const wrong of ["https://a'; script-src *", 'http:', '*', 'https://a.example/path']) {
      expect(() => origins(wrong)).toThrow(/TENGUN_LAYER_ORIGINS/);
    }
  });

  it('takes an empty variable for none', () => {
    expect(readConfig({ TENGUN_PORT: '' }).port).toBe(8080);
  });
});
