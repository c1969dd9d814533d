package dev.millrace.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;

/** Generated passwords of the database's roles, in a file that only its owner reads. */
final class Passwords {

    private static final int BYTES = 24;

    private final Path file;
    private final Properties values = new Properties();

    private Passwords(Path file) {
        this.file = file;
    }

    static Passwords in(Path folder) {
        var passwords = new Passwords(folder.resolve("passwords"));
        try {
            if (Files.exists(passwords.file)) {
                try (var reader = Files.newBufferedReader(passwords.file)) {
                    passwords.values.load(reader);
                }
            }
            return passwords;
        } catch (IOException e) {
            throw new EmbeddedFailure("The file " + passwords.file + " cannot be read", e);
        }
    }

    /** The role's password; made and kept at first. */
    synchronized String of(String role) {
        var known = values.getProperty(role);
        if (known != null) {
            return known;
        }
        var bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        var made = HexFormat.of().formatHex(bytes);
        values.setProperty(role, made);
        write();
        return made;
    }

    private void write() {
        try {
            Files.createDirectories(file.resolveSibling("."));
            var partial = file.resolveSibling("passwords.new");
            Files.deleteIfExists(partial);
            Files.createFile(
                    partial,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
            try (var writer = Files.newBufferedWriter(partial)) {
                values.store(writer, null);
            }
            Files.move(
                    partial,
                    file,
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new EmbeddedFailure("The file " + file + " cannot be written", e);
        }
    }
}
