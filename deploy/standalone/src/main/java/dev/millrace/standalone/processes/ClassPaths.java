package dev.millrace.standalone.processes;

import static java.util.Objects.requireNonNull;

import dev.millrace.standalone.house.OwnJars;
import java.io.File;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Class paths of children, cut from the launcher's own. */
final class ClassPaths {

    private static final Pattern VERSION = Pattern.compile("-\\d.*");

    private final String whole;
    private final Map<String, String> entries = new LinkedHashMap<>();

    ClassPaths(String whole) {
        this.whole = whole;
        for (var entry : whole.split(File.pathSeparator, -1)) {
            entries.put(name(Path.of(entry)), entry);
        }
    }

    static ClassPaths ofThisJvm() {
        return new ClassPaths(requireNonNull(System.getProperty("java.class.path")));
    }

    String whole() {
        return whole;
    }

    /** The service's own jars and nothing else. */
    String of(String service) {
        var own = new LinkedHashSet<String>();
        own.add(entry(service));
        for (var jar :
                OwnJars.of(service, requireNonNull(ClassPaths.class.getClassLoader())).names()) {
            own.add(entry(jar));
        }
        return String.join(File.pathSeparator, own);
    }

    private String entry(String jar) {
        for (var name : List.of(jar, artifact(jar))) {
            var found = entries.get(name);
            if (found != null) {
                return found;
            }
        }
        throw new IllegalStateException(jar + " is not on the launcher's class path");
    }

    /** Modules of this build are known by their artifact, be they a jar or a folder of classes. */
    private static String name(Path entry) {
        if (entry.endsWith(Path.of("target", "classes"))) {
            return String.valueOf(entry.getName(entry.getNameCount() - 3));
        }
        var file = String.valueOf(entry.getFileName());
        return file.contains("-SNAPSHOT") ? artifact(file) : file;
    }

    private static String artifact(String jar) {
        return VERSION.matcher(jar).replaceFirst("");
    }
}
