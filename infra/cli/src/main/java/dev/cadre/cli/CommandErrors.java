package dev.cadre.cli;

import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Exit codes: 0 done; 1 the plan ended otherwise than COMPLETED, or the audit log is not whole; 2
 * wrong usage; 3 refused by the API; 4 the API is not reachable.
 */
public final class CommandErrors implements IExecutionExceptionHandler {

  public static final int NOT_COMPLETED = 1;
  public static final int NOT_WHOLE = 1;
  public static final int USAGE = 2;
  public static final int REFUSED = 3;
  public static final int UNREACHABLE = 4;

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult result)
      throws Exception {
    return switch (failure) {
      case Refused refused -> say(command, refused.sentences(), REFUSED);
      case SeveralGates several -> say(command, "" + several.getMessage(), USAGE);
      case Unreachable unreachable -> say(command, "" + unreachable.getMessage(), UNREACHABLE);
      case java.io.IOException unreadable ->
          say(command, "Cannot be read: " + unreadable.getMessage(), USAGE);
      default -> throw failure;
    };
  }

  private static int say(CommandLine command, String text, int code) {
    command.getErr().println(text);
    command.getErr().flush();
    return code;
  }
}
