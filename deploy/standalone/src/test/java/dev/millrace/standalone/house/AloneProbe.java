package dev.millrace.standalone.house;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.builder.SpringApplicationBuilder;
import tools.jackson.databind.json.JsonMapper;

/** Starts one service with its own jars only and writes down what it is made of. */
public final class AloneProbe {

    private AloneProbe() {}

    /** The application's class, and the file to write to. */
    public static void main(String[] arguments) throws Exception {
        var builder =
                (SpringApplicationBuilder)
                        requireNonNull(
                                Class.forName(arguments[0]).getMethod("builder").invoke(null));
        try (var context = builder.run()) {
            Files.write(
                    Path.of(arguments[1]),
                    JsonMapper.builder().build().writeValueAsBytes(ContextReport.of(context)));
        }
        System.exit(0);
    }
}
