// The store functions of OpenClaw 2026.3.13, found by their names: product(PACKAGE_DIRECTORY).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export async function product(directory) {
  const dist = join(directory, 'dist');
  const api = readFileSync(join(dist, 'extensionAPI.js'), 'utf8');
  // The module from which the extension API takes saveSessionStore has updateSessionStore as well.
  const [, file] = api.match(/import \{[^}]*\bsaveSessionStore\b[^}]*\} from "\.\/([^"]+)"/);
  const values = Object.values(await import(pathToFileURL(join(dist, file))));
  const named = (name) => {
    const found = values.find((value) => typeof value === 'function' && value.name === name);
    if (!found) throw new Error(`${name} is not in ${file}`);
    return found;
  };
  return { load: named('loadSessionStore'), save: named('saveSessionStore'), update: named('updateSessionStore') };
}
