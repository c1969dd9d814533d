package dev.millrace.proof.secrets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a product has logged into its data folder. */
final class Logs {

    private Logs() {}

    static List<String> of(Path data) throws IOException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> all = Files.list(data.resolve("logs"))) {
            for (Path file : (Iterable<Path>) all.filter(Logs::isPlain)::iterator) {
                texts.add(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            }
        }
        return texts;
    }

    private static boolean isPlain(Path file) {
        return Files.isRegularFile(file) && !file.toString().endsWith(".gz");
    }

    static Set<String> linesWith(Path data, String words) throws IOException {
        Set<String> lines = new TreeSet<>();
        for (String text : of(data)) {
            text.lines().filter(line -> line.contains(words)).forEach(lines::add);
        }
        return lines;
    }
}
