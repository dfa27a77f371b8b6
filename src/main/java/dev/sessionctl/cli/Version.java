package dev.sessionctl.cli;

/** The version; a constant, so that telling it reads no file. A test holds it against the build's. */
public final class Version {
  public static final String NUMBER = "0.1.0";
  public static final String LINE = "sessionctl " + NUMBER;

  private Version() {}
}
