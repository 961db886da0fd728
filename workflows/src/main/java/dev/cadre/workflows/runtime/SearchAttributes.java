package dev.cadre.workflows.runtime;

import io.temporal.common.SearchAttributeKey;
import java.util.List;

/** Search attributes of plan workflows. They bypass the codec, so they carry no personal data. */
public final class SearchAttributes {

  /** The plan's status. */
  public static final SearchAttributeKey<String> STATUS =
      SearchAttributeKey.forKeyword("CadreStatus");

  /** The plan's type, such as {@code deliverable}. */
  public static final SearchAttributeKey<String> PLAN_TYPE =
      SearchAttributeKey.forKeyword("CadrePlanType");

  /** The plan's labels. */
  public static final SearchAttributeKey<List<String>> LABELS =
      SearchAttributeKey.forKeywordList("CadreLabels");

  /** Key of the memo that says which run of the plan an execution is. */
  public static final String RUN_MEMO = "run";

  private SearchAttributes() {}
}
