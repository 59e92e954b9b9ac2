package dev.moraine.server;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.NullMarked;

/** The rules of {@code docs} that a machine can check, for all that the server is made of. */
@AnalyzeClasses(
    packages = "dev.moraine",
    importOptions = {ImportOption.DoNotIncludeTests.class, OwnModules.class})
class ArchitectureTest {
  @ArchTest
  static final ArchRule HTTP_LIBRARIES_STAY_AT_THE_EDGE =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.moraine.server.http..")
          .and()
          .doNotHaveFullyQualifiedName("dev.moraine.server.Main")
          .and()
          .haveNameNotMatching("dev\\.moraine\\.server\\.(Operator)?Wiring(\\$.*)?")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.javalin..", "jakarta.servlet..", "org.eclipse.jetty..");

  // What is not served out of a route table is not documented.
  @ArchTest
  static final ArchRule ONLY_THE_HTTP_SERVER_ADDS_ROUTES =
      noClasses()
          .that()
          .haveNameNotMatching("dev\\.moraine\\.server\\.http\\.(HttpServer|ErrorResponses)")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.javalin.config..", "io.javalin.router..");

  @ArchTest
  static final ArchRule SQL_STAYS_IN_PERSISTENCE =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.moraine.persistence..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "org.jdbi..", "org.flywaydb..");

  @ArchTest
  static final ArchRule PAIMON_STAYS_IN_THE_WAREHOUSE =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.moraine.warehouse..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.paimon..");

  @ArchTest
  static final ArchRule CONSOLE_DOES_NOT_KNOW_PAIMON_ROUTES =
      noClasses()
          .that()
          .resideInAPackage("dev.moraine.server.http.console..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.moraine.server.http.paimon..");

  @ArchTest
  static final ArchRule PAIMON_ROUTES_DO_NOT_KNOW_CONSOLE =
      noClasses()
          .that()
          .resideInAPackage("dev.moraine.server.http.paimon..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.moraine.server.http.console..");

  @ArchTest
  static final ArchRule CORE_KNOWS_NO_ADAPTER =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.moraine.access..",
              "dev.moraine.admin..",
              "dev.moraine.audit..",
              "dev.moraine.catalog..",
              "dev.moraine.identity..",
              "dev.moraine.error..",
              "dev.moraine.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.moraine.server..",
              "dev.moraine.persistence..",
              "dev.moraine.warehouse..",
              "com.fasterxml..");

  @ArchTest
  static final ArchRule SLICES_ARE_FREE_OF_CYCLES =
      slices().matching("dev.moraine.(*)..").should().beFreeOfCycles();

  // The wirings and LocalEngines hand clock, ids and environment in; a draft's name needs to differ
  // and
  // nothing else.
  @ArchTest
  static final ArchRule TIME_AND_RANDOMNESS_COME_IN_THROUGH_CONSTRUCTORS =
      noClasses()
          .that()
          .haveNameNotMatching("dev\\.moraine\\.server\\.(Wiring|OperatorWiring|LocalEngines)")
          .and()
          .doNotHaveFullyQualifiedName("dev.moraine.warehouse.DurableFiles")
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Clock.class, "systemUTC")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(UUID.class, "randomUUID");

  @ArchTest
  static final ArchRule ONLY_ENGINES_READ_THE_ENVIRONMENT_AND_START_PROCESSES =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.moraine.engines..")
          .and()
          .haveNameNotMatching("dev\\.moraine\\.server\\.(Main|MetadataOptions|LocalEngines)")
          .should()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(ProcessBuilder.class);

  @ArchTest
  static final ArchRule NOBODY_WRITES_TO_STANDARD_STREAMS =
      noClasses()
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  @ArchTest
  static final ArchRule ADAPTERS_ARE_PACKAGE_PRIVATE =
      classes()
          .that()
          .resideInAnyPackage("dev.moraine.persistence..", "dev.moraine.warehouse..")
          .and()
          .areTopLevelClasses()
          .and()
          .haveNameNotMatching(".*\\.Metadata(Database|Backup)")
          .and()
          .doNotHaveSimpleName("PaimonWarehouse")
          .and()
          .doNotHaveSimpleName("package-info")
          .should()
          .bePackagePrivate();

  @ArchTest
  static final ArchRule ONLY_WIRING_SEES_THE_ADAPTERS =
      noClasses()
          .that()
          .resideInAPackage("dev.moraine.server..")
          .and()
          .haveNameNotMatching("dev\\.moraine\\.server\\.(Operator)?Wiring(\\$.*)?")
          .should()
          .dependOnClassesThat(
              resideInAPackage("dev.moraine.persistence..")
                  .or(resideInAPackage("dev.moraine.warehouse..")));

  @ArchTest
  static void everyPackageIsNullMarked(JavaClasses all) {
    assertThat(all.stream().map(JavaClass::getPackage).distinct())
        .isNotEmpty()
        .allSatisfy(
            each -> assertThat(each.isAnnotatedWith(NullMarked.class)).as(each.getName()).isTrue());
    assertThat(all.stream().map(JavaClass::getPackage).map(JavaPackage::getName))
        .contains("dev.moraine.catalog", "dev.moraine.persistence", "dev.moraine.warehouse");
  }
}
