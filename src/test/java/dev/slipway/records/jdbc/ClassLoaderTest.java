package dev.slipway.records.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.config.Settings;
import dev.slipway.model.Status;
import dev.slipway.records.Filter;
import dev.slipway.records.Records;
import dev.slipway.records.SampleDeployment;
import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A container that takes the application down forgets its classes: no thread, no driver, no hook keeps them. */
class ClassLoaderTest {
    @TempDir
    private Path home;

    @Test
    void nothingOfTheDatabaseIsLeftWhenTheRecordsAreClosed() throws Exception {
        long drivers = DriverManager.drivers().count();
        WeakReference<ClassLoader> loader = useInALoaderOfItsOwn();
        assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("slipway-records") || name.startsWith("MVStore"));
        assertThat(DriverManager.drivers().count()).isLessThanOrEqualTo(drivers);
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            return loader.get() == null;
        });
    }

    private WeakReference<ClassLoader> useInALoaderOfItsOwn() throws Exception {
        URL[] urls = Stream.of(ChildJava.classPath().split(File.pathSeparator)).map(ClassLoaderTest::url)
                .toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            Class<?> use = loader.loadClass(Use.class.getName());
            @SuppressWarnings("unchecked")
            Callable<Object> one = (Callable<Object>) use.getConstructor(Path.class).newInstance(home);
            assertThat(one.getClass()).isNotSameAs(Use.class);
            assertThat(one.call()).isEqualTo(1L);
            return new WeakReference<>(loader);
        }
    }

    private static URL url(String path) {
        try {
            return new File(path).toURI().toURL();
        } catch (java.net.MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a web application does. */
    public static final class Use implements Callable<Object> {
        private final Path home;

        public Use(Path home) {
            this.home = home;
        }

        @Override
        public Object call() {
            try (Records records = JdbcRecords.open(Settings.of(Map.of()), home)) {
                records.put(SampleDeployment.full("shop", 7, Status.SUCCESS), 0);
                records.lease("project", "a", Duration.ofSeconds(1));
                return records.list(Filter.ALL, 10, 0).total();
            }
        }
    }
}
