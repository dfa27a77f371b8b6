// Makes an OpenClaw-like store for measurements: generate.mjs COUNT DIRECTORY json|d
// Deterministic; about 1.1 KB an entry, written as the product writes (JSON.stringify with two spaces).
import { mkdirSync, openSync, writeSync, closeSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [count, directory, layout] = [Number(process.argv[2]), process.argv[3], process.argv[4]];
const sessions = join(directory, 'agents', 'main', 'sessions');
mkdirSync(sessions, { recursive: true });

let seed = 42;
const random = () => ((seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff);
const hex = (n) => Array.from({ length: n }, () => Math.floor(random() * 16).toString(16)).join('');
const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;

function entry(i) {
  const id = uuid();
  const to = `telegram:${1000000 + i}`;
  return {
    sessionId: id,
    updatedAt: 1795000000000 - i * 1000 + Math.floor(random() * 1000),
    systemSent: true,
    abortedLastRun: false,
    chatType: 'direct',
    sessionFile: join(sessions, `${id}.jsonl`),
    modelProvider: 'anthropic',
    model: 'claude-opus-4-6',
    inputTokens: Math.floor(random() * 90000),
    outputTokens: Math.floor(random() * 9000),
    totalTokens: Math.floor(random() * 200000),
    totalTokensFresh: true,
    cacheRead: Math.floor(random() * 9000),
    cacheWrite: 0,
    contextTokens: 200000,
    compactionCount: Math.floor(random() * 3),
    lastChannel: 'telegram',
    lastTo: to,
    lastAccountId: 'default',
    deliveryContext: { channel: 'telegram', to, accountId: 'default' },
    origin: { label: `User ${i}`, provider: 'telegram', surface: 'telegram', chatType: 'direct', from: to, to },
    displayName: `telegram:user-${i}`,
    skills: [{ name: 'github', requiredEnv: [] }, { name: 'weather' }, { name: 'tmux', requiredEnv: ['A', 'B'] }],
    note: 'x'.repeat(40),
  };
}
const key = (i) => `agent:main:telegram:direct:${1000000 + i}`;

if (layout === 'd') {
  const entries = join(sessions, 'sessions.d');
  mkdirSync(entries, { recursive: true });
  for (let i = 0; i < count; i++) {
    writeFileSync(join(entries, `${key(i).replaceAll(':', '%3A')}.json`), JSON.stringify(entry(i), null, 2), { mode: 0o600 });
  }
} else {
  const out = openSync(join(sessions, 'sessions.json'), 'w', 0o600);
  let text = '{';
  for (let i = 0; i < count; i++) {
    const value = JSON.stringify(entry(i), null, 2).replaceAll('\n', '\n  ');
    text += `${i ? ',' : ''}\n  ${JSON.stringify(key(i))}: ${value}`;
    if (text.length > 1 << 20) {
      writeSync(out, text);
      text = '';
    }
  }
  writeSync(out, text + (count ? '\n}' : '}'));
  closeSync(out);
}
