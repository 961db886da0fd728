package dev.cadre.stores.llm;

/**
 * Settings {@code cadre.cooldown.*}.
 *
 * @param enabled false lets every call through, for a test
 */
public record CooldownSettings(boolean enabled) {

  /** As it runs. */
  public static final CooldownSettings DEFAULT = new CooldownSettings(true);
}
