/** The command line: one class a command, shared options as mixins, exit codes and messages. */
package dev.sessionctl.cli;
