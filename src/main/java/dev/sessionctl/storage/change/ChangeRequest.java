package dev.sessionctl.storage.change;

/**
 * What an operator wants changed. Each changing command has its own record; a format answers those it knows in
 * {@link dev.sessionctl.storage.Store#prepare} and refuses the others.
 */
public interface ChangeRequest {

  /** The command's name, for journals and messages. */
  String command();
}
