import { describe, expect, it } from 'vitest';
import { LimitError } from '#core/errors.ts';
import { assertXmlDepth, MAX_XML_DEPTH } from '#core/xml/xml-depth.ts';

const nested = (depth: number) => `${'<a b="x">'.repeat(depth)}${'</a>'.repeat(depth)}`;

describe('the depth of an XML text', () => {
  it('is bounded; what stands side by side is not deep', () => {
    expect(() => assertXmlDepth(nested(MAX_XML_DEPTH), 'a')).not.toThrow();
    expect(() => assertXmlDepth(nested(MAX_XML_DEPTH + 1), 'a')).toThrow(LimitError);
    expect(() => assertXmlDepth(`<a>${'<b/><c></c>'.repeat(100_000)}</a>`, 'a')).not.toThrow();
    expect(() =>
      assertXmlDepth(`<a><![CDATA[${'<a>'.repeat(1000)}]]><!--${'<a>'.repeat(1000)}--></a>`, 'a'),
    ).not.toThrow();
  });

  it('is told of broken texts too: the fault before does not hide it', () => {
    expect(() => assertXmlDepth(`<a>&none;<b c=d>${'<a>'.repeat(MAX_XML_DEPTH)}`, 'a')).toThrow(/at most 100 levels/);
    for (const text of ['', '<', '</a></a></a>', '<a', 'text', '\u0000<a>', '<!DOCTYPE a [<!ENTITY b "c">']) {
      expect(() => assertXmlDepth(text, 'a')).not.toThrow();
    }
  });
});
