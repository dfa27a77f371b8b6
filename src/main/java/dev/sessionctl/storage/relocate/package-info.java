/**
 * Giving a store's directory another place, for every format: one rename or a copy that appears at once, and every path
 * in it rewritten. Which files name paths is behind {@link dev.sessionctl.storage.relocate.RelocationTarget}.
 */
package dev.sessionctl.storage.relocate;
