package dev.cadre.workflows.key;

/**
 * What a rotation has done.
 *
 * @param tenants whose keys it renewed
 * @param rotated keys with a new version
 * @param rewrapped data keys wrapped anew
 * @param retired keys whose old versions are destroyed
 */
public record KeyRotationEnd(int tenants, int rotated, long rewrapped, int retired) {

  static final KeyRotationEnd NOTHING = new KeyRotationEnd(0, 0, 0, 0);

  KeyRotationEnd with(Renewal renewal) {
    return new KeyRotationEnd(
        tenants,
        rotated + (renewal.rotated() ? 1 : 0),
        rewrapped + renewal.rewrapped(),
        retired + (renewal.retired() ? 1 : 0));
  }

  KeyRotationEnd withTenant() {
    return new KeyRotationEnd(tenants + 1, rotated, rewrapped, retired);
  }
}
