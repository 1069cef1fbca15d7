import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../../viewer/account/address.ts';

const asked = (search: string, hash = '') => parseAddress({ search, hash });

describe('the address of the account page', () => {
  it('names a path of this server to go on to', () => {
    for (const path of ['/', '/catalog?lang=ja', '/?collections=a,b&view=site#x', '/a//b', '/点群']) {
      expect(asked(`?return=${encodeURIComponent(path)}`).returnTo, path).toBe(path);
    }
  });

  it('names no other server, however it is written', () => {
    const others = [
      'https://example.org/',
      '//example.org',
      '/\\example.org',
      '/\t/example.org',
      '/\n\\example.org',
      '\t//example.org',
      'javascript:alert(1)',
      'catalog',
      '',
    ];
    for (const other of others) {
      expect(asked(`?return=${encodeURIComponent(other)}`).returnTo, JSON.stringify(other)).toBeNull();
    }
    expect(asked('').returnTo).toBeNull();
  });

  it('has the secret of a link behind the number sign, and one of two languages', () => {
    const secret = 'a'.repeat(43);
    expect(asked('?lang=en', `#setup=${secret}`)).toMatchObject({ language: 'en', purpose: 'setup', secret });
    expect(asked('?lang=fr', `#other=${secret}`)).toMatchObject({ language: null, purpose: null, secret: null });
    expect(asked('', '#links')).toMatchObject({ secret: null, part: 'links' });
    expect(asked('', `#setup=${secret}`).part).toBeNull();
    expect(asked(`?password=${secret}`)).toMatchObject({ purpose: null, secret: null });
  });
});
