// Transcripts by the product's own session manager, and what it makes of them:
//   transcripts.mjs PACKAGE_DIRECTORY make SESSIONS_DIRECTORY COUNT
//   transcripts.mjs PACKAGE_DIRECTORY dump SESSIONS_DIRECTORY OUT [SCRATCH]
// With SCRATCH a copy of each is opened there and continued by one message.
import { createHash } from 'node:crypto';
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, readdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [directory, command, sessions] = process.argv.slice(2);

// 2026.7.1 has it in a bundle of its own, 2026.3.13 in a package that it depends on; both are found by name.
async function manager() {
  const dist = join(directory, 'dist');
  const bundle = readdirSync(dist).find((name) => /^session-manager-[^.]+\.js$/.test(name));
  const file = bundle ? join(dist, bundle) : join(directory, '..', '@mariozechner', 'pi-coding-agent', 'dist', 'index.js');
  const values = Object.values(await import(pathToFileURL(file)));
  const named = (name) => values.find((value) => typeof value === 'function' && value.name === name);
  return { SessionManager: named('SessionManager'), buildSessionContext: named('buildSessionContext') };
}
const { SessionManager, buildSessionContext } = await manager();

let seed = 11;
const random = (n) => Math.floor(((seed = (seed * 1103515245 + 12345) & 0x7fffffff) / 0x80000000) * n);
const hex = (n) => Array.from({ length: n }, () => random(16).toString(16)).join('');
const time = 1790000000000;

const user = (n) => ({ role: 'user', content: [{ type: 'text', text: `question ${n} ä€😀 ${'q'.repeat(random(400))}` }],
  timestamp: time + n });
const assistant = (n, call) => ({ role: 'assistant', api: 'anthropic-messages', provider: 'anthropic',
  model: 'claude-opus-4-6', stopReason: call ? 'toolUse' : 'stop', timestamp: time + n,
  content: [{ type: 'text', text: `answer ${n} ${'a'.repeat(random(400))}` },
    ...(call ? [{ type: 'toolCall', id: call, name: 'read', arguments: { path: '/x' } }] : [])],
  usage: { input: 10, output: 5, cacheRead: 0, cacheWrite: 0, totalTokens: 15,
    cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 } } });
const result = (n, call) => ({ role: 'toolResult', toolCallId: call, toolName: 'read', isError: false,
  content: [{ type: 'text', text: `result ${n} ${'r'.repeat(random(5000))}` }], timestamp: time + n });

// What an appender outside of the run leaves while a prompt is out: a row that belongs to no branch.
function appendBeside(session, n) {
  const parentId = session.promptReleasedSideBranchParentId ?? session.leafId;
  const row = { type: 'message', id: hex(8), parentId, timestamp: new Date(time + n).toISOString(),
    message: assistant(n), appendMode: 'side' };
  appendFileSync(session.getSessionFile(), `${JSON.stringify(row)}\n`);
  session.mergePromptReleasedSessionEntries([row], { persistLeaf: true });
}

// A row of a kind that this release does not know.
function appendOpaque(file, session, n) {
  appendFileSync(file, `${JSON.stringify({ type: 'plugin_state', id: hex(8), parentId: session.appendParentId ?? session.leafId,
    timestamp: new Date(time + n).toISOString(), state: n })}\n`);
  return SessionManager.open(file);
}

