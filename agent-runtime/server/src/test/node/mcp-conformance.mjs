/**
 * Runs all server scenarios of the MCP conformance suite, one after another in one process, and prints {scenario: checks that failed}, as JSON; what
 * the suite says of them goes to standard error. A suite that ends before its summary fails the script.
 * Argument: the server's URL.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

const [url] = process.argv.slice(2);
const suite = new URL('node_modules/@modelcontextprotocol/conformance/dist/index.js', import.meta.url);
// The suite names a function of Node 22 that these scenarios do not call.
const shim = "export * from 'node:fs'; export { default } from 'node:fs'; export const globSync = () => { throw new Error('needs Node 22'); };";
const hook = `export async function resolve(name, context, next) {
  return name === 'fs' && context.parentURL === ${JSON.stringify(suite.href)}
    ? { url: 'data:text/javascript,' + encodeURIComponent(${JSON.stringify(shim)}), shortCircuit: true } : next(name, context); }`;
const register = `import { register } from 'node:module'; register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hook)}));`;
const before = fs.globSync ? [] : ['--import', 'data:text/javascript,' + encodeURIComponent(register)];
const run = spawnSync(process.execPath, [...before, suite.pathname, 'server', '--url', url, '--suite', 'all'], { encoding: 'utf8', timeout: 180000, maxBuffer: 64 * 1024 * 1024 });
const [said, summary] = run.stdout.split('=== SUMMARY ===');
console.error(said, run.stderr);
if (summary === undefined) throw new Error(`the suite ended with ${run.status ?? run.signal ?? run.error} before its summary`);
console.log(JSON.stringify(Object.fromEntries([...summary.matchAll(/^. (\S+): \d+ passed, (\d+) failed/gm)].map(([, scenario, failed]) => [scenario, Number(failed)]))));
