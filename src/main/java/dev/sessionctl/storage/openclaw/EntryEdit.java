package dev.sessionctl.storage.openclaw;

/**
 * One entry that is to be changed, removed or added.
 *
 * @param key its key
 * @param expected SHA-256 of the text it must have now, or null when there must be none
 * @param text what it shall be, from the left margin, or null to remove it
 */
record EntryEdit(String key, byte[] expected, byte[] text) {}
