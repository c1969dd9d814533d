package dev.millrace.provider.credential;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * Where the master keys come from: the setting itself, the file it names ({@code file:PATH}), or
 * {@code master.key} in the data folder, which is made when it is missing. A file that others may
 * read is refused.
 */
final class MasterKeySource {

    private static final String NAMED = "file:";
    private static final Set<PosixFilePermission> OWNER =
            PosixFilePermissions.fromString("rw-------");

    private MasterKeySource() {}

    static MasterKeys keys(String setting, Path data) {
        String text = setting.trim();
        if (text.isEmpty()) {
            return ofFile(data.resolve("master.key"), true);
        }
        return text.startsWith(NAMED)
                ? ofFile(Path.of(text.substring(NAMED.length())), false)
                : MasterKeys.of(text);
    }

    private static MasterKeys ofFile(Path file, boolean make) {
        try {
            if (make && Files.notExists(file)) {
                make(file);
            }
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Set<PosixFilePermission> granted =
                        EnumSet.copyOf(Files.getPosixFilePermissions(file));
                granted.removeAll(OWNER);
                granted.remove(PosixFilePermission.OWNER_EXECUTE);
                if (!granted.isEmpty()) {
                    throw new IllegalStateException(
                            "others may read the master key: chmod 600 " + file);
                }
            }
            return MasterKeys.of(Files.readString(file).trim());
        } catch (IOException e) {
            throw new UncheckedIOException("the master key cannot be read from " + file, e);
        }
    }

    /** Whoever comes second takes the first one's: instances may start at the same time. */
    private static void make(Path file) throws IOException {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        byte[] text = Base64.getEncoder().encode(key);
        Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
        Files.createDirectories(folder);
        Path whole = Files.createTempFile(folder, "master", ".new");
        try {
            Files.write(whole, text, StandardOpenOption.SYNC);
            Files.createLink(file, whole);
        } catch (FileAlreadyExistsException _) {
            // The other one's holds.
        } finally {
            Files.deleteIfExists(whole);
        }
    }
}
