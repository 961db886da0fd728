package dev.cadre.parts.postgres;

import dev.cadre.parts.process.Command;
import dev.cadre.parts.process.PartFailure;
import java.util.List;

/** How PostgreSQL, which refuses to run as root, is run by whoever we are. */
public enum Privileges {
  /** We are not root. */
  AS_WE_ARE,
  /** Root, in a user namespace without a mapping: the owner of all files stays root. */
  USER_NAMESPACE,
  /** Root, as nobody; programs and data in a folder that nobody may reach. */
  OTHER_USER;

  /** The id of nobody. */
  static final String NOBODY = "65534:65534";

  /** Words before each command. */
  List<String> prefix() {
    return switch (this) {
      case AS_WE_ARE -> List.of();
      case USER_NAMESPACE -> List.of("unshare", "-U");
      case OTHER_USER -> List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
    };
  }

  /** What works here; tried, not guessed. */
  public static Privileges detect() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return AS_WE_ARE;
    }
    if (USER_NAMESPACE.works()) {
      return USER_NAMESPACE;
    }
    if (OTHER_USER.works()) {
      return OTHER_USER;
    }
    throw new PartFailure(
        "PostgreSQL does not run as root, and neither unshare -U nor setpriv works here.",
        "Run as another user, install util-linux, or give an outside one by CADRE_POSTGRES_URL.");
  }

  private boolean works() {
    List<String> words = new java.util.ArrayList<>(prefix());
    words.addAll(List.of("sh", "-c", "test \"$(id -u)\" != 0"));
    return new Command(words, java.util.Map.of()).works();
  }
}
