package dev.millrace.proof.secrets;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Looks for secrets in bytes, all of them in one pass. */
final class Search {

    private static final int BEGINNING = 4;

    @SuppressWarnings("ArrayRecordComponent") // Looked for and never compared.
    private record Needle(Secret secret, byte[] bytes) {}

    private final Map<Integer, List<Needle>> byBeginning = new HashMap<>();
    private final BitSet beginnings = new BitSet(1 << 16);
    private final List<String> found = new ArrayList<>();
    private long bytes;
    private int places;

    Search(List<Secret> secrets) {
        for (Secret secret : secrets) {
            for (String needle : secret.needles()) {
                byte[] text = needle.getBytes(StandardCharsets.UTF_8);
                int beginning = beginning(text, 0);
                beginnings.set(hash(beginning));
                byBeginning
                        .computeIfAbsent(beginning, _ -> new ArrayList<>())
                        .add(new Needle(secret, text));
            }
        }
    }

    private static int beginning(byte[] text, int at) {
        return text[at] << 24
                | (text[at + 1] & 0xff) << 16
                | (text[at + 2] & 0xff) << 8
                | (text[at + 3] & 0xff);
    }

    private static int hash(int beginning) {
        return (beginning * 0x9E3779B1) >>> 16;
    }

    /** The secrets in it. */
    private Set<Secret> in(byte[] text) {
        Set<Secret> there = new TreeSet<>(Comparator.comparing(Secret::name));
        for (int at = 0; at <= text.length - BEGINNING; at++) {
            int beginning = beginning(text, at);
            if (beginnings.get(hash(beginning))) {
                for (Needle needle : byBeginning.getOrDefault(beginning, List.of())) {
                    if (isAt(needle.bytes(), text, at)) {
                        there.add(needle.secret());
                    }
                }
            }
        }
        return there;
    }

    private static boolean isAt(byte[] needle, byte[] text, int at) {
        return at + needle.length <= text.length
                && Arrays.equals(needle, 0, needle.length, text, at, at + needle.length);
    }

    /**
     * Looks there.
     *
     * @param lawful names of secrets that may be there
     */
    void look(String place, byte[] text, Set<String> lawful) {
        places++;
        bytes += text.length;
        for (Secret secret : in(text)) {
            if (!lawful.contains(secret.name())) {
                found.add(secret.name() + " in " + place);
            }
        }
    }

    /**
     * Looks into every file of a folder, packed logs included.
     *
     * @param lawful names of secrets that may be in a file, by its path within the folder
     */
    void lookInto(Path folder, Map<String, Set<String>> lawful) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                String name = folder.relativize(file).toString();
                look(
                        folder.getFileName() + "/" + name,
                        content(file),
                        lawful.getOrDefault(name, Set.of()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] content(Path file) throws IOException {
        if (!file.toString().endsWith(".gz")) {
            return Files.readAllBytes(file);
        }
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
            return in.readAllBytes();
        }
    }

    List<String> found() {
        return List.copyOf(found);
    }

    /** How much was looked at. */
    String seen() {
        return "%d places, %,d KiB".formatted(places, bytes >> 10);
    }
}
