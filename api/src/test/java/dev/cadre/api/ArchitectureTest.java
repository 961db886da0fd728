package dev.cadre.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

@AnalyzeClasses(packages = "dev.cadre.api", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String CONNECTION = "dev.cadre.api.runtime.TemporalConnection";
  private static final Set<String> WAITING =
      Set.of("block", "blockFirst", "blockLast", "blockOptional", "toIterable", "toStream");
  private static final String GATEWAY = "dev.cadre.api.runtime.TemporalGateway";

  @ArchTest
  static final ArchRule reachesPostgresByTheOneWrapperOnly =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "io\\.r2dbc\\.pool\\..*|io\\.r2dbc\\.postgresql\\..*|io\\.r2dbc\\.spi\\.Connection.*"
                  + "|org\\.springframework\\.r2dbc\\.connection\\..*"
                  + "|org\\.springframework\\.transaction\\.(reactive|support)\\..*"
                  + "|java\\.sql\\..*|javax\\.sql\\..*");

  @ArchTest
  static final ArchRule blockingClientsOfTemporalStayInTheirConnection =
      noClasses()
          .that()
          .haveNameNotMatching(CONNECTION + ".*|" + GATEWAY + ".*")
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "io\\.temporal\\.serviceclient\\..*|io\\.temporal\\.client\\.Workflow(Client|Stub).*");

  @ArchTest
  static final ArchRule waitsForNoPublisher =
      noClasses()
          .should()
          .callMethodWhere(
              DescribedPredicate.describe(
                  "waits for a publisher",
                  call ->
                      WAITING.contains(call.getTarget().getName())
                          && call.getTargetOwner()
                              .getPackageName()
                              .equals("reactor.core.publisher")));

  /**
   * Of models and tools. Identity providers are asked for their keys and for who has signed in,
   * which no worker can do for a request: by the one class that is left out here.
   */
  @ArchTest
  static final ArchRule callsNoProvider =
      noClasses()
          .that()
          .haveNameNotMatching("dev\\.cadre\\.api\\.identity\\.ProviderCalls.*")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.cadre.activities..",
              "java.net.http..",
              "org.apache.hc..",
              "dev.langchain4j..",
              "de.kherud..",
              "reactor.netty.http.client..",
              "org.springframework.web.client..",
              "org.springframework.web.reactive.function.client..");
}
