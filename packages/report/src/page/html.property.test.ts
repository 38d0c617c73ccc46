import fc from 'fast-check';
import { DOMParser } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { escapeText, html, jsonForScript } from './html.ts';

describe('html', () => {
  it('gives any text back as the text of one element', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const { markup } = html`<p title="${text}">${text}</p>`;
        expect(markup.match(/</g)).toHaveLength(2);
        const document: { querySelector(selector: string): { textContent: string } | null } =
          new DOMParser().parseFromString(markup, 'text/html');
        expect(document.querySelector('p')?.textContent).toBe(text);
      }),
    );
  });

  it('puts markup in as it is, once escaped', () => {
    const inner = html`<b>${'<i>'}</b>`;
    expect(html`<p>${[inner, inner]}${null}${3}</p>`.markup).toBe(
      '<p><b>&#60;i&#62;</b>\n<b>&#60;i&#62;</b>3</p>',
    );
  });
});

describe('escapeText', () => {
  it('leaves nothing that means something in markup', () => {
    expect(escapeText(`<a href="x" title='y'>&`)).toBe(
      '&#60;a href=&#34;x&#34; title=&#39;y&#39;&#62;&#38;',
    );
  });
});

describe('jsonForScript', () => {
  it('keeps every value and can neither end nor open a script', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom('</script>', '<!--', '\u2028', ''), (json, attack) => {
        const text = JSON.stringify({ json, attack });
        const { markup } = jsonForScript(text);
        expect(markup).not.toMatch(/[<\u2028\u2029]/);
        expect(JSON.parse(markup)).toEqual(JSON.parse(text));
      }),
    );
  });
});
