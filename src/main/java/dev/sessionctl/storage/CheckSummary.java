package dev.sessionctl.storage;

/**
 * How much a check looked at.
 *
 * @param checked number of sessions looked at
 * @param complete whether nothing was left out by a sample, a time limit or a failure to read
 */
public record CheckSummary(long checked, boolean complete) {}
