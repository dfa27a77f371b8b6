/**
 * OpenClaw's session stores: {@code sessions.json} and the {@code sessions.d} layouts. Entered through
 * {@link dev.sessionctl.storage.openclaw.OpenClaw} only.
 */
package dev.sessionctl.storage.openclaw;
