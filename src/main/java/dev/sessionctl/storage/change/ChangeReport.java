package dev.sessionctl.storage.change;

import java.nio.file.Path;
import java.util.List;

/**
 * What was done.
 *
 * @param done number of items that were changed
 * @param skipped items that were left as they were, with the reason
 * @param failed items that could not be changed, with the reason
 * @param bytesBefore bytes before
 * @param bytesAfter bytes after, measured
 * @param backups where the former state was kept
 * @param notices further facts for the operator, one line each
 */
public record ChangeReport(
    long done,
    List<PlanItem> skipped,
    List<PlanItem> failed,
    long bytesBefore,
    long bytesAfter,
    List<Path> backups,
    List<String> notices) {}
