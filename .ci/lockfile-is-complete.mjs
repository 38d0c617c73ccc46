/**
 * Checks that package-lock.json holds every optional dependency that its packages name. A registry that lacks the newest
 * binaries for single platforms makes a lock file without them, which `npm ci` then refuses everywhere.
 */
import { readFileSync } from 'node:fs';

const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const installed = new Set(Object.keys(packages).map((path) => path.split('node_modules/').at(-1)));
const incomplete = Object.entries(packages).flatMap(([path, { version, optionalDependencies }]) => {
  const missing = Object.keys(optionalDependencies ?? {}).filter((name) => !installed.has(name));
  return missing.length > 0 ? [`${path} ${version} lacks ${missing.join(', ')}`] : [];
});
if (incomplete.length > 0) {
  console.error(`package-lock.json is incomplete, so npm ci will fail: ${incomplete.join('; ')}`);
  console.error('Pin a version whose binaries are all there, under "overrides" in package.json.');
  process.exitCode = 1;
}
