/** Locks of the kernel that products share with this tool. */
package dev.sessionctl.storage.locks;
