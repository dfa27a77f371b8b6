package dev.sessionctl.storage;

/**
 * One message of a transcript.
 *
 * @param time milliseconds since the epoch, or {@link Session#UNKNOWN}
 * @param role who speaks, in the product's word
 * @param text its text; parts that are no text are named in brackets
 */
public record Message(long time, String role, String text) {}
