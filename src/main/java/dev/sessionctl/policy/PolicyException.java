package dev.sessionctl.policy;

/** A policy that says nothing, or that contradicts itself. */
public class PolicyException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public PolicyException(String message) {
    super(message);
  }
}
