/**
 * The shared storage module: the contracts that every store format implements, and the durable file
 * operations and locks they are built on.
 *
 * <p>Nothing here knows of the command line or of printing. Only this package and the formats below it
 * move, sync or delete files. A format's package is entered through its one public factory.
 */
package dev.sessionctl.storage;
