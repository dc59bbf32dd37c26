import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

const server = process.env['HEARD_SERVER'] ?? 'http://127.0.0.1:8480';
const proxy = { '/api': server, '/s/': server };

/** With HEARD_MOCK=1 the development and preview servers answer the API themselves. */
async function developmentMock(): Promise<Plugin[]> {
  if (process.env['HEARD_MOCK'] !== '1' || process.env['VITEST']) return [];
  const { mock } = await import('./dev/mock.mjs');
  return [
    {
      name: 'heard-development-mock',
      configureServer: (vite) => void vite.middlewares.use(mock()),
      configurePreviewServer: (vite) => void vite.middlewares.use(mock()),
    },
  ];
}

export default defineConfig(async () => ({
  plugins: [svelte(), ...(await developmentMock())],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      output: {
        // What every page needs travels together rather than in thirty small files.
        codeSplitting: {
          groups: [{ name: 'base', test: /node_modules\/(svelte|@fluent|esm-env|clsx)\/|src\/(lib|api|shell)\/|src\/parts\/(Button|Tooltip|Badge|Skeleton|EmptyState|ErrorState|Toasts|Menu|Dialog|Select|Segmented|PageHeader|Score|Change|NumberWithInterval|Field|TextInput|Table)\.svelte|@lucide\/svelte\/dist\/(Icon|context|defaultAttributes)/ }],
        },
      },
    },
  },
  server: { fs: { allow: ['..'] }, proxy: process.env['HEARD_MOCK'] === '1' ? {} : proxy },
  preview: { proxy: process.env['HEARD_MOCK'] === '1' ? {} : proxy },
  test: { include: ['src/**/*.test.ts'] },
}));
