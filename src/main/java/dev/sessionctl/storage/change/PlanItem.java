package dev.sessionctl.storage.change;

import java.nio.file.Path;

/**
 * One item of a plan or of a report.
 *
 * @param key the session, or null for a file that belongs to none
 * @param path the file it concerns, or null
 * @param action what is done: {@code migrate}, {@code keep}, {@code drop}, {@code rewrite}, …
 * @param reason why, one short phrase
 * @param bytes size of what is acted on
 */
public record PlanItem(String key, Path path, String action, String reason, long bytes) {}
