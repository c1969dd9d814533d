package dev.millrace.standalone.processes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The AOT caches of children (JEP 483, 514, 515): classes, linked, and the profiles of what ran
 * often. With one a service needs about a third of the processor time to start, which is what a
 * restart beside a full load is made of. The JVM checks that a cache belongs to its class path and
 * goes on without it when it does not.
 *
 * @param folder where the caches lie; null when there are none
 * @param recording whether this run writes them, each child when it ends
 */
public record StartCaches(@Nullable Path folder, boolean recording) {

    /** Set by the script: where the caches lie. */
    public static final String FOLDER_PROPERTY = "millrace.start-caches";

    private static final Duration SOON = Duration.ofSeconds(6);
    private static final Duration WRITING = Duration.ofMinutes(5);

    /** Those that a rehearsal left, if any. */
    public static StartCaches written() {
        return in(false);
    }

    /** Those of a rehearsal. */
    public static StartCaches toWrite() {
        return in(true);
    }

    private static StartCaches in(boolean recording) {
        var folder = System.getProperty(FOLDER_PROPERTY);
        return new StartCaches(folder == null ? null : Path.of(folder), recording);
    }

    /** Options of the JVM that runs this program. */
    List<String> options(String program) {
        if (folder == null) {
            return List.of();
        }
        var cache = folder.resolve(program + ".aot");
        if (recording) {
            return List.of("-XX:AOTCacheOutput=" + cache);
        }
        return Files.isRegularFile(cache)
                ? List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off,cds*=off")
                : List.of();
    }

    /** How long a child may take to end when it is asked to. */
    Duration patience() {
        return recording ? WRITING : SOON;
    }
}
