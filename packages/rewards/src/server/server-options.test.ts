import { describe, expect, it } from 'vitest';
import { SERVER_OPTIONS } from './server-options.ts';

describe('the options of a server', () => {
  it.each([
    ['baseUrl', 'http://localhost:8000/v1'],
    ['baseUrl', '${env:JUDGE_URL}'],
    ['apiKey', '${env:JUDGE_KEY}'],
    ['model', 'allenai/wildguard'],
  ] as const)('%s may be %j', (option, value) => {
    expect(() => SERVER_OPTIONS[option].format(value)).not.toThrow();
  });

  it.each([
    ['baseUrl', 'localhost:8000', 'must be an address'],
    ['baseUrl', 'http://me:secret@host/v1', 'must be an address'],
    ['baseUrl', null, 'must be an address'],
    ['apiKey', 'sk-written-out', 'must be ${env:NAME}'],
    ['apiKey', 'Bearer ${env:JUDGE_KEY}', 'must be ${env:NAME}'],
    ['model', '', 'must be the name of a model'],
  ] as const)('%s may not be %j', (option, value, reason) => {
    expect(() => SERVER_OPTIONS[option].format(value)).toThrow(reason);
  });
});
