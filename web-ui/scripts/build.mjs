/**
 * What Maven runs: installs the pinned packages when the lock file changed, checks the types and builds the page when a source
 * changed, and otherwise does nothing. `node scripts/build.mjs test` installs likewise and runs the tests.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const home = dirname(dirname(fileURLToPath(import.meta.url)));
const installed = join(home, 'node_modules', '.installed-lock');
const built = join(home, 'target', 'web-ui.built');
const page = join(home, 'target', 'classes', 'META-INF', 'resources', 'index.html');

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`The web page is built with Node 20.19 or newer; this is Node ${process.versions.node}. Install a newer one and build again.`);
}

const lock = hash([join(home, 'package.json'), join(home, 'package-lock.json')]);
if (read(installed) !== lock) {
  npm('ci', '--no-audit', '--no-fund', '--loglevel=error');
  writeFileSync(installed, lock);
}

if (process.argv[2] === 'test') {
  types();
  node('typescript-native/bin/tsc', '--noEmit');
  node('oxlint/bin/oxlint', '--quiet', 'src');
  node('vitest/vitest.mjs', 'run', '--reporter=dot');
} else {
  const files = ['index.html', 'package-lock.json', 'tsconfig.json', 'vite.config.ts'].map((each) => join(home, each));
  const sources = hash([...files, ...filesUnder('api'), ...filesUnder('public'), ...filesUnder('scripts'),
    ...filesUnder('src').filter((each) => !each.endsWith('schema.ts'))]);
  if (read(built) !== sources || !existsSync(page)) {
    types();
    node('typescript-native/bin/tsc', '--noEmit');
    node('vite/bin/vite.js', 'build', '--logLevel=warn');
    bounded();
    complete();
    mkdirSync(dirname(built), { recursive: true });
    writeFileSync(built, sources);
  }
}

/** Types of the API by its description. */
function types() {
  run(process.execPath, [join(home, 'scripts', 'types.mjs')], {});
}

/** A service worker that asks for a file that is not there is never installed. */
function complete() {
  const missing = [...readFileSync(join(dirname(page), 'sw.js'), 'utf8').matchAll(/"(assets\/[^"]+)"/g)].map(([, name]) => name).filter((each) => !existsSync(join(dirname(page), each)));
  if (missing.length > 0) fail(`The service worker names files that were not built: ${missing.join(', ')}`);
}

/** What a browser loads before it shows anything, compressed as the runtime sends it: the build fails where it grows too large. */
function bounded() {
  const MOST = 110_000;
  const loaded = [...readFileSync(page, 'utf8').matchAll(/assets\/[^"]+/g)].map(([name]) => gzipSync(readFileSync(join(dirname(page), name)), { level: 6 }).length);
  const sum = loaded.reduce((all, each) => all + each, 0);
  if (sum > MOST) fail(`The page's first load is ${sum} bytes compressed; ${MOST} is the most. Load what is not seen at first lazily.`);
}

function filesUnder(folder) {
  return readdirSync(join(home, folder), { recursive: true, withFileTypes: true })
    .filter((each) => each.isFile()).map((each) => join(each.parentPath, each.name)).sort();
}

function hash(files) {
  const sum = createHash('sha256');
  for (const file of files) sum.update(file.slice(home.length)).update('\0').update(readFileSync(file)).update('\0');
  return sum.digest('hex');
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

function node(script, ...args) {
  run(process.execPath, [join(home, 'node_modules', script), ...args], {});
}

function npm(...args) {
  // On Windows npm is a batch file, which only a shell starts.
  run('npm', args, { shell: process.platform === 'win32' });
}

function run(command, args, options) {
  const { status, error } = spawnSync(command, args, { cwd: home, stdio: 'inherit', ...options });
  if (error) fail(`${command} could not be started (${error.message}). Install Node 20.19 or newer with npm.`);
  if (status !== 0) process.exit(status ?? 1);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
