package dev.cadre.stores;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.cadre.stores.runtime.Migrations;
import dev.cadre.stores.runtime.Postgres;
import org.springframework.r2dbc.core.DatabaseClient;

/** Only so does row-level security hold: whoever opens a transaction must enter a tenant. */
@AnalyzeClasses(packages = "dev.cadre.stores", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule connectionsAndTransactionsAreOpenedInOneClass =
      noClasses()
          .that()
          .doNotBelongToAnyOf(Postgres.class)
          .should()
          .dependOnClassesThat()
          .haveNameMatching(
              "io\\.r2dbc\\.pool\\..*|io\\.r2dbc\\.postgresql\\..*|io\\.r2dbc\\.spi\\.Connection.*"
                  + "|org\\.springframework\\.r2dbc\\.connection\\..*"
                  + "|org\\.springframework\\.transaction\\..*"
                  + "|java\\.sql\\..*|javax\\.sql\\..*");

  @ArchTest
  static final ArchRule clientsAreMadeInOneClass =
      noClasses()
          .that()
          .doNotBelongToAnyOf(Postgres.class)
          .should()
          .callMethod(DatabaseClient.class, "create", io.r2dbc.spi.ConnectionFactory.class)
          .orShould()
          .callMethod(DatabaseClient.class, "builder")
          .orShould()
          .callMethod(DatabaseClient.class, "getConnectionFactory");

  @ArchTest
  static final ArchRule theSchemasOwnerOnlyMigrates =
      noClasses()
          .that()
          .doNotBelongToAnyOf(Migrations.class)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.flywaydb..");
}
