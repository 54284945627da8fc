// A new database that only has to be unpacked: initdb takes seconds of computing, and its result is always the same.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

const LINE_FEED = 0x0a;

/** Packs a directory into one file: gzip over a line of JSON, [name, bytes or null for a folder], and the contents in that order. */
export function pack(directory, file) {
  const entries = fs.readdirSync(directory, { recursive: true }).sort().map((name) => {
    const source = path.join(directory, name);
    return [name.split(path.sep).join('/'), fs.statSync(source).isDirectory() ? null : fs.readFileSync(source)];
  });
  const header = JSON.stringify(entries.map(([name, content]) => [name, content?.length ?? null]));
  const contents = entries.flatMap(([, content]) => content ?? []);
  fs.writeFileSync(file, zlib.gzipSync(Buffer.concat([Buffer.from(`${header}\n`), ...contents])));
}

/** Unpacks into an existing directory. */
export function unpack(file, directory) {
  const bytes = zlib.gunzipSync(fs.readFileSync(file));
  let at = bytes.indexOf(LINE_FEED) + 1;
  for (const [name, length] of JSON.parse(bytes.subarray(0, at))) {
    const target = path.join(directory, name);
    if (length === null) {
      fs.mkdirSync(target);
    } else {
      fs.writeFileSync(target, bytes.subarray(at, at += length));
    }
  }
}
