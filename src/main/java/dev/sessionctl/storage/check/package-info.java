/** What the checks of every format share: how findings are made, which sessions are looked at, and for how long. */
package dev.sessionctl.storage.check;
