package dev.cadre.cli;

/** What to do about a failure of one call. */
final class Remedies {

  private Remedies() {}

  /**
   * A sentence.
   *
   * @param category of the failure; also a step's reason
   * @param item that was called, as the API's path
   * @return empty where the failure's own message says it all
   */
  static String of(String category, String item) {
    return switch (category) {
      case "TRANSPORT" -> "See whether the address is right, and whether somebody answers there.";
      case "TIMEOUT" -> "It took too long: ask for less, or look at the other side.";
      case "UPSTREAM", "OVERLOADED", "RATE_LIMIT", "RATE_LIMIT_LONG", "COOLING" ->
          "It is the other side's, and may pass: try again in a minute.";
      case "LOCAL_LIMIT" ->
          "Try again in a minute, or let the key be used more: ./cadre tenant model";
      case "PROVIDER_QUOTA" ->
          "The credit there is used up: top it up; or the installation's limit, which who operates"
              + " it can raise: ./cadre provider limit";
      case "AUTH" -> "The other side refuses the key: set a good one.";
      case "MODEL_GONE" -> "Name another model: ./cadre model list --callable";
      case "TOOL_FAILED" ->
          "See what it takes, and what it is configured by: ./cadre tool show "
              + item.substring(item.lastIndexOf('/') + 1);
      case "OUTCOME_UNKNOWN" -> "It may have been done: look there before you try again.";
      case "CHAIN_EXHAUSTED" -> "Each target that was tried says why, above.";
      case "BUDGET" -> "Give it a budget that this call fits into.";
      case "FORBIDDEN" -> "An admin of your tenant can permit it: PUT /v1/tenant/permits.";
      default -> "";
    };
  }
}
