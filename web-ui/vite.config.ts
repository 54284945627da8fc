import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { messagesPlugin } from './scripts/messages.mjs';
import { serviceWorkerPlugin } from './scripts/serviceWorker.mjs';

export default defineConfig({
  plugins: [react(), messagesPlugin(), serviceWorkerPlugin()],
  // Messages are compiled here; the page needs no parser of them.
  resolve: { alias: process.env['VITEST'] ? {} : { '@formatjs/icu-messageformat-parser': '@formatjs/icu-messageformat-parser/no-parser.js' } },
  // Relative addresses: the page works under any context path.
  base: './',
  build: {
    // Where Spring Boot looks for the pages of a jar; Maven packs target/classes.
    outDir: 'target/classes/META-INF/resources',
    emptyOutDir: true,
    chunkSizeWarningLimit: 400,
    modulePreload: { polyfill: false },
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': process.env['PALIMPSEST_URL'] ?? 'http://127.0.0.1:8080' },
  },
  preview: { host: '127.0.0.1', proxy: { '/api': process.env['PALIMPSEST_URL'] ?? 'http://127.0.0.1:8080' } },
  test: { include: ['test/**/*.test.{ts,tsx}'], environment: 'node' },
});
