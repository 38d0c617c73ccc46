import { describe, expect, it } from 'vitest';
import { Secrets } from './secrets.ts';

describe('Secrets', () => {
  it('puts the environment into what a component is given', () => {
    const secrets = new Secrets({ KEY: 'open sesame', HOST: 'cave' });
    const options = {
      key: '${env:KEY}',
      deep: [{ url: 'https://${env:HOST}/?k=${env:KEY}' }],
      n: 3,
    };
    expect(secrets.resolve(options)).toEqual({
      key: 'open sesame',
      deep: [{ url: 'https://cave/?k=open sesame' }],
      n: 3,
    });
    expect(options.key).toBe('${env:KEY}');
  });

  it('takes the values that were used out of a text', () => {
    const secrets = new Secrets({ KEY: 'open sesame', OTHER: 'unused' });
    secrets.resolve('${env:KEY}');
    expect(secrets.redact('said open sesame, twice: open sesame; unused')).toBe(
      'said ${env:KEY}, twice: ${env:KEY}; unused',
    );
  });

  it.each([{}, { KEY: '' }])('says which variable is not set in %j', (environment) => {
    expect(() => new Secrets(environment).resolve('${env:KEY}')).toThrow(
      'the environment variable KEY is not set',
    );
  });

  it('leaves other text alone, also when it looks alike', () => {
    const text = '$KEY ${KEY} ${env:} {env:KEY}';
    expect(new Secrets({ KEY: 'x' }).resolve(text)).toBe(text);
  });
});
