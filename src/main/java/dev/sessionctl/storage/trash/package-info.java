/**
 * What changing commands set aside instead of destroying it: one directory a run below {@code .sessionctl/trash}, with
 * a manifest that tells what everything was and where it belongs.
 */
package dev.sessionctl.storage.trash;
