package dev.sessionctl.storage.change;

/** Removes lock files whose holders are provably dead. */
public record LockBreak() implements ChangeRequest {
  @Override
  public String command() {
    return "locks";
  }
}
