package dev.millrace.embedded;

import java.nio.file.Path;
import java.util.Objects;

/** Where unpacked programs are kept for this user. */
final class BinaryCache {

    private BinaryCache() {}

    static Path folder() {
        var chosen = System.getProperty("millrace.cache");
        if (chosen != null) {
            return Path.of(chosen);
        }
        var xdg = System.getenv("XDG_CACHE_HOME");
        var base =
                xdg == null || xdg.isBlank()
                        ? Path.of(Objects.requireNonNull(System.getProperty("user.home")), ".cache")
                        : Path.of(xdg);
        return base.resolve("millrace");
    }
}
