// Run by the Maven build: installs the pinned packages, makes an empty database with them, and lays out what the jar carries,
// with an index of checksums.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import * as template from './template.mjs';

const [sources, workplace, output] = process.argv.slice(2).map((argument) => path.resolve(argument));
const SERVER = ['server.mjs', 'engine.mjs', 'multiplexer.mjs', 'protocol.mjs', 'template.mjs', 'package.json'];
// Only what is loaded at run time: no maps, no CommonJS, no types, none of the other extensions.
const PACKAGES = {
  '@electric-sql/pglite': /^(package\.json|LICENSE|dist\/(index|chunk-\w+|fs\/nodefs)\.js|dist\/[\w-]+\.(wasm|data))$/,
  '@electric-sql/pglite-pgvector': /^(package\.json|LICENSE|dist\/(index\.js|vector\.tar\.gz))$/,
};

const TEMPLATE = path.join(workplace, 'template.gz');

const read = (...parts) => fs.readFileSync(path.join(...parts));
const sha256 = (...contents) => contents.reduce((hash, bytes) => hash.update(bytes), createHash('sha256')).digest('hex');
// As the end of a gzip file holds it: not all versions of Node that do here have a function for it.
const crc32 = (bytes) => gzipSync(bytes, { level: 0 }).subarray(-8, -4).reverse().toString('hex');
const stamped = (file, stamp) => fs.existsSync(file) && fs.readFileSync(file, 'utf8') === stamp;

async function install() {
  const stamp = sha256(...['package.json', 'package-lock.json', 'template.mjs'].map((file) => read(sources, file)));
  const stampFile = path.join(workplace, 'installed');
  if (stamped(stampFile, stamp)) return;
  fs.rmSync(workplace, { recursive: true, force: true });
  fs.mkdirSync(workplace, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) {
    fs.copyFileSync(path.join(sources, file), path.join(workplace, file));
  }
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: workplace,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (npm.error || npm.status !== 0) {
    console.error(`npm ci failed in ${workplace}: ${npm.error?.message ?? `exit status ${npm.status}`}`);
    console.error('npm comes with Node 20 or newer; it has to be on the PATH and to reach its package registry.');
    process.exit(1);
  }
  await makeTemplate();
  fs.writeFileSync(stampFile, stamp);
}

/** The data directory as initdb leaves it, of the very PostgreSQL that will open it. */
async function makeTemplate() {
  const { PGlite } = await import(pathToFileURL(path.join(workplace, 'node_modules/@electric-sql/pglite/dist/index.js')));
  const directory = path.join(workplace, 'database');
  const database = await PGlite.create({ dataDir: directory });
  await database.close();
  template.pack(directory, TEMPLATE);
  fs.rmSync(directory, { recursive: true });
}

function filesUnder(root, folder = '') {
  return fs.readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.posix.join(folder, entry.name);
    return entry.isDirectory() ? filesUnder(root, file) : [file];
  });
}

function pack() {
  const files = [...SERVER.map((file) => [file, path.join(sources, file)]), ['template.gz', TEMPLATE]];
  for (const [name, wanted] of Object.entries(PACKAGES)) {
    const root = path.join(workplace, 'node_modules', name);
    for (const file of filesUnder(root).filter((candidate) => wanted.test(candidate))) {
      files.push([`node_modules/${name}/${file}`, path.join(root, file)]);
    }
  }
  files.sort(([a], [b]) => (a < b ? -1 : 1));
  const index = files.map(([name, file]) => `${sha256(read(file))} ${crc32(read(file))} ${name}\n`).join('');
  const indexFile = path.join(output, 'index');
  if (stamped(indexFile, index)) return;
  fs.rmSync(output, { recursive: true, force: true });
  for (const [name, file] of files) {
    const target = path.join(output, name);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.copyFileSync(file, target);
  }
  fs.writeFileSync(indexFile, index);
}

await install();
pack();
