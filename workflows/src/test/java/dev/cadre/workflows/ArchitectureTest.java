package dev.cadre.workflows;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.cadre", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule standsOnTheJdkTemporalCelAndAnnotationsAlone =
      classes()
          .that()
          .resideInAPackage("dev.cadre.workflows..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.cadre.workflows..",
              "java..",
              "io.temporal..",
              "dev.cel..",
              "com.google.common..",
              "com.google.protobuf..",
              "com.google.re2j..",
              "com.fasterxml.jackson.annotation..",
              "org.jspecify.annotations..");

  @ArchTest
  static final ArchRule doesNoInputOrOutput =
      noClasses()
          .that()
          .resideInAPackage("dev.cadre.workflows..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.io..", "java.net..", "java.nio.file..", "java.sql..");

  @ArchTest
  static final ArchRule expressionsAreCompiledInOnePackage =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.cadre.workflows.expression..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.cel..");
}
