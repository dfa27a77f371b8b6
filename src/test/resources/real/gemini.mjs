// Works with the session store of claudecodeui through its own code: gemini.mjs PACKAGE_DIRECTORY MODE ARGUMENTS.
//   turns COUNT        holds COUNT conversations as its Gemini provider does: two saves at once, none awaited
//   show               loads the store as a start of the server does, and prints what it then has in memory
//   beside COUNT STOP  adds messages to COUNT sessions, one at a time, until the file STOP exists
// Prints, as JSON, the number of messages of each session that it was told to save, or what it has loaded.
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [directory, mode, count, stop] = process.argv.slice(2);
const { default: manager, ready } = await import(pathToFileURL(`${directory}/server/sessionManager.js`).href);
await ready;
const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));
const told = {};
const add = (id, role, content) => {
  manager.addMessage(id, role, content);
  told[id] = (told[id] ?? 0) + 1;
};

if (mode === 'turns') {
  for (let i = 0; i < Number(count); i++) {
    const id = `gemini_${1772151157035 + i}`;
    manager.createSession(id, `/home/user/project-${i}`);
    add(id, 'user', `question ${i} with "quotes", тест and 🚀`);
    await pause(3);
    for (let turn = 0; turn < 4; turn++) {
      const text = 'long text '.repeat(1 + ((i * 7 + turn * 13) % 40));
      add(id, 'assistant', [{ type: 'text', text },
        { type: 'tool_use', id: `t${turn}`, name: 'run', input: { turn } }]);
      add(id, 'user', [{ type: 'tool_result', tool_use_id: `t${turn}`, content: 'r'.repeat(10 + i), is_error: false }]);
      await pause(1);
    }
  }
  await pause(1000);
  console.log(JSON.stringify(told));
} else if (mode === 'show') {
  const loaded = {};
  for (const [id, session] of manager.sessions) loaded[id] = session;
  console.log(JSON.stringify(loaded));
} else {
  const ids = Array.from({ length: Number(count) }, (_, i) => `gemini_${1772151157035 + i}`);
  for (const id of ids) {
    manager.createSession(id, '/home/user/project');
    await pause(20);
  }
  console.log('started');
  for (let i = 0; !existsSync(stop); i++) {
    add(ids[(i * 7919) % ids.length], i % 2 ? 'assistant' : 'user', `message ${i} ${'text '.repeat(i % 50)}`);
    await pause(25);
  }
  await pause(500);
  console.log(JSON.stringify(told));
}
process.exit(0);
