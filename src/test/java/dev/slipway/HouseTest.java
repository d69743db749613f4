package dev.slipway;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of the house: which room sees which, and how large and how named things are. */
class HouseTest {
    private static final int MOST_LINES = 400;
    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.slipway");

    /** Which rooms a room may see, besides itself. */
    private static final Map<String, Set<String>> MAY_SEE = Map.ofEntries(
            entry("problem", Set.of()),
            entry("pipe", Set.of()),
            entry("config", Set.of("problem")),
            entry("model", Set.of("problem")),
            entry("multipart", Set.of("codec", "problem")),
            entry("archive", Set.of("problem")),
            entry("codec", Set.of("model", "problem")),
            entry("body", Set.of("multipart", "pipe", "codec", "problem", "model")),
            entry("release", Set.of("model", "codec", "problem", "config")),
            entry("records", Set.of("model", "codec", "problem", "config")),
            entry("records.jdbc", Set.of("records", "model", "codec", "problem", "config")),
            entry("hooks", Set.of("model", "codec", "problem", "config")),
            entry("deploy", Set.of("release", "hooks", "records", "archive", "pipe", "codec", "model", "problem", "config")),
            entry("cluster", Set.of("release", "codec", "model", "problem")),
            entry("rollout", Set.of("cluster", "deploy", "hooks", "release", "records", "codec", "model", "problem", "config")),
            entry("operation", Set.of("rollout", "cluster", "deploy", "release", "records", "archive", "codec", "model", "problem",
                    "config")),
            entry("client", Set.of("archive", "codec", "model", "problem")),
            entry("cli", Set.of("client", "archive", "codec", "model", "problem")),
            entry("web.undertow", Set.of("config")),
            entry("web", Set.of("operation", "rollout", "cluster", "deploy", "hooks", "release", "records", "records.jdbc", "body", "multipart", "archive", "pipe", "codec",
                    "model", "config", "problem")));

    static Stream<String> rooms() {
        return MAY_SEE.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void aRoomSeesOnlyTheRoomsBelowIt(String room) {
        String[] seen = Stream.concat(Stream.of(room), MAY_SEE.get(room).stream())
                .map(name -> "dev.slipway." + name).toArray(String[]::new);
        noClasses().that().resideInAPackage("dev.slipway." + room)
                .should().dependOnClassesThat(resideInAnyPackage("dev.slipway..").and(not(resideInAnyPackage(seen))))
                .check(HOUSE);
    }

    @Test
    void everyRoomHasItsRule() {
        Set<String> rooms = HOUSE.stream().map(JavaClass::getPackageName)
                .map(name -> name.substring("dev.slipway.".length())).collect(Collectors.toCollection(TreeSet::new));
        rooms.remove("launch"); // starts the others
        assertThat(MAY_SEE.keySet()).containsExactlyInAnyOrderElementsOf(rooms);
    }

    @Test
    void noTwoRoomsSeeEachOther() {
        slices().matching("dev.slipway.(**)").should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void nobodySeesTheLauncher() {
        noClasses().that().resideOutsideOfPackage("dev.slipway.launch")
                .should().dependOnClassesThat().resideInAPackage("dev.slipway.launch..").check(HOUSE);
    }

    @Test
    void onlyTheWebKnowsServletsAndOnlyTheLauncherKnowsTomcat() {
        noClasses().that().resideOutsideOfPackages("dev.slipway.web..", "dev.slipway.launch")
                .should().dependOnClassesThat().resideInAnyPackage("jakarta.servlet..").check(HOUSE);
        noClasses().that().resideOutsideOfPackage("dev.slipway.launch")
                .should().dependOnClassesThat().resideInAnyPackage("org.apache.catalina..", "org.apache.tomcat..",
                        "org.apache.coyote..").check(HOUSE);
        noClasses().that().resideOutsideOfPackage("dev.slipway.web.undertow")
                .should().dependOnClassesThat().resideInAnyPackage("io.undertow..").check(HOUSE);
    }

    @Test
    void nothingInTheWarOutsideTheCommandLineNeedsItsLibraries() {
        noClasses().that().resideOutsideOfPackages("dev.slipway.cli", "dev.slipway.launch")
                .should().dependOnClassesThat().resideInAnyPackage("picocli..", "me.tongfei..").check(HOUSE);
    }

    @Test
    void everyPackageSaysWhatItIsAndIsNullMarked() throws IOException {
        for (Path directory : sources().stream().map(Path::getParent).collect(Collectors.toCollection(TreeSet::new))) {
            Path info = directory.resolve("package-info.java");
            assertThat(info).exists();
            assertThat(Files.readString(info)).as(info.toString()).startsWith("/**").contains("@NullMarked");
        }
    }

    @Test
    void noFileIsLongerThanOneCanKeepInMind() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path source : sources()) {
            try (Stream<String> lines = Files.lines(source)) {
                long count = lines.count();
                if (count > MOST_LINES) {
                    tooLong.add(source.getFileName() + ": " + count);
                }
            }
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void noNameSaysNothing() throws IOException {
        assertThat(sources()).extracting(source -> source.getFileName().toString())
                .noneMatch(name -> name.matches(".*(Utils?|Helper|Manager|Impl)\\.java"));
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> all = Files.walk(SOURCES)) {
            return all.filter(path -> path.toString().endsWith(".java")).toList();
        }
    }
}
