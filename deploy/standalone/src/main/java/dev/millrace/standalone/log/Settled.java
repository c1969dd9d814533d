package dev.millrace.standalone.log;

import dev.millrace.standalone.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The dead letters an operator has dealt with, one line each: what was done, when, id. The log
 * itself can only forget its beginning, so that a letter in the middle needs another memory.
 */
final class Settled {

    private final Path file;

    Settled(Path data) {
        this.file = data.resolve("dead-letters.settled");
    }

    Set<String> ids() {
        try {
            return Files.exists(file)
                    ? Files.readAllLines(file).stream()
                            .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                            .collect(Collectors.toSet())
                    : Set.of();
        } catch (IOException e) {
            throw new Refusal("The file " + file + " cannot be read", e);
        }
    }

    void add(String what, String id, Instant now) {
        try {
            Files.writeString(
                    file,
                    what + " " + now + " " + id + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new Refusal("The file " + file + " cannot be written", e);
        }
    }
}
