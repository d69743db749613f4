package dev.slipway.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** What the finished WAR has in it, and has not. */
class WarContentIT {
    /** Of what a container sees: the libraries, and the classes unpacked. */
    private static final long MOST_BYTES = 15_000_000;

    @Test
    void zstdComesForThePlatformsOfServers() throws IOException {
        try (ZipFile war = new ZipFile(System.getProperty("slipway.test.war"))) {
            List<? extends ZipEntry> jars = war.stream()
                    .filter(entry -> entry.getName().startsWith("WEB-INF/lib/zstd-jni-")).toList();
            assertThat(jars).singleElement().asString().endsWith("-servers.jar");
            try (ZipInputStream jar = new ZipInputStream(war.getInputStream(jars.get(0)))) {
                assertThat(jar.getNextEntry()).hasToString("META-INF/MANIFEST.MF");
                List<String> platforms = new ArrayList<>();
                for (ZipEntry entry = jar.getNextEntry(); entry != null; entry = jar.getNextEntry()) {
                    if (entry.getName().contains("/libzstd-jni-")) {
                        platforms.add(entry.getName().replaceFirst("/libzstd-jni-.*", ""));
                    }
                }
                assertThat(platforms).containsExactlyInAnyOrder("darwin/aarch64", "darwin/x86_64", "linux/aarch64",
                        "linux/amd64", "linux/ppc64le", "linux/riscv64", "linux/s390x", "win/aarch64", "win/amd64");
            }
        }
    }

    @Test
    void aContainerSeesNoMoreThanItNeeds() throws IOException {
        try (ZipFile war = new ZipFile(System.getProperty("slipway.test.war"))) {
            List<? extends ZipEntry> seen = war.stream().filter(entry -> entry.getName().startsWith("WEB-INF/lib/")
                    || entry.getName().startsWith("WEB-INF/classes/")).toList();
            assertThat(seen.stream().mapToLong(ZipEntry::getSize).sum())
                    .as(() -> "largest: " + seen.stream().sorted(Comparator.comparingLong(ZipEntry::getSize).reversed())
                            .limit(5).toList())
                    .isLessThanOrEqualTo(MOST_BYTES);
        }
    }
}
