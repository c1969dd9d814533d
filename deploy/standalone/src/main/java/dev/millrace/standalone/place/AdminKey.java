package dev.millrace.standalone.place;

import dev.millrace.standalone.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bootstrap admin key: given, or made once and kept in {@code admin.key}.
 *
 * @param value the key; never logged
 * @param made whether this start made it
 */
public record AdminKey(String value, boolean made) {

    private static final int SHORTEST = 32;
    private static final int BYTES = 32;

    /** Given by the operator, else the kept one, else a new one. */
    public static AdminKey of(Optional<String> given, Path folder) {
        if (given.isPresent()) {
            if (given.get().length() < SHORTEST) {
                throw new Refusal(
                        "MILLRACE_ADMIN_KEY is too short: at least " + SHORTEST + " characters");
            }
            return new AdminKey(given.get(), false);
        }
        var file = file(folder);
        try {
            return Files.exists(file) ? kept(file) : make(file);
        } catch (IOException e) {
            throw new Refusal("The admin key " + file + " can neither be read nor written", e);
        }
    }

    public static Path file(Path folder) {
        return folder.resolve("admin.key");
    }

    private static AdminKey kept(Path file) throws IOException {
        narrow(file, "rw-------");
        narrow(file.toAbsolutePath().getParent(), "rwx------");
        var value = Files.readString(file).strip();
        if (value.length() < SHORTEST) {
            throw new Refusal(
                    "The admin key in " + file + " is damaged: remove the file to get a new one");
        }
        return new AdminKey(value, false);
    }

    /** Refused when others can read it: then somebody else may have the key already. */
    private static void narrow(@Nullable Path path, String widest) throws IOException {
        if (path != null
                && !PosixFilePermissions.fromString(widest)
                        .containsAll(Files.getPosixFilePermissions(path))) {
            throw new Refusal(
                    "Others can reach the admin key through %s: it must be %s at most"
                            .formatted(path, widest));
        }
    }

    private static AdminKey make(Path file) throws IOException {
        narrow(file.toAbsolutePath().getParent(), "rwx------");
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        var value = "sk-millrace-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        var partial = file.resolveSibling("admin.key.new");
        Files.deleteIfExists(partial);
        Files.createFile(
                partial,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(partial, value + "\n");
        Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
        return new AdminKey(value, true);
    }

    @Override
    public String toString() {
        return "AdminKey[made=" + made + "]";
    }
}
