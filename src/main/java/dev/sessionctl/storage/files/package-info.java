/**
 * Changes of stores whose sessions are files or directories of their own: setting files aside, rewriting them with the
 * original kept, mending modes, and cleaning up behind an interrupted run. A format says what shall be done, by a list
 * of {@link dev.sessionctl.storage.files.FileStep}s, and what keeps a session's owner out meanwhile, by a
 * {@link dev.sessionctl.storage.files.SessionHold}; the order of announcing, comparing, changing and syncing is here.
 */
package dev.sessionctl.storage.files;
