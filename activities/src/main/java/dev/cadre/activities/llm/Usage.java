package dev.cadre.activities.llm;

/**
 * Tokens of one call, in one meaning for all providers.
 *
 * @param input all tokens of the prompt, those from the cache included
 * @param cached the part of {@code input} that was read from the cache
 * @param output all tokens that are billed as output
 */
public record Usage(long input, long cached, long output) {

  public Usage {
    if (input < 0 || cached < 0 || output < 0 || cached > input) {
      throw new IllegalArgumentException("no tokens of a call");
    }
  }
}
