package dev.cadre.stores.tenant;

/** The statements by which permits are read, for tests of other packages. */
public final class PermitQueries {

  public static final String ALL_OR_LISTED = PermitRows.ALL_OR_LISTED;
  public static final String LISTED = PermitRows.LISTED;

  private PermitQueries() {}
}
