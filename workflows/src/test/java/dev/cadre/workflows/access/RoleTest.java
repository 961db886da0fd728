package dev.cadre.workflows.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class RoleTest {

  @Test
  void givesWhatBelongsToTheOperatingTenantToNobodyElse() {
    for (Role role : Role.values()) {
      assertThat(Role.permissions(Set.of(role), false))
          .doesNotContain(Permission.TENANTS_OPERATE, Permission.METRICS_READ);
    }
    assertThat(Role.permissions(Set.of(Role.ADMIN), true)).contains(Permission.TENANTS_OPERATE);
    assertThat(Role.permissions(Set.of(Role.OPERATOR), true)).contains(Permission.METRICS_READ);
  }

  @Test
  void letsOnlyOwnersMakeOwners() {
    assertThat(Role.OWNER.grantableBy(Set.of(Role.OWNER))).isTrue();
    assertThat(Role.OWNER.grantableBy(Set.of(Role.ADMIN))).isFalse();
    assertThat(Role.ADMIN.grantableBy(Set.of(Role.ADMIN))).isTrue();
    assertThat(Role.MEMBER.grantableBy(Set.of(Role.MEMBER, Role.OPERATOR))).isFalse();
  }

  @Test
  void keepsAuditorsFromThePlansContent() {
    assertThat(Role.AUDITOR.permissions())
        .doesNotContain(Permission.PLAN_READ, Permission.GATE_READ, Permission.PLAN_SUBMIT);
  }

  @Test
  void namesEachOnTheWireAndBack() {
    for (Permission permission : Permission.values()) {
      assertThat(Permission.of(permission.wire())).contains(permission);
    }
    for (Role role : Role.values()) {
      assertThat(Role.of(role.wire())).contains(role);
    }
    assertThat(Permission.PLAN_READ.wire()).isEqualTo("plan:read");
    assertThat(Permission.of("plan:everything")).isEmpty();
    assertThat(Role.of("Owner")).isEmpty();
  }
}
