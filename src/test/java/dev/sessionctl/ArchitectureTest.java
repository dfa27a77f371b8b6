package dev.sessionctl;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The rules of the design, section 2. */
class ArchitectureTest {

  private static final String ROOT = "dev.sessionctl.";
  private static final JavaClasses CLASSES = new ClassFileImporter()
      .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.sessionctl");

  /** Reads of what an operator names besides stores, and nothing else. */
  private static final Set<String> MAY_READ_FILES =
      Set.of(ROOT + "cli.IdList", ROOT + "cli.config.ConfigFile", ROOT + "cli.config.Settings");
  private static final Set<String> CHANGES_FILES = Set.of("move", "delete", "deleteIfExists", "copy", "write",
      "writeString", "newOutputStream", "newByteChannel", "createFile", "createDirectory", "createDirectories",
      "createLink", "createSymbolicLink", "createTempFile", "createTempDirectory", "setAttribute",
      "setPosixFilePermissions", "setLastModifiedTime", "setOwner");

  @Test
  void storageKnowsNothingOfThoseWhoUseIt() {
    noClasses().that().resideInAPackage(ROOT + "storage..").should().dependOnClassesThat()
        .resideInAnyPackage("picocli..", ROOT + "cli..", ROOT + "output..", ROOT + "plan..", ROOT + "policy..")
        .check(CLASSES);
  }

  @Test
  void layersPointDownwards() {
    noClasses().that().resideInAPackage(ROOT + "output..").should().dependOnClassesThat()
        .resideInAnyPackage("picocli..", ROOT + "cli..", ROOT + "plan..", ROOT + "policy..", ROOT + "storage..")
        .check(CLASSES);
    noClasses().that().resideInAnyPackage(ROOT + "plan..", ROOT + "policy..").should().dependOnClassesThat()
        .resideInAnyPackage("picocli..", ROOT + "cli..").check(CLASSES);
  }

  /** The one class of each format's package that others may use: one line a product. */
  private static final Map<String, String> FACTORIES = Map.of(
      "claudemem", "ClaudeMem",
      "gemini", "Gemini",
      "openclaw", "OpenClaw",
      "praisonai", "PraisonAi",
      "tokenoptimizer", "TokenOptimizer");

  @Test
  void aFormatIsEnteredThroughItsFactory() {
    FACTORIES.forEach((name, factory) -> {
      String inside = ROOT + "storage." + name;
      noClasses().that().resideOutsideOfPackage(inside + "..").should()
          .dependOnClassesThat(describe("lie inside a format", type ->
              (type.getPackageName() + ".").startsWith(inside + ".")
                  && !type.getName().equals(inside + "." + factory)))
          .check(CLASSES);
    });
  }

  @Test
  void commandsReadNoFiles() {
    noClasses().that().resideInAnyPackage(ROOT + "cli..", ROOT + "plan..", ROOT + "policy..", ROOT + "output..")
        .and(describe("are not the few that may", type -> !MAY_READ_FILES.contains(outermost(type))))
        .should().dependOnClassesThat(describe("open files", ArchitectureTest::opensFiles)).check(CLASSES);
  }

  @Test
  void onlyStorageChangesFiles() {
    noClasses().that().resideOutsideOfPackage(ROOT + "storage..").should()
        .accessTargetWhere(calls(Files.class, CHANGES_FILES))
        .orShould().dependOnClassesThat().belongToAnyOf(FileChannel.class).check(CLASSES);
  }

  @Test
  void onlyMainEndsTheProcess() {
    noClasses().that().doNotHaveFullyQualifiedName(ROOT + "Main").should()
        .accessTargetWhere(calls(System.class, Set.of("exit")))
        .orShould().accessTargetWhere(calls(Runtime.class, Set.of("exit", "halt"))).check(CLASSES);
  }

  @Test
  void onlyMainTouchesTheStandardStreams() {
    noClasses().that().doNotHaveFullyQualifiedName(ROOT + "Main").should()
        .accessTargetWhere(calls(System.class, Set.of("in", "out", "err", "setOut", "setErr", "setIn")))
        .orShould().accessTargetWhere(calls(java.io.FileDescriptor.class, Set.of("in", "out", "err"))).check(CLASSES);
  }

  @Test
  void onlyTheShellKnowsOfItsLibrary() {
    noClasses().that().resideOutsideOfPackage(ROOT + "cli.shell..").should().dependOnClassesThat()
        .resideInAPackage("org.jline..").check(CLASSES);
    noClasses().that().resideOutsideOfPackage(ROOT + "cli.shell..")
        .and().doNotHaveFullyQualifiedName(ROOT + "cli.ShellCommand")
        .should().dependOnClassesThat(describe("are of the shell", type ->
            type.getPackageName().equals(ROOT + "cli.shell") && !type.getSimpleName().equals("TerminalSignals")))
        .check(CLASSES);
  }

  @Test
  void surroundingsComeInThroughOneObject() {
    noClasses().that().resideOutsideOfPackage(ROOT + "storage.system..").should()
        .accessTargetWhere(calls(System.class, Set.of("getenv", "currentTimeMillis", "getProperty", "console")))
        .orShould().accessTargetWhere(calls(java.time.Clock.class,
            Set.of("systemUTC", "systemDefaultZone", "system")))
        .orShould().accessTargetWhere(calls(java.time.ZoneId.class, Set.of("systemDefault")))
        .orShould().accessTargetWhere(calls(java.time.Instant.class, Set.of("now")))
        .orShould().accessTargetWhere(calls(java.util.TimeZone.class, Set.of("getDefault")))
        .orShould().accessTargetWhere(calls(java.util.Locale.class, Set.of("getDefault")))
        .check(CLASSES);
  }

  @Test
  void pathsAreNoFiles() {
    noClasses().should().dependOnClassesThat().belongToAnyOf(java.io.File.class, java.io.FileReader.class,
        java.io.FileWriter.class, java.io.RandomAccessFile.class).check(CLASSES);
  }

  @Test
  void nothingDependsOnTheDefaultLocaleOrCharset() {
    noClasses().should().accessTargetWhere(describe("uses the default locale or charset", access -> {
      JavaClass owner = access.getTarget().getOwner();
      String call = access.getTarget().getFullName();
      boolean text = owner.isEquivalentTo(String.class);
      return text && (call.endsWith(".toLowerCase()") || call.endsWith(".toUpperCase()")
          || call.endsWith(".getBytes()") || call.endsWith(".<init>([B)")
          || call.contains(".format(java.lang.String") || call.contains(".formatted("));
    })).check(CLASSES);
  }

  @Test
  void thereIsSomethingToCheck() {
    classes().that().resideInAPackage(ROOT + "cli..").should().resideInAPackage("dev.sessionctl..").check(CLASSES);
    assertThat(CLASSES.size()).isGreaterThan(80);
  }

  private static String outermost(JavaClass type) {
    String name = type.getName();
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }

  private static boolean opensFiles(JavaClass type) {
    return type.isEquivalentTo(Files.class) || type.isEquivalentTo(FileChannel.class)
        || type.getName().startsWith("java.io.File") && !type.getName().equals("java.io.FileNotFoundException");
  }

  private static DescribedPredicate<JavaAccess<?>> calls(Class<?> owner, Set<String> names) {
    return describe("calls " + owner.getSimpleName() + names, access ->
        access.getTarget().getOwner().isEquivalentTo(owner) && names.contains(access.getTarget().getName()));
  }
}
