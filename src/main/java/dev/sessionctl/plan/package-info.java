/**
 * The one way in which a store is changed: prepare, show, gate, confirm, lock, recover, apply, report.
 */
package dev.sessionctl.plan;
