/**
 * Putting back what a run set aside, for every format: what of a trash is still what it was, where it may go, and in
 * which order. What only a format knows is behind {@link dev.sessionctl.storage.restore.RestoreTarget}.
 */
package dev.sessionctl.storage.restore;
