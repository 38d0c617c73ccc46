import { readdirSync } from 'node:fs';
import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** What each package may import; imports point downwards only. `cli` may import every package. */
const LAYERS = {
  core: [],
  compute: ['core'],
  models: ['core', 'compute', 'hub'],
  agents: ['core'],
  rewards: ['core'],
  algos: ['core'],
  hub: ['core'],
  datasets: ['core', 'hub'],
  report: ['core'],
};

/** A plugin stands where a third party's stands: on the contracts, and on tensors where it needs them. */
const PLUGIN_MAY_IMPORT = ['core', 'compute'];

const packageZones = Object.entries(LAYERS).flatMap(([name, lower]) => [
  {
    target: `./packages/${name}`,
    from: './packages',
    except: [name, ...lower].map((allowed) => `./${allowed}`),
    message: `packages/${name} may import ${lower.join(', ') || 'no other package'}.`,
  },
  {
    target: `./packages/${name}`,
    from: './plugins',
    message: 'Packages know no plugin: an experiment names the plugins that it uses.',
  },
]);

const pluginZones = readdirSync(new URL('plugins', import.meta.url)).flatMap((name) => [
  {
    target: `./plugins/${name}`,
    from: './packages',
    except: PLUGIN_MAY_IMPORT.map((allowed) => `./${allowed}`),
    message: `A plugin may import ${PLUGIN_MAY_IMPORT.join(' and ')} only.`,
  },
  {
    target: `./plugins/${name}`,
    from: './plugins',
    except: [`./${name}`],
    message: 'A plugin imports no other plugin.',
  },
]);

export default defineConfig(
  { ignores: ['**/node_modules', '**/dist', '**/generated', 'runs', 'coverage', '.nx'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // Slow, and for syntax that we do not use.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // Contracts are asynchronous so that an engine may be far away; one that is near still has to fit them.
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['**/*.{ts,js,mjs}'],
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.js', '.mjs'] })],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
    },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'no-undef': 'off', // The type checker knows better.
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-duplicates': ['error', { 'prefer-inline': false }],
      'import-x/no-restricted-paths': ['error', { zones: [...packageZones, ...pluginZones] }],
    },
  },
  {
    files: ['**/*.test.ts'],
    // A test names the method that it expects something of; it does not call it.
    rules: { '@typescript-eslint/unbound-method': 'off' },
  },
  {
    files: ['packages/cli/**', 'benchmarks/**', 'tools/**', '.ci/**'],
    rules: { 'no-console': 'off' },
  },
);
