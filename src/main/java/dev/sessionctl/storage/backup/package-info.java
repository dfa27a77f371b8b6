/**
 * Copies of stores that are made beside their owners, checked, brought back, and thinned out, for every format: which
 * files a store has and how each is taken is behind {@link dev.sessionctl.storage.relocate.StoreTree}. See
 * docs/backup.md.
 */
package dev.sessionctl.storage.backup;
