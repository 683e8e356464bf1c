package ksim.cli.quality;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Random;
import java.util.SplittableRandom;
import ksim.mmu.Persistent;
import org.junit.jupiter.api.Test;

/** Which part of ksim may know which, and what nothing below the command line may do. */
class ArchitectureTest {
  private static final String BELOW_CLI = "the modules below the command line";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("ksim");

  private static ArchRule only(String module, String... known) {
    return classes()
        .that()
        .resideInAPackage(module)
        .should(onlyDependOnClassesThat(resideInAnyPackage(known)));
  }

  @Test
  void allModulesAreLookedAt() {
    for (String name : new String[] {"ksim.mmu", "ksim.core.cpu", "ksim.sched.scenario"}) {
      assertThat(CLASSES.stream().filter(type -> type.getPackageName().equals(name))).isNotEmpty();
    }
  }

  @Test
  void dependenciesPointOneWay() {
    only("ksim.mmu..", "java..", "org.jspecify..", "ksim.mmu..").check(CLASSES);
    only("ksim.core..", "java..", "org.jspecify..", "org.slf4j..", "ksim.mmu..", "ksim.core..")
        .check(CLASSES);
    only(
            "ksim.sched..",
            "java..",
            "org.jspecify..",
            "org.slf4j..",
            "ksim.mmu..",
            "ksim.core..",
            "ksim.sched..")
        .check(CLASSES);
  }

  @Test
  void theRoomsOfTheMmuAreLayered() {
    noClasses()
        .that()
        .resideInAPackage("ksim.mmu.memory")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("ksim.mmu", "ksim.mmu.paging", "ksim.mmu.tlb")
                .and(otherThanSavedState()))
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAnyPackage("ksim.mmu.paging", "ksim.mmu.tlb")
        .should()
        .dependOnClassesThat(resideInAPackage("ksim.mmu").and(otherThanSavedState()))
        .check(CLASSES);
  }

  /** What saves and restores its state does so in one way, in all rooms. */
  private static DescribedPredicate<JavaClass> otherThanSavedState() {
    return describe(
        "do not save state",
        type ->
            !type.isEquivalentTo(Persistent.class)
                && !type.getFullName().equals("ksim.mmu.SavedArrays"));
  }

  @Test
  void theInstructionTableKnowsNoMachine() {
    only("ksim.core.encoding..", "java..", "org.jspecify..", "ksim.core.encoding..").check(CLASSES);
  }

  @Test
  void softFloatKnowsNothingElse() {
    only("ksim.core.softfloat", "java..", "org.jspecify..", "ksim.core.softfloat").check(CLASSES);
  }

  @Test
  void operationsNeverSeeHowTheyAreEncoded() {
    noClasses()
        .that()
        .resideInAnyPackage("ksim.core.isa..", "ksim.core.softfloat", "ksim.core.processor")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ksim.core.encoding..", "ksim.core.decode..")
        .check(CLASSES);
  }

  @Test
  void cpuModelsKnowNoCpu() {
    only("ksim.core.processor", "java..", "org.jspecify..", "ksim.core.processor", "ksim.mmu..")
        .check(CLASSES);
  }

  @Test
  void operationsNeverSeeTimeOrTheMachine() {
    noClasses()
        .that()
        .resideInAnyPackage("ksim.core.isa..", "ksim.core.cpu..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "ksim.core.timing..",
            "ksim.core.machine..",
            "ksim.core.exec..",
            "ksim.core.compile..",
            "ksim.core.platform..")
        .check(CLASSES);
  }

  @Test
  void compiledCodeKnowsOperationsAndNoEncodings() {
    noClasses()
        .that()
        .resideInAPackage("ksim.core.compile")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "ksim.core.encoding..", "ksim.core.decode..", "ksim.core.exec..", "ksim.core.machine..")
        .check(CLASSES);
  }

  @Test
  void timingNeverReadsRegisters() {
    noClasses()
        .that()
        .resideInAPackage("ksim.core.timing..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ksim.core.cpu..", "ksim.core.machine..")
        .check(CLASSES);
  }

  @Test
  void onlyScenarioFilesKnowYaml() {
    noClasses()
        .that()
        .resideOutsideOfPackage("ksim.cli.yaml")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.snakeyaml..")
        .check(CLASSES);
  }

  @Test
  void theRoomsOfTheCommandLineAreLayered() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "ksim.cli.diag", "ksim.cli.yaml", "ksim.cli.report", "ksim.cli.boot", "ksim.cli.cycles")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ksim.cli.command")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage("ksim.cli.diag")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ksim.cli.yaml", "ksim.cli.report", "ksim.sched..", "ksim.core..")
        .check(CLASSES);
  }

  @Test
  void nothingBelowTheCommandLineDependsOnTheHost() {
    noClasses()
        .that(belowTheCommandLine())
        .should()
        .callMethodWhere(hostTimeOrChance())
        .orShould()
        .callConstructorWhere(
            describe("makes a random generator without a seed", ArchitectureTest::isUnseeded))
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("java.util.concurrent")
        .because("the same inputs give the same bytes on every host")
        .check(CLASSES);
  }

  private static DescribedPredicate<JavaClass> belowTheCommandLine() {
    return describe(
        BELOW_CLI,
        type ->
            !type.getPackageName().startsWith("ksim.cli")
                && !type.getPackageName().equals("ksim.core.bench"));
  }

  private static DescribedPredicate<JavaCall<?>> hostTimeOrChance() {
    return describe(
        "ask for the host's time or for chance",
        call -> {
          String owner = call.getTargetOwner().getName();
          String name = call.getTarget().getName();
          return switch (owner) {
            case "java.lang.System" ->
                name.equals("nanoTime")
                    || name.equals("currentTimeMillis")
                    || name.equals("identityHashCode")
                    || name.equals("getenv");
            case "java.lang.Math" -> name.equals("random");
            default -> owner.startsWith("java.time.") && name.equals("now");
          };
        });
  }

  private static boolean isUnseeded(JavaCall<?> call) {
    boolean random =
        call.getTargetOwner().isEquivalentTo(Random.class)
            || call.getTargetOwner().isEquivalentTo(SplittableRandom.class);
    return random && call.getTarget().getParameterTypes().isEmpty();
  }

  @Test
  void noStaticStateChanges() {
    fields().that().areStatic().should().haveModifier(JavaModifier.FINAL).check(CLASSES);
  }

  @Test
  void nothingReflects() {
    noClasses()
        .that(belowTheCommandLine())
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.lang.reflect")
        .check(CLASSES);
  }
}
