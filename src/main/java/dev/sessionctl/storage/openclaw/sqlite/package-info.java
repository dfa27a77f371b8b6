/** Sessions of OpenClaw in {@code openclaw-agent.sqlite} (stable from 2026.8.1): read, proved, never changed. */
package dev.sessionctl.storage.openclaw.sqlite;
