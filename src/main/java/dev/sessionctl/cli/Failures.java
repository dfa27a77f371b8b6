package dev.sessionctl.cli;

import dev.sessionctl.plan.NotConfirmedException;
import dev.sessionctl.storage.ChangedException;
import dev.sessionctl.storage.GuardException;
import dev.sessionctl.storage.LockedException;
import dev.sessionctl.storage.NoStoreException;
import dev.sessionctl.storage.StorageIoException;
import dev.sessionctl.storage.StoreException;
import dev.sessionctl.storage.UnsupportedChangeException;
import dev.sessionctl.storage.UnsupportedVersionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import picocli.CommandLine.ParameterException;

/** The one place where a failure becomes an exit code and a message. */
public final class Failures {
  private Failures() {}

  /** The exit code of a failure. */
  public static int codeOf(Throwable failure) {
    if (failure instanceof UncheckedIOException wrapped) {
      return codeOf(wrapped.getCause());
    }
    if (failure instanceof ParameterException || failure instanceof UsageException
        || failure instanceof InvalidPathException) {
      return ExitCode.USAGE;
    }
    if (failure instanceof OutputException output) {
      return output.isBrokenPipe() ? ExitCode.BROKEN_PIPE : ExitCode.IO;
    }
    if (failure instanceof NotConfirmedException) {
      return ExitCode.NOT_CONFIRMED;
    }
    if (failure instanceof StoreException known) {
      return codeOf(known);
    }
    return failure instanceof IOException ? ExitCode.IO : ExitCode.BUG;
  }

  private static int codeOf(StoreException failure) {
    if (failure instanceof NoStoreException) {
      return ExitCode.NO_STORE;
    } else if (failure instanceof LockedException) {
      return ExitCode.LOCKED;
    } else if (failure instanceof ChangedException) {
      return ExitCode.CHANGED;
    } else if (failure instanceof GuardException) {
      return ExitCode.GUARD;
    } else if (failure instanceof UnsupportedVersionException || failure instanceof UnsupportedChangeException) {
      return ExitCode.UNSUPPORTED;
    } else if (failure instanceof StorageIoException) {
      return ExitCode.IO;
    }
    // A damaged store, a session that is not there, and whatever a format says without a class of its own.
    return ExitCode.FAILED;
  }

  /** The failure in one line. */
  public static String describe(Throwable failure) {
    if (failure instanceof UncheckedIOException wrapped) {
      return describe(wrapped.getCause());
    }
    if (failure instanceof OutOfMemoryError) {
      return "out of memory; allow more with SESSIONCTL_MAX_HEAP=1g";
    }
    if (codeOf(failure) == ExitCode.BUG) {
      return "unexpected " + failure;
    }
    if (failure instanceof IOException io && !(failure instanceof StoreException)
        && !(failure instanceof OutputException)) {
      String file = io instanceof java.nio.file.FileSystemException e && e.getFile() != null ? e.getFile() + ": " : "";
      return file + StorageIoException.reason(io);
    }
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }

  /** Says what failed, and gives the exit code. */
  static int report(Throwable failure, String command, boolean debug, Messages messages) {
    int code = codeOf(failure);
    if (code == ExitCode.BROKEN_PIPE) {
      return code;
    }
    if (code == ExitCode.USAGE) {
      messages.line(command + ": " + describe(failure));
      messages.line("try '" + command + " --help'");
    } else {
      messages.say(describe(failure));
    }
    if (debug) {
      messages.trace(failure);
    } else if (code == ExitCode.BUG) {
      messages.say("this is a bug; please report it with the output of the same command with --debug");
    }
    return code;
  }
}
