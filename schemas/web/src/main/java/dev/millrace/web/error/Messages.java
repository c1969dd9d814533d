package dev.millrace.web.error;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** The messages of one language, parsed once. */
final class Messages {

    static final Locale CHINESE = Locale.SIMPLIFIED_CHINESE;

    private static final Messages IN_ENGLISH = load("en");
    private static final Messages IN_CHINESE = load("zh_CN");

    private final Map<ErrorCode, MessageTemplate> templates = new EnumMap<>(ErrorCode.class);

    private Messages(Properties texts, String language) {
        for (ErrorCode code : ErrorCode.values()) {
            String text = texts.getProperty(code.code());
            if (text == null) {
                throw new IllegalStateException(
                        "no message in " + language + " for " + code.code());
            }
            templates.put(code, MessageTemplate.parse(text));
        }
    }

    static Messages in(Locale locale) {
        return locale.getLanguage().equals("zh") ? IN_CHINESE : IN_ENGLISH;
    }

    String fill(ErrorCode code, @Nullable String param, List<Object> arguments) {
        MessageTemplate template = templates.get(code);
        if (template == null) {
            throw new IllegalStateException(code.code());
        }
        return template.fill(param, arguments);
    }

    private static Messages load(String language) {
        String name = "/web/messages_" + language + ".properties";
        try (InputStream file = Messages.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            Properties texts = new Properties();
            texts.load(new InputStreamReader(file, StandardCharsets.UTF_8));
            return new Messages(texts, language);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
