/** Which sessions a command is about. */
package dev.sessionctl.policy;
