package dev.sessionctl.storage;

import java.nio.file.Path;

/**
 * One lock of a product as it stands on disk.
 *
 * @param path the lock file
 * @param target what it guards
 * @param pid the holder it names, or -1
 * @param since milliseconds since the epoch when it was taken, or {@link Session#UNKNOWN}
 * @param verdict what can be said of the holder
 * @param holder the holder in words, or null
 */
public record LockView(Path path, Path target, long pid, long since, LockVerdict verdict, String holder) {}
