import js from '@eslint/js'
import reactHooks from 'eslint-plugin-react-hooks'
import { defineConfig } from 'eslint/config'
import tseslint from 'typescript-eslint'
import { importLaw } from './tools/lint/importLaw.ts'

export default defineConfig(
  {
    ignores: [
      'dist/',
      '.cache/',
      'public/',
      'test-results/',
      'playwright-report/',
      // AssemblyScript, another language with the same ending.
      'src/kernels/wasm/assembly/',
    ],
  },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.page.json', './tsconfig.worker.json', './tsconfig.node.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { limn: { rules: { 'import-law': importLaw } } },
    rules: {
      'limn/import-law': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Tests over fixed-size tables read better with `!` refused and `?? 0` spelled out; keep the strict default elsewhere.
      'no-restricted-syntax': [
        'error',
        {
          selector: 'TSAsExpression > TSAsExpression',
          message: 'No double casts: parse or narrow the value instead.',
        },
      ],
      eqeqeq: 'error',
    },
  },
  // The one file that is plain JavaScript: it starts TypeScript, and is in no project.
  {
    files: ['bin/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { project: null } },
  },
  {
    files: ['src/ui/**/*.{ts,tsx}', 'src/main.tsx'],
    extends: [reactHooks.configs.flat['recommended-latest']],
  },
)
