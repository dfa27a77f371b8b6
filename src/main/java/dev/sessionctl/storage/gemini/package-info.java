/**
 * Gemini sessions of claudecodeui (CloudCLI): {@code ~/.gemini/sessions/*.json}, one file a session, written by its
 * releases 1.21.0 to 1.36.0 without any lock and in place.
 */
package dev.sessionctl.storage.gemini;
