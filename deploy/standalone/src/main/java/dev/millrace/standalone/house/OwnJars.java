package dev.millrace.standalone.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/** The file names of the jars a service is shipped with, listed by its build. */
public final class OwnJars {

    private final Set<String> names;

    private OwnJars(Set<String> names) {
        this.names = names;
    }

    public static OwnJars of(String service, ClassLoader loader) {
        var list = "META-INF/millrace/" + service + ".jars";
        var resource = loader.getResource(list);
        if (resource == null) {
            throw new IllegalStateException(
                    list + " is missing: the service was built without its list of jars");
        }
        try (var in = resource.openStream()) {
            var names = new LinkedHashSet<String>();
            // The list names what the service depends on; the jar it lies in is the service.
            if (resource.openConnection() instanceof JarURLConnection jar) {
                names.add(fileName(jar.getJarFileURL().getPath()));
            }
            for (var entry :
                    new String(in.readAllBytes(), StandardCharsets.UTF_8).strip().split(":", -1)) {
                names.add(fileName(entry));
            }
            return new OwnJars(names);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Set<String> names() {
        return names;
    }

    private static String fileName(String path) {
        return String.valueOf(Path.of(path).getFileName());
    }

    /** Whether the class lies in one of these jars, or in no jar at all: then it is our own. */
    boolean hold(String className, ClassLoader loader) {
        var resource = loader.getResource(className.replace('.', '/') + ".class");
        if (resource == null) {
            return false;
        }
        try {
            return !(resource.openConnection() instanceof JarURLConnection jar)
                    || names.contains(fileName(jar.getJarFileURL().getPath()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
