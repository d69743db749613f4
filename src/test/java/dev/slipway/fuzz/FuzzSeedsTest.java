package dev.slipway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the fuzzers start from, changes of it, and what they have found: nothing of it is a fault any more. */
class FuzzSeedsTest {
    private static final Path FOUND = Path.of("src", "test", "resources", "fuzz");
    private static final int CHANGES = Boolean.getBoolean("slipway.test.long") ? 40_000 : 1_500;

    @ParameterizedTest
    @EnumSource
    void everySeedIsTakenOrRefusedAsItShould(FuzzTarget target) {
        List<byte[]> seeds = target.seeds();

        assertThat(seeds).hasSizeGreaterThan(5);
        seeds.forEach(target::run);
    }

    @ParameterizedTest
    @EnumSource
    void soIsAllThatAFuzzerFound(FuzzTarget target) throws IOException {
        Path folder = FOUND.resolve(target.folder());
        if (Files.isDirectory(folder)) {
            try (Stream<Path> found = Files.list(folder)) {
                for (Path one : found.toList()) {
                    target.run(Files.readAllBytes(one));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void soAreChangesOfTheSeeds(FuzzTarget target) {
        List<byte[]> seeds = target.seeds().stream().filter(seed -> seed.length < 20_000).toList();
        for (int number = 0; number < CHANGES; number++) {
            Random random = new Random(number);
            byte[] changed = seeds.get(random.nextInt(seeds.size())).clone();
            for (int i = random.nextInt(4); i >= 0 && changed.length > 0; i--) {
                changed = Mutation.of(changed, random);
            }
            try {
                target.run(changed);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("change number " + number, e);
            }
        }
    }
}
