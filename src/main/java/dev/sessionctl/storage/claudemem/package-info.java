/** Sessions of claude-mem in {@code claude-mem.db}, 7.3 to 13.25. */
package dev.sessionctl.storage.claudemem;
