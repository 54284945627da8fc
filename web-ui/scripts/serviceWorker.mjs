/** The service worker, which names the files of its build: each build makes another one, and browsers then take it. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = join(dirname(dirname(fileURLToPath(import.meta.url))), 'src', 'worker', 'sw.js');

export function serviceWorkerPlugin() {
  return {
    name: 'service-worker',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      // After Vite has taken out the scripts of parts that are styles only.
      order: 'post',
      handler(_, bundle) {
        const assets = Object.keys(bundle).filter((each) => each.startsWith('assets/')).sort();
        this.emitFile({ type: 'asset', fileName: 'sw.js', source: readFileSync(SOURCE, 'utf8').replace('__ASSETS__', JSON.stringify(assets)) });
      },
    },
  };
}
