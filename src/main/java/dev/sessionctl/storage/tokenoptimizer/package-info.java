/**
 * The state that the OpenClaw plugin of token-optimizer keeps of every session: checkpoints, the record of what was
 * captured already, read caches and logs. Facts about its files and habits are of plugin 2.4.19.
 */
package dev.sessionctl.storage.tokenoptimizer;
