/**
 * Runs scenarios of the MCP conformance suite against a server and prints {scenario: exit status, scenarios: [all that the suite has]}, as JSON; what
 * failed goes to standard error.
 * Arguments: the server's URL, the scenarios.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

const [url, ...scenarios] = process.argv.slice(2);
const suite = new URL('node_modules/@modelcontextprotocol/conformance/dist/index.js', import.meta.url);
// The suite names a function of Node 22 that these scenarios do not call.
const shim = "export * from 'node:fs'; export { default } from 'node:fs'; export const globSync = () => { throw new Error('needs Node 22'); };";
const hook = `export async function resolve(name, context, next) {
  return name === 'fs' && context.parentURL === ${JSON.stringify(suite.href)}
    ? { url: 'data:text/javascript,' + encodeURIComponent(${JSON.stringify(shim)}), shortCircuit: true } : next(name, context); }`;
const register = `import { register } from 'node:module'; register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hook)}));`;
const before = fs.globSync ? [] : ['--import', 'data:text/javascript,' + encodeURIComponent(register)];
const list = spawnSync(process.execPath, [...before, suite.pathname, 'list', '--server'], { encoding: 'utf8', timeout: 60000 });
const seen = { scenarios: [...list.stdout.matchAll(/^ +- (\S+)/gm)].map(found => found[1]) };
for (const scenario of scenarios) {
  const run = spawnSync(process.execPath, [...before, suite.pathname, 'server', '--url', url, '--scenario', scenario], { encoding: 'utf8', timeout: 60000 });
  seen[scenario] = run.status;
  if (run.status !== 0) console.error(scenario, run.stdout.slice(-2000), run.stderr.slice(-2000));
}
console.log(JSON.stringify(seen));
