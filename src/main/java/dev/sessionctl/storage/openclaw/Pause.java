package dev.sessionctl.storage.openclaw;

/** How a wait passes time, so that tests need not. */
interface Pause {

  /** Really sleeps. */
  Pause SLEEP = Thread::sleep;

  /** Returns after about that many milliseconds. */
  void sleep(long millis) throws InterruptedException;
}