function fill(file, steps) {
  let session = SessionManager.open(file);
  const id = session.getSessionId();
  session.appendMessage(user(0));
  session.appendMessage(assistant(1));
  for (let n = 2; n < steps; n++) {
    const branch = session.getBranch();
    const any = branch[random(branch.length)];
    switch (any ? random(22) : 21) {
      case 0: case 1:
        session.appendCompaction(`summary ${n}`, branch[Math.max(0, branch.length - 1 - random(8))].id, 1000 + n);
        break;
      case 2: session.branch(any.id); break;
      case 3: session.branchWithSummary(any.id, `left at ${n}`); break;
      case 4: session.appendLabelChange(any.id, `label ${n}`); break;
      case 5: session.appendCustomEntry('extension', { n }); break;
      case 6: session.appendCustomMessageEntry('note', `note ${n}`, true); break;
      case 7: session.appendModelChange('anthropic', `model-${n}`); break;
      case 8: session.appendThinkingLevelChange(['off', 'low', 'high'][random(3)]); break;
      case 9: session.appendSessionInfo(`name ${n}`); break;
      case 10: if (session.rewriteFile) { session.branch(any.id); session.rewriteFile(); } break;
      case 11: if (session.mergePromptReleasedSessionEntries) appendBeside(session, n); break;
      case 12: if (session.getPersistedFileEntries) session = appendOpaque(file, session, n); break;
      case 13: if (random(4) === 0) session.resetLeaf(); break;
      case 14: case 15: {
        const call = `call_${n}`;
        session.appendMessage(assistant(n, call));
        session.appendMessage(result(n, call));
        break;
      }
      default: session.appendMessage(n % 2 ? user(n) : assistant(n));
    }
  }
  // How it ends decides what the next row is appended to.
  const branch = session.getBranch();
  const end = session.mergePromptReleasedSessionEntries && branch.length > 0 ? random(5) : 5;
  if (end === 0) appendBeside(session, steps);
  else if (end === 1) appendOpaque(file, session, steps);
  else if (end === 2) { session.branch(branch[random(branch.length)].id); session.rewriteFile(); }
  return id;
}

function make(count) {
  mkdirSync(sessions, { recursive: true, mode: 0o700 });
  const index = {};
  for (let i = 0; i < count; i++) {
    const made = join(sessions, 'new.jsonl');
    const id = fill(made, 20 + random(180));
    const file = join(sessions, `${id}.jsonl`);
    renameSync(made, file);
    utimesSync(file, time / 1000, time / 1000);
    index[`agent:main:telegram:direct:${1000 + i}`] = { sessionId: id, updatedAt: time, chatType: 'direct',
      sessionFile: file, modelProvider: 'anthropic', model: 'claude-opus-4-6', totalTokens: 1000 + i, totalTokensFresh: true };
  }
  writeFileSync(join(sessions, 'sessions.json'), JSON.stringify(index, null, 2), { mode: 0o600 });
}

const hash = (value) => createHash('sha256').update(JSON.stringify(value)).digest('hex');

function look(file) {
  const before = readFileSync(file);
  const session = SessionManager.open(file);
  const entries = session.getEntries();
  const parents = new Set(entries.map((entry) => entry.parentId));
  const leaves = entries.map((entry) => entry.id).filter((id) => !parents.has(id));
  const contexts = {};
  for (const leaf of leaves) contexts[leaf] = hash(buildSessionContext(entries, leaf));
  const labels = {};
  for (const entry of entries) if (session.getLabel(entry.id)) labels[entry.id] = session.getLabel(entry.id);
  return { rows: entries.length, bytes: before.length, leaf: session.getLeafId(),
    name: session.getSessionName?.() ?? null, append: session.appendParentId ?? session.getLeafId(), side: session.promptReleasedSideBranchParentId ?? null,
    active: hash(session.buildSessionContext()), controls: before.toString().split('"type":"leaf"').length - 1,
    contexts, labels, untouched: readFileSync(file).equals(before) };
}

// The next row names what it is appended to, and nothing before it changes.
function goOn(file, scratch) {
  const copy = join(scratch, 'copy.jsonl');
  copyFileSync(file, copy);
  const before = readFileSync(copy);
  const session = SessionManager.open(copy);
  const id = session.appendMessage(user(1));
  session.appendMessage(assistant(2));
  const after = readFileSync(copy);
  const row = after.subarray(before.length).toString().split('\n').map((line) => line && JSON.parse(line))
    .find((entry) => entry && entry.id === id);
  return { kept: after.subarray(0, before.length).equals(before), parent: row ? row.parentId : undefined,
    context: hash(SessionManager.open(copy).buildSessionContext()) };
}

function dump(out, scratch) {
  const all = {};
  for (const name of readdirSync(sessions).filter((each) => each.endsWith('.jsonl')).sort()) {
    all[name] = look(join(sessions, name));
    if (scratch) all[name].next = goOn(join(sessions, name), scratch);
  }
  writeFileSync(out, JSON.stringify(all));
}

if (command === 'make') make(Number(process.argv[5]));
else dump(process.argv[5], process.argv[6]);
process.exit(0);
