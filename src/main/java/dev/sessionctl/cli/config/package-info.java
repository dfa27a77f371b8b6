/** Values of options from the environment and from configuration files. */
package dev.sessionctl.cli.config;
