/**
 * What the program prints: tables for people, JSON, TSV, CSV and names for scripts, progress, and the
 * notation of sizes, durations and times. Streams, zone and clock are injected; nothing here knows the
 * commands. Jackson classes are loaded by the JSON printers only.
 */
package dev.sessionctl.output;
