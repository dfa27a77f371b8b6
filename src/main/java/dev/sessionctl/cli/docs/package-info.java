/** Manual pages and shell completions, made from the commands themselves. */
package dev.sessionctl.cli.docs;
