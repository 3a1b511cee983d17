// Runs all audits against the address given and writes the results as JSON:
//   node run.mjs URL TOKEN  ->  [{"id", "name", "status": "ok" | "notice" | "warn" | "error", "reason"}]
// It lies beside no node_modules: the packages are found through AUDITS_HOME.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(join(process.env.AUDITS_HOME, 'package.json'));
const { serverAudits } = await import(pathToFileURL(require.resolve('graphql-http')));

const [url, token] = process.argv.slice(2);
const audits = serverAudits({
  url,
  fetchFn: (input, init = {}) =>
    fetch(input, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } }),
});
const results = [];
for (const { id, name, fn } of audits) {
  const { status, reason } = await fn();
  results.push({ id, name, status, reason });
}
process.stdout.write(JSON.stringify(results));
