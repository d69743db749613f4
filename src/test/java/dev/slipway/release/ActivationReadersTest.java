package dev.slipway.release;

import static dev.slipway.release.Trees.APP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.model.DeploymentId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActivationReadersTest {
    private static final int ACTIVATIONS = 250;
    private static final int READERS = 2;

    @TempDir
    private Path scratch;

    @Test
    void readersThroughTheLinkSeeNoErrorAndNoMixture() throws Exception {
        try (HomeDirectory home = Trees.open(scratch)) {
            ReleaseStore store = new ReleaseStore(home);
            Set<String> contents = new HashSet<>();
            contents.add(deploy(home, store));
            AtomicBoolean stop = new AtomicBoolean();
            ExecutorService threads = Executors.newFixedThreadPool(READERS);
            try {
                List<Future<Set<String>>> readers = new ArrayList<>();
                for (int i = 0; i < READERS; i++) {
                    readers.add(threads.submit(reader(store.livePath(APP).resolve("index.html"), stop)));
                }
                for (int i = 0; i < ACTIVATIONS; i++) {
                    contents.add(deploy(home, store));
                }
                stop.set(true);
                for (Future<Set<String>> reader : readers) {
                    assertThat(contents).containsAll(reader.get());
                    assertThat(reader.get()).as("releases that a reader saw").hasSizeGreaterThan(5);
                }
            } finally {
                stop.set(true);
                threads.shutdownNow();
            }
        }
    }

    private static String deploy(HomeDirectory home, ReleaseStore store) throws IOException {
        Staging staging = store.stage(APP, DeploymentId.next());
        String content = (staging.id() + "\n").repeat(500);
        Files.writeString(staging.tree().resolve("index.html"), content);
        Trees.activate(new Activation(home, store, Sync.of(SyncMode.OFF), LiveForm.LINK, FaultyDisk.quick()), staging, 1);
        return content;
    }

    private static Callable<Set<String>> reader(Path file, AtomicBoolean stop) {
        return () -> {
            Set<String> seen = new HashSet<>();
            while (!stop.get()) {
                seen.add(Files.readString(file));
            }
            return seen;
        };
    }
}
