import { expect, it } from 'vitest';
import { parseModelReference } from './model-reference.ts';

it.each([
  ['owner/name', { repository: 'owner/name', revision: 'main', file: null }],
  ['a-b/C_1.5-d@v1.0', { repository: 'a-b/C_1.5-d', revision: 'v1.0', file: null }],
  ['owner/name@refs/pr/1', { repository: 'owner/name', revision: 'refs/pr/1', file: null }],
  ['owner/name/x.gguf', { repository: 'owner/name', revision: 'main', file: 'x.gguf' }],
  ['owner/name/in/x.gguf@v1', { repository: 'owner/name', revision: 'v1', file: 'in/x.gguf' }],
])('reads %s', (text, reference) => {
  expect(parseModelReference(text)).toEqual(reference);
});

it.each([
  '',
  'name',
  './owner/name',
  '../name',
  '/owner/name',
  'owner/..',
  'owner/name@',
  'owner/name/',
  'owner/name/file.safetensors',
  'owner/name/../x.gguf',
  'models/x.gguf',
  'https://huggingface.co/owner/name',
])('takes %s for no model of the hub', (text) => {
  expect(parseModelReference(text)).toBeNull();
});
