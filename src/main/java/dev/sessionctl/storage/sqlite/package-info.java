/**
 * Stores in SQLite: how a database of somebody else is read beside its owner, which locks tell who has it open, and
 * what must never be done with its files. See {@link dev.sessionctl.storage.sqlite.Database}.
 */
package dev.sessionctl.storage.sqlite;
