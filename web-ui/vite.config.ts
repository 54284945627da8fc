import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  // Relative addresses: the page works under any context path.
  base: './',
  build: {
    // Where Spring Boot looks for the pages of a jar; Maven packs target/classes.
    outDir: 'target/classes/META-INF/resources',
    emptyOutDir: true,
    chunkSizeWarningLimit: 400,
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': process.env['PALIMPSEST_URL'] ?? 'http://127.0.0.1:8099' },
  },
  test: { include: ['test/**/*.test.{ts,tsx}'], environment: 'node' },
});
