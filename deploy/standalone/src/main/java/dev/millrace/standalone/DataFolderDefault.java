package dev.millrace.standalone;

import java.nio.file.Path;
import java.util.Objects;

/** Where the data lies when nobody says: beside the script, wherever it is called from. */
public final class DataFolderDefault {

    private DataFolderDefault() {}

    public static Path path() {
        return Path.of(Objects.requireNonNullElse(System.getProperty("millrace.home"), ""))
                .resolve(".millrace");
    }
}
