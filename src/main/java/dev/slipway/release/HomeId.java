package dev.slipway.release;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/** Names a home directory for good: {@code <home>/id}, made once. Records of several servers are told apart by it. */
public final class HomeId {
    private static final System.Logger LOG = System.getLogger(HomeId.class.getName());
    private static final String FILE = "id";

    private HomeId() {}

    /** The id of an open home; a new one for as long as this process runs when the disk takes none. At start-up. */
    public static String of(HomeDirectory home) {
        Path file = home.path().resolve(FILE);
        try {
            if (Files.exists(file)) {
                return UUID.fromString(Files.readString(file).strip()).toString();
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(System.Logger.Level.WARNING, "The file id of the home directory cannot be read: a new one is made", e);
        }
        String made = UUID.randomUUID().toString();
        try {
            Path temporary = home.staging().resolve(FILE);
            Files.write(temporary, (made + "\n").getBytes(StandardCharsets.UTF_8));
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "The id of the home directory cannot be written", e);
        }
        return made;
    }
}
