/** Reading of text files that products write: lines, times and UTF-8, without holding a file in memory. */
package dev.sessionctl.storage.text;
