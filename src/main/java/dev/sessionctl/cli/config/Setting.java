package dev.sessionctl.cli.config;

/**
 * One value that was not given on the command line.
 *
 * @param value the text, as it would stand on the command line
 * @param source where it comes from, for messages
 */
public record Setting(String value, String source) {}
