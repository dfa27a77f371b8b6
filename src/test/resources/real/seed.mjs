// Fills a state directory: seed.mjs PACKAGE_DIRECTORY STATE COUNT TRANSCRIPTS. The product itself writes the index.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { product } from './product.mjs';

const [directory, state, count, transcripts] =
  [process.argv[2], process.argv[3], Number(process.argv[4]), Number(process.argv[5])];
const sessions = join(state, 'agents', 'main', 'sessions');
mkdirSync(sessions, { recursive: true, mode: 0o700 });
const { save } = await product(directory);

let seed = 7;
const random = () => ((seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff);
const hex = (n) => Array.from({ length: n }, () => Math.floor(random() * 16).toString(16)).join('');
const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;

const kinds = [
  (i) => ({ key: `agent:main:telegram:direct:${1000000 + i}`, chatType: 'direct' }),
  (i) => ({ key: `agent:main:telegram:group:-100${2000000 + i}:topic:${i}`, chatType: 'group', topic: i }),
  () => ({ key: `agent:main:subagent:${uuid()}`, chatType: 'direct' }),
  () => ({ key: `agent:main:cron:${uuid()}`, chatType: 'direct' }),
  (i) => ({ key: `agent:main:slack:channel:c${i}`, chatType: 'channel', label: 'Übersicht "ä" \\ 日本 😀' }),
];

function transcript(id, at, rows) {
  const time = (n) => new Date(at - (rows - n) * 1000);
  const lines = [{ type: 'session', version: 3, id, timestamp: time(0).toISOString(), cwd: state }];
  let parentId = null;
  for (let n = 1; n <= rows; n++) {
    const own = hex(8);
    const message = n % 2
      ? { role: 'user', content: [{ type: 'text', text: `question ${n}` }], timestamp: time(n).getTime() }
      : { role: 'assistant', content: [{ type: 'text', text: `answer ${n}` }], api: 'anthropic-messages',
          provider: 'anthropic', model: 'claude-opus-4-6', stopReason: 'stop', timestamp: time(n).getTime(),
          usage: { input: 10, output: 5, cacheRead: 0, cacheWrite: 0, totalTokens: 15,
            cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 } } };
    lines.push({ type: 'message', id: own, parentId, timestamp: time(n).toISOString(), message });
    parentId = own;
  }
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

const snapshot = () => ({
  prompt: 'skills', skills: [{ name: 'one' }],
  resolvedSkills: [{ name: 'one', description: 'd'.repeat(200), filePath: '/nowhere/SKILL.md', source: 'bundled' }],
});

const store = {};
const now = Date.now();
for (let i = 0; i < count; i++) {
  const kind = i === 0 ? { key: 'agent:main:main', chatType: 'direct' } : kinds[i % kinds.length](i);
  const id = uuid();
  const updatedAt = now - 60000 * (i + 1);
  const sessionFile = join(sessions, kind.topic ? `${id}-topic-${kind.topic}.jsonl` : `${id}.jsonl`);
  store[kind.key] = {
    sessionId: id, updatedAt, systemSent: true, abortedLastRun: false, chatType: kind.chatType, sessionFile,
    modelProvider: 'anthropic', model: 'claude-opus-4-6', inputTokens: 100 + i, outputTokens: 10 + i,
    totalTokens: 1000 + i, totalTokensFresh: true, contextTokens: 200000, compactionCount: 0,
    ...(kind.label ? { displayName: kind.label } : {}), ...(i % 3 ? {} : { skillsSnapshot: snapshot() }), notOfTheProduct: { kept: 0.5, exact: [1, null, true] },
  };
  if (i < transcripts) writeFileSync(sessionFile, transcript(id, updatedAt, 4 + (i % 6)), { mode: 0o600 });
}
await save(join(sessions, 'sessions.json'), store);
process.exit(0);
