package dev.sessionctl.storage;

/**
 * What an inspection shall show beyond the decoded fields.
 *
 * @param lastMessages how many of the last messages to return; 0 for none
 * @param raw whether to return the stored entry as it stands
 */
public record InspectRequest(int lastMessages, boolean raw) {}
