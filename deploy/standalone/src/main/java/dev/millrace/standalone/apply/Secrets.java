package dev.millrace.standalone.apply;

import dev.millrace.standalone.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Secrets stand beside the file: `env:NAME` or `file:PATH`. What they hold is never printed. */
final class Secrets {

    static final String HIDDEN = "(secret)";

    private static final String ENVIRONMENT = "env:";
    private static final String FILE = "file:";

    private final Map<String, String> environment;
    private final Path folder;

    /**
     * Secrets of a file.
     *
     * @param folder from which paths count
     */
    Secrets(Map<String, String> environment, Path folder) {
        this.environment = environment;
        this.folder = folder;
    }

    static boolean isReference(String text) {
        return text.startsWith(ENVIRONMENT) || text.startsWith(FILE);
    }

    /**
     * What a reference stands for; a text that is none stands for itself.
     *
     * @param what for the sentence when there is nothing
     * @throws Refusal when nothing stands behind it
     */
    String resolve(String text, String what) {
        if (text.startsWith(ENVIRONMENT)) {
            String name = text.substring(ENVIRONMENT.length());
            String value = environment.getOrDefault(name, "");
            if (value.isBlank()) {
                throw new Refusal("%s: %s is not set in the environment".formatted(what, name));
            }
            return value.strip();
        }
        if (text.startsWith(FILE)) {
            Path path = folder.resolve(text.substring(FILE.length()));
            try {
                String value = Files.readString(path).strip();
                if (!value.isEmpty()) {
                    return value;
                }
            } catch (IOException e) {
                throw new Refusal("%s: %s cannot be read".formatted(what, path), e);
            }
            throw new Refusal("%s: %s is empty".formatted(what, path));
        }
        return text;
    }

    /** A name for the variable that a secret may be put into. */
    static String placeholder(String... parts) {
        String name = String.join("_", parts).replaceAll("[^A-Za-z0-9]+", "_");
        return ENVIRONMENT + name.toUpperCase(Locale.ROOT);
    }

    /**
     * Whether what is shown of a secret, its middle masked, can be that of this one. What shows
     * nothing can be that of any.
     */
    static boolean fits(String shown, String secret) {
        int first = shown.length();
        int last = -1;
        for (int i = 0; i < shown.length(); i++) {
            boolean dots = shown.startsWith("...", i);
            if (dots || "*•…".indexOf(shown.charAt(i)) >= 0) {
                first = Math.min(first, i);
                last = dots ? i + 2 : i;
            }
        }
        if (last < 0) {
            return shown.equals(secret);
        }
        String before = shown.substring(0, first);
        String after = shown.substring(last + 1);
        return secret.length() >= before.length() + after.length()
                && secret.startsWith(before)
                && secret.endsWith(after);
    }

    static boolean isMasked(String shown) {
        return shown.contains("...") || shown.chars().anyMatch(c -> "*•…".indexOf(c) >= 0);
    }
}
