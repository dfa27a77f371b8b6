package dev.sessionctl.cli;

/** The arguments, the environment or the configuration ask for something that makes no sense. */
public class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UsageException(String message) {
    super(message);
  }
}
