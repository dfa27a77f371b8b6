// What a product would do to list its sessions: list.mjs SESSIONS_DIRECTORY
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const sessions = process.argv[2];
const rows = [];
const add = (key, e) => rows.push([key, e.sessionId, e.updatedAt, e.totalTokens]);
const entries = join(sessions, 'sessions.d');
if (existsSync(entries)) {
  for (const name of readdirSync(entries)) {
    if (!name.endsWith('.json') || name.startsWith('.')) continue;
    const key = name.slice(0, -5).replaceAll('%3A', ':').replaceAll('%5C', '\\').replaceAll('%2F', '/').replaceAll('%25', '%');
    add(key, JSON.parse(readFileSync(join(entries, name), 'utf8')));
  }
} else {
  for (const [key, e] of Object.entries(JSON.parse(readFileSync(join(sessions, 'sessions.json'), 'utf8')))) add(key, e);
}
rows.sort((a, b) => b[2] - a[2]);
let out = '';
for (const [key, id, at, tokens] of rows) out += `${key}\t${id}\t${new Date(at).toISOString()}\t${tokens}\n`;
process.stdout.write(out);
